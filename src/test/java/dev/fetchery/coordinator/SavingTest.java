package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Proposal;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.spec.Parsed;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names, files that are there already, and items that come to the same name. */
class SavingTest extends CoordinatorCase {
  private static final String SERVED = "'save':{'as':'{served.name}','ifExists':'%s'}";

  private static final String BY_FILE = "'save':{'as':'{url.file}','ifExists':'%s'}";

  private static String policy(String ifExists) {
    return "'save':{'ifExists':'" + ifExists + "'}";
  }

  private static Reply served(String name, String body) {
    return Reply.ok(body).with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  @Test
  void skipLeavesAFileAloneWithoutAskingForIt() {
    file("n/1", "mine");
    Job job = rig.run(numbered(3, ""));
    assertThat(states(job.id())).containsExactly("done", "skipped", "done");
    assertThat(content("n/1")).isEqualTo("mine");
    assertThat(origin.requests("/1")).isZero();
  }

  @Test
  void failFailsWithoutAskingForIt() {
    file("n/1", "mine");
    Job job = rig.run(numbered(2, policy("fail")));
    assertThat(states(job.id())).containsExactly("done", "failed exists");
    assertThat(origin.requests("/1")).isZero();
  }

  @Test
  void overwriteReplacesIt() {
    file("n/1", "mine");
    rig.run(numbered(2, policy("overwrite")));
    assertThat(content("n/1")).isEqualTo("at /1");
  }

  @Test
  void renameGoesOnFromTheNumbersThatAreThere() {
    file("n/a.txt", "mine");
    file("n/a (1).txt", "mine too");
    Job job = rig.run(urls(Stream.of("/x/a.txt", "/y/a.txt", "/z/a.txt"), policy("rename")));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.files())
        .containsExactlyInAnyOrder(
            "n/a.txt", "n/a (1).txt", "n/a (2).txt", "n/a (3).txt", "n/a (4).txt");
    assertThat(content("n/a.txt")).isEqualTo("mine");
    assertThat(content("n/a (1).txt")).isEqualTo("mine too");
  }

  @Test
  void thousandCopiesOfOneNameAreNumbered() {
    Stream<String> urls = IntStream.range(0, 1000).mapToObj(i -> "/" + i + "/a.txt");
    Job job = rig.run(urls(urls, policy("rename")));
    assertThat(job.progress().done()).isEqualTo(1000);
    assertThat(rig.files()).hasSize(1000).contains("n/a.txt", "n/a (1).txt", "n/a (999).txt");
  }

  @Test
  void namesWithoutAFileInTheUrlAreNumberedByIndex() {
    String id = rig.run(urls(Stream.of("/a/", "/b/"), "")).id();
    assertThat(item(id, 0).file()).isEqualTo("n/0");
    assertThat(item(id, 1).file()).isEqualTo("n/1");
  }

  @Test
  void twoItemsOfOneNameCollideAlsoByCaseAndTheFirstIsKept() {
    Job job = rig.run(urls(Stream.of("/x/A.png", "/y/a.png", "/b.png"), BY_FILE.formatted("skip")));
    assertThat(states(job.id())).containsExactly("done", "failed collision", "done");
    assertThat(content("n/A.png")).isEqualTo("at /x/A.png");
    assertThat(item(job.id(), 1).file()).isEqualTo("n/a.png");
  }

  @Test
  void itemsOfTwoOpenJobsCollideToo() {
    origin.on("/x/a", Reply.ok("never").with(new OriginFault.Silence()));
    String first = rig.submit(urls(Stream.of("/x/a"), BY_FILE.formatted("skip"))).id();
    rig.await(first, j -> j.progress().active() == 1);
    Job second = rig.run(urls(Stream.of("/y/a"), BY_FILE.formatted("overwrite")));
    assertThat(states(second.id())).containsExactly("failed collision");
    cancel(first);
    rig.awaitEnd(first);
    retry(second.id());
    assertThat(rig.awaitEnd(second.id()).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(content("n/a")).isEqualTo("at /y/a");
  }

  @Test
  void nameThatOnlyTheAnswerTellsIsUsed() {
    origin.on("/get", served("report.pdf", "x"));
    Job job = rig.run(urls(Stream.of("/get"), SERVED.formatted("skip")));
    assertThat(item(job.id(), 0).file()).isEqualTo("n/report.pdf");
    assertThat(rig.files()).containsExactly("n/report.pdf");
  }

  @Test
  void servedNameThatExistsIsTreatedByThePolicy() {
    origin.on("/get", served("r.pdf", "new"));
    file("n/r.pdf", "mine");
    assertThat(states(rig.run(urls(Stream.of("/get"), SERVED.formatted("skip"))).id()))
        .containsExactly("skipped");
    assertThat(states(rig.run(urls(Stream.of("/get"), SERVED.formatted("fail"))).id()))
        .containsExactly("failed exists");
    assertThat(content("n/r.pdf")).isEqualTo("mine");
    Job renamed = rig.run(urls(Stream.of("/get"), SERVED.formatted("rename")));
    assertThat(item(renamed.id(), 0).file()).isEqualTo("n/r (1).pdf");
    assertThat(states(rig.run(urls(Stream.of("/get"), SERVED.formatted("overwrite"))).id()))
        .containsExactly("done");
    assertThat(content("n/r.pdf")).isEqualTo("new");
  }

  @Test
  void itemThatEndsForItsServedNameShowsTheStatusOfTheAnswer() {
    origin.otherwise(r -> served(r.path().equals("/0") ? "there" : "same", "new"));
    file("n/there", "mine");
    for (String policy : List.of("skip", "fail")) {
      String id = rig.run(numbered(3, SERVED.formatted(policy))).id();
      assertThat(rig.items(id)).extracting(Item::status).containsExactly(200, 200, 200);
      assertThat(count(id, ItemState.FAILED)).isPositive();
    }
  }

  @Test
  void servedNamesCollideWithinAJobAndAreNumberedUnderRename() {
    origin.otherwise(r -> served("same.bin", r.path()));
    Job job = rig.run(numbered(3, SERVED.formatted("overwrite")));
    assertThat(states(job.id())).containsOnlyOnce("done").contains("failed collision");
    Job renamed =
        rig.run(numbered(3, "'save':{'dir':'m','as':'{served.name}','ifExists':'rename'}"));
    assertThat(renamed.progress().done()).isEqualTo(3);
    assertThat(rig.files()).contains("m/same.bin", "m/same (1).bin", "m/same (2).bin");
  }

  @Test
  void anotherAttemptKeepsTheNameThatTheFirstWasGranted() {
    byte[] body = Reply.bytes(300_000, 3);
    Reply whole = Reply.ok(body).with("Content-Disposition", "attachment; filename=a.bin");
    origin.on("/get", whole.with(new OriginFault.CloseAfter(100_000)), whole);
    Job job =
        rig.run(urls(Stream.of("/get"), SERVED.formatted("rename") + ",'retry':{'backoffMs':1}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.files()).containsExactly("n/a.bin");
  }

  @Test
  void extensionFollowsTheMediaType() {
    origin.on("/pic", Reply.ok("x").with("Content-Type", "image/png; charset=x"));
    origin.on("/raw.dat", Reply.ok("x"));
    Job job = rig.run(urls(Stream.of("/pic", "/raw.dat"), "'save':{'as':'{index}.{ext}'}"));
    assertThat(rig.files()).containsExactly("n/0.png", "n/1.dat");
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void refreshAsksConditionallyAndLeavesWhatIsUnchanged() {
    origin.otherwise(
        r ->
            "\"v1\"".equals(r.header("if-none-match"))
                ? Reply.ok("").withStatus(304)
                : Reply.ok("one").with("ETag", "\"v1\""));
    rig.run(numbered(2, policy("refresh")));
    file("n/1", "touched");
    Job again = rig.run(numbered(2, policy("refresh")));
    assertThat(states(again.id())).containsExactly("skipped", "done");
    assertThat(content("n/1")).isEqualTo("one");
    assertThat(origin.seen("/1").get(1).header("if-none-match")).isNull();
  }

  @Test
  void refreshTellsWhereTheAnswerWasBehindARedirect() {
    origin.on("/0", Reply.redirect(302, "/there"));
    origin.on(
        "/there",
        r ->
            "\"v1\"".equals(r.header("if-none-match"))
                ? Reply.ok("").withStatus(304)
                : Reply.ok("one").with("ETag", "\"v1\""));
    rig.run(numbered(1, policy("refresh")));
    Job again = rig.run(numbered(1, policy("refresh")));
    assertThat(states(again.id())).containsExactly("skipped");
    assertThat(item(again.id(), 0).finalUrl()).isEqualTo(origin.url("/there"));
  }

  @Test
  void refreshFetchesWhatHasChangedAlsoAfterTheJobIsDeleted() {
    AtomicBoolean changed = new AtomicBoolean();
    origin.otherwise(
        r -> {
          String tag = changed.get() ? "\"v2\"" : "\"v1\"";
          return tag.equals(r.header("if-none-match"))
              ? Reply.ok("").withStatus(304)
              : Reply.ok(changed.get() ? "two" : "one").with("ETag", tag);
        });
    delete(rig.run(numbered(1, policy("refresh"))).id(), false);
    assertThat(states(rig.run(numbered(1, policy("refresh"))).id())).containsExactly("skipped");
    changed.set(true);
    assertThat(states(rig.run(numbered(1, policy("refresh"))).id())).containsExactly("done");
    assertThat(content("n/0")).isEqualTo("two");
  }

  @Test
  void missingVariableFailsItsItemAlone() {
    String source =
        "{'type':'urls','urls':[{'url':'"
            + origin.url("/a")
            + "','city':'Rome'},{'url':'"
            + origin.url("/b")
            + "'}]}";
    Job job = rig.run(job(source, "'save':{'as':'{city}'}"));
    assertThat(states(job.id())).containsExactly("done", "failed bad_name");
  }

  @Test
  void whateverAValueHoldsTheFileLandsInside() {
    String source =
        "{'type':'urls','urls':[{'url':'"
            + origin.url("/a")
            + "','key':'../../evil'},{'url':'"
            + origin.url("/b")
            + "','key':'..'}]}";
    Job job = rig.run(job(source, "'save':{'as':'{key}'}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.files()).hasSize(2).allSatisfy(f -> assertThat(f).startsWith("n/"));
  }

  @Test
  void dryRunStoresAndSavesNothing() {
    file("n/1", "mine");
    String spec = urls(Stream.of("/0", "/1", "/2", "/x/2"), BY_FILE.formatted("skip"));
    Answer.Planned plan = rig.ask(dryRun(spec), Answer.Planned.class);
    assertThat(plan.items()).isEqualTo(4);
    assertThat(plan.existing()).isEqualTo(1);
    assertThat(plan.hosts()).containsEntry("127.0.0.1:" + origin.port(), 4L);
    assertThat(plan.collisions())
        .singleElement()
        .satisfies(c -> assertThat(c.seqs()).containsExactly(2L, 3L));
    assertThat(plan.sample()).hasSize(4);
    assertThat(plan.sample().get(0).file()).isEqualTo("n/0");
    assertThat(origin.requests()).isZero();
    assertThat(rig.files()).containsExactly("n/1");
    assertThat(rig.run(spec).progress().done()).isEqualTo(2);
  }

  @Test
  void planNamesNoFileByAJobThatThereNeverWas() {
    String save =
        "'save':{'dir':'{job.time}/{job.id.upper}','as':'{job.id}-{job.name}-{url.file}'}";
    Answer.Planned plan = rig.ask(dryRun(urls(Stream.of("/0", "/1"), save)), Answer.Planned.class);
    assertThat(plan.sample())
        .extracting(Item::file)
        .containsExactly("{job.time}/{JOB.ID}/{job.id}-n-0", "{job.time}/{JOB.ID}/{job.id}-n-1");
  }

  @Test
  void planOfAJobWithoutANameSaysThatItsIdIsTheDirectory() {
    String source = "{'source':{'type':'urls','urls':['" + origin.url("/0") + "']}}";
    Answer.Planned plan = rig.ask(dryRun(source.replace('\'', '"')), Answer.Planned.class);
    assertThat(plan.sample()).extracting(Item::file).containsExactly("{job.id}/0");
  }

  @Test
  void dryRunOfADocumentLeavesNoneOfItBehind() {
    origin.on("/list", Reply.ok("{\"a\":\"/a\",\"b\":\"/b\",\"c\":\"ftp://h/c\"}"));
    String spec = job("{'type':'json','url':'" + origin.url("/list") + "'}", "");
    Answer.Planned plan = rig.ask(dryRun(spec), Answer.Planned.class);
    assertThat(plan.items()).isEqualTo(3);
    // What has no URL has no host.
    assertThat(plan.hosts()).isEqualTo(Map.of("127.0.0.1:" + origin.port(), 2L));
    assertThat(rig.files()).isEmpty();
    assertThat(origin.requests()).isEqualTo(1);
    assertThat(Rig.await(rig.store().openJobs())).isEmpty();
  }

  @Test
  void dryRunOfPagesAsksForOneAndProposesHowTheOthersFollow() {
    origin.on("/list", Reply.ok("[\"/a\",\"/b\"]").with("Link", "</list?page=2>; rel=\"next\""));
    JobSpec spec = plan("{'source':{'type':'pages','url':'" + origin.url("/list") + "'}}");
    Command.DryRun dryRun = new Command.DryRun(JobWriter.document(spec), "call");
    Answer.Planned plan = rig.ask(dryRun, Answer.Planned.class);
    assertThat(plan.items()).isEqualTo(2);
    assertThat(plan.proposal())
        .isEqualTo(
            new Proposal(
                "{\"link\":\"next\"}",
                "/source",
                "{\"more\":{\"link\":\"next\"}}",
                "The answer's Link header names the next page."));
    assertThat(origin.requests()).isEqualTo(1);
    assertThat(Rig.await(rig.store().openJobs())).isEmpty();
  }

  private static JobSpec plan(String json) {
    Parsed<JobSpec> read = new JobReader(9).forPlans().read(json.replace('\'', '"'));
    return ((Parsed.Ok<JobSpec>) read).value();
  }

  @Test
  void dryRunOfADocumentThatCannotBeReadSaysWhy() {
    String spec = job("{'type':'json','url':'" + origin.url("/list") + "'}", "");
    origin.on("/list", Reply.status(404));
    Answer.Refused refused = rig.ask(dryRun(spec), Answer.Refused.class);
    assertThat(refused.status()).isEqualTo(502);
    assertThat(refused.detail()).contains("404");
  }

  @Test
  void dryRunWhoseCallerIsGoneIsGivenUp() {
    String spec = job("{'type':'json','url':'" + origin.url("/list") + "'}", "");
    origin.on("/list", Reply.ok("").with(new OriginFault.Silence()));
    Future<Answer> plan = new CoordinatorClient(rig.vertx()).ask(dryRun(spec), Answer.class);
    while (origin.requests("/list") == 0) {
      Thread.onSpinWait();
    }
    rig.ask(new Command.EndDryRun("call"), Answer.Done.class);
    assertThatThrownBy(() -> Rig.await(plan)).hasMessageContaining("the caller is gone");
    assertThat(Rig.await(rig.store().openJobs())).isEmpty();
  }

  @Test
  void dryRunsBeyondTheFourthAreToldToComeBack() {
    String spec = job("{'type':'json','url':'" + origin.url("/list") + "'}", "");
    origin.on("/list", Reply.ok("").with(new OriginFault.Silence()));
    CoordinatorClient coordinator = new CoordinatorClient(rig.vertx());
    List<Future<Answer>> plans = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      plans.add(coordinator.ask(new Command.DryRun(Rig.document(spec), "call " + i), Answer.class));
    }
    while (origin.requests("/list") < 4) {
      Thread.onSpinWait();
    }
    Answer.Refused refused = rig.ask(dryRun(spec), Answer.Refused.class);
    assertThat(refused.status()).isEqualTo(503);
    for (int i = 0; i < 4; i++) {
      rig.ask(new Command.EndDryRun("call " + i), Answer.Done.class);
    }
    assertThat(plans)
        .allSatisfy(
            plan ->
                assertThatThrownBy(() -> Rig.await(plan))
                    .hasMessageContaining("the caller is gone"));
    assertThat(rig.ask(dryRun(numbered(1, "")), Answer.Planned.class).items()).isEqualTo(1);
  }

  private static Command.DryRun dryRun(String spec) {
    return new Command.DryRun(Rig.document(spec), "call");
  }

  @Test
  void probeSavesNothingAndEveryStatusIsAnAnswer() {
    origin.on("/0", Reply.status(404));
    origin.on("/1", Reply.redirect(302, "/there"));
    origin.on("/2", Reply.status(500));
    Job job = rig.run(numbered(3, "'mode':'probe'"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(job.id())).extracting("status").containsExactly(404, 200, 500);
    assertThat(rig.items(job.id())).allSatisfy(i -> assertThat(i.file()).isNull());
    assertThat(origin.requests("/2")).isEqualTo(1);
    assertThat(rig.files()).isEmpty();
  }

  @Test
  void verifyFindsWhatIsMissingAndWhatWasChanged() {
    String id = rig.run(numbered(4, "")).id();
    file("n/1", "changed");
    rig.downloads().resolve("n/2").toFile().delete();
    Answer.Verified found = rig.ask(new Command.Verify(id), Answer.Verified.class);
    assertThat(found.checked()).isEqualTo(4);
    assertThat(found.ok()).isEqualTo(2);
    assertThat(found.corrupt()).singleElement().extracting("seq").isEqualTo(1L);
    assertThat(found.missing()).singleElement().extracting("seq").isEqualTo(2L);
  }

  @Test
  void headersGoNoFurtherThanTheirOrigin() {
    try (OriginServer other = OriginServer.start()) {
      other.otherwise(r -> Reply.ok("other"));
      origin.on("/0", Reply.redirect(307, other.url("/x")));
      origin.on("/1", Reply.redirect(307, "/here"));
      rig.run(numbered(2, "'request':{'headers':{'X-Key':'secret','Accept':'image/png'}}"));
      assertThat(other.seen("/x").get(0).header("x-key")).isNull();
      assertThat(other.seen("/x").get(0).header("accept")).isEqualTo("image/png");
      assertThat(origin.seen("/here").get(0).header("x-key")).isEqualTo("secret");
    }
  }
}
