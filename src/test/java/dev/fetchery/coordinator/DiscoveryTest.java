package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.Source;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of source from its first document to the end of its job. */
class DiscoveryTest extends CoordinatorCase {

  private static String list(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "\"/f/" + i + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String json(String fields) {
    return job("{'type':'json','url':'" + origin.url("/list") + "'" + fields + "}", "");
  }

  private String pages(String fields) {
    return job(
        "{'type':'pages','url':'" + origin.url("/page") + "','at':'/urls'," + fields + "}", "");
  }

  private static int number(String target, String parameter) {
    String value = target.replaceAll(".*[?&]" + parameter + "=([^&]*).*", "$1");
    return Integer.parseInt(value);
  }

  private static Reply page(int from, int to, String more) {
    return Reply.ok("{\"urls\":" + list(from, to) + more + "}");
  }

  @Test
  void objectsEntriesAreKeysAndUrls() {
    origin.on("/list", Reply.ok("{\"a\":\"/f/1\",\"b\":\"" + origin.url("/f/2") + "\"}"));
    Job job = rig.run(json(""));
    assertThat(rig.items(job.id())).extracting(Item::key).containsExactly("a", "b");
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void badUrlInADocumentFailsItsItemAlone() {
    origin.on("/list", Reply.ok("[\"/f/1\",\"ftp://x/y\",\"http://\"]"));
    assertThat(states(rig.run(json("")).id()))
        .containsExactly("done", "failed bad_url", "failed bad_url");
  }

  @Test
  void emptyDocumentIsAJobThatSucceeds() {
    origin.on("/list", Reply.ok("[]"));
    Job job = rig.run(json(""));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().discovered()).isZero();
    assertThat(job.progress().discoveryDone()).isTrue();
  }

  @Test
  void sourceThatCannotBeReadFailsItsJobAndSaysWhy() {
    origin.on("/list", Reply.status(403));
    Job job = rig.run(json(""));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error().code()).isEqualTo(ErrorCode.HTTP_STATUS);
    assertThat(job.progress().discoveryDone()).isFalse();
    origin.on("/list", Reply.ok("[\"/f/1\"]"));
    retry(job.id());
    Job again = rig.awaitEnd(job.id());
    assertThat(again.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(again.error()).isNull();
  }

  @Test
  void documentIsTriedAgainAndItsRedirectResolvesItsUrls() {
    origin.on("/list", Reply.status(503), Reply.redirect(302, "/deep/list"));
    origin.on("/deep/list", Reply.ok("[\"x\"]"));
    Job job =
        rig.run(
            job("{'type':'json','url':'" + origin.url("/list") + "'}", "'retry':{'backoffMs':1}"));
    assertThat(item(job.id(), 0).url()).isEqualTo(origin.url("/deep/x"));
  }

  @Test
  void whatWasFoundBeforeADocumentBreaksOffIsFetched() {
    origin.on("/list", Reply.ok(list(0, 500).replace("]", ",")));
    Job job = rig.run(json(""));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.progress().done()).isEqualTo(500);
    assertThat(job.error().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    origin.on("/list", Reply.ok(list(0, 600)));
    retry(job.id());
    assertThat(rig.awaitEnd(job.id()).progress().done()).isEqualTo(600);
    assertThat(origin.requests("/f/1")).isEqualTo(1);
    assertThat(Rig.await(rig.store().log(job.id(), 0, 100)))
        .filteredOn(entry -> entry.kind() == LogEntry.Kind.RETRIED)
        .extracting(LogEntry::detail)
        .containsExactly("the discovery alone");
  }

  /**
   * A running job whose list broke off behind three of its five items, of which the first gets no
   * answer until {@link #open}.
   */
  private String brokenWhileTheFirstItemWaits() {
    origin.on("/list", Reply.ok(list(0, 3).replace("]", ",")), Reply.ok(list(0, 5)));
    origin.on("/f/0", r -> gate());
    String id = rig.submit(json("")).id();
    rig.await(id, j -> j.error() != null && j.progress().done() == 2);
    return id;
  }

  @Test
  void brokenDiscoveryOfARunningJobGoesOnWhenTriedAgain() {
    String id = brokenWhileTheFirstItemWaits();
    Job job = retry(id);
    assertThat(job.error()).isNull();
    Job more = rig.await(id, j -> j.progress().discoveryDone() && j.progress().done() == 4);
    assertThat(more.progress().discovered()).isEqualTo(5);
    cancel(id);
    rig.awaitEnd(id);
  }

  @Test
  void brokenDiscoveryOfAPausedJobIsTriedAgainWhenItIsResumed() {
    String id = brokenWhileTheFirstItemWaits();
    pause(id);
    assertThat(retry(id).state()).isEqualTo(JobState.PAUSED);
    open.set(true);
    resume(id);
    Job ended = rig.awaitEnd(id);
    assertThat(ended.state()).as("%s", ended).isEqualTo(JobState.SUCCEEDED);
    assertThat(ended.progress().done()).isEqualTo(5);
  }

  @Test
  void millionMemberDocumentIsNotNeededForTheFirstDownloads() {
    origin.on("/list", Reply.ok(list(0, 20_000)));
    origin.otherwise(r -> Reply.ok("x"));
    String id = rig.submit(json("")).id();
    Job early = rig.await(id, j -> j.progress().done() > 0);
    assertThat(early.progress().discovered()).isGreaterThan(0);
    cancel(id);
    rig.awaitEnd(id);
  }

  @Test
  void pagesAreReadAheadByTheirNumbersUntilOneIsEmpty() {
    origin.on(
        "/page",
        r -> {
          int n = number(r.target(), "page");
          return n <= 5 ? page(10 * (n - 1), 10 * n, "") : page(0, 0, "");
        });
    Job job = rig.run(pages("'query':{'page':'{page}'},'perPage':10,'more':{'untilEmpty':true}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(job.id()))
        .extracting(Item::url)
        .containsExactlyElementsOf(
            IntStream.range(0, 50).mapToObj(i -> origin.url("/f/" + i)).toList());
  }

  @Test
  void cursorIsFollowedAndOneSeenBeforeEndsTheSourceWithAnError() {
    origin.on(
        "/page",
        r ->
            r.target().contains("cursor=two")
                ? page(5, 10, ",\"next\":\"one\"")
                : r.target().contains("cursor=one")
                    ? page(3, 5, ",\"next\":\"two\"")
                    : page(0, 3, ",\"next\":\"one\""));
    Job job = rig.run(pages("'query':{'cursor':'{cursor}'},'more':{'cursorAt':'/next'}"));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.progress().done()).isEqualTo(10);
    assertThat(job.error()).isNotNull();
    assertThat(origin.seen("/page").get(0).target()).isEqualTo("/page");
  }

  @Test
  void linksAreFollowedAndAUrlListedTwiceIsDroppedOnce() {
    origin.on("/page", page(0, 4, "").with("Link", "</two>; rel=\"next\""));
    origin.on("/two", page(2, 6, ""));
    Job job = rig.run(pages("'more':{'link':'next'}"));
    assertThat(job.progress().discovered()).isEqualTo(6);
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.requests("/f/3")).isEqualTo(1);
  }

  @Test
  void shortPageInTheMiddleMovesTheNextStart() {
    origin.on(
        "/page",
        r -> {
          int start = number(r.target(), "start");
          int to = Math.min(start + (start == 0 ? 3 : 5), 23);
          return page(start, Math.max(start, to), ",\"has_more\":" + (to < 23));
        });
    Job job = rig.run(pages("'query':{'start':'{start}'},'perPage':5,'more':{'at':'/has_more'}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().done()).isEqualTo(23);
  }

  @Test
  void pageThatCannotBeHadEndsTheSourceAndWhatIsFoundIsFetched() {
    origin.on(
        "/page",
        r -> {
          int page = number(r.target(), "page");
          return page == 3 ? Reply.status(403) : page(page, page + 1, "");
        });
    Job job = rig.run(pages("'query':{'page':'{page}'},'more':{'untilEmpty':true},'ahead':0"));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.progress().done()).isEqualTo(2);
    assertThat(job.error().code()).isEqualTo(ErrorCode.HTTP_STATUS);
  }

  private String numberedPages(String retry) {
    String source =
        "{'type':'pages','url':'"
            + origin.url("/page")
            + "','at':'/urls','query':{'page':'{page}'},'more':{'untilEmpty':true},'ahead':2}";
    return job(source, "'retry':{" + retry + "}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void pageAskedForAheadIsSentNoMoreRequestsThanAttempts(int attempts) {
    AtomicInteger second = new AtomicInteger();
    origin.on(
        "/page",
        r -> {
          int page = number(r.target(), "page");
          second.addAndGet(page == 2 ? 1 : 0);
          return page == 1 ? page(0, 2, "").after(200) : Reply.status(503);
        });
    Job job = rig.run(numberedPages("'backoffMs':1,'attempts':" + attempts));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(second).hasValue(attempts);
  }

  @Test
  void pageRejectedForBeingAskedForTooEarlyIsListedInItsTurn() {
    AtomicInteger listed = new AtomicInteger();
    origin.on(
        "/page",
        r -> {
          int page = number(r.target(), "page");
          if (page > listed.get() + 1) {
            return Reply.status(503);
          }
          listed.set(page);
          Reply reply = page <= 3 ? page(2 * page, 2 * page + 2, "") : page(0, 0, "");
          return page == 1 ? reply.after(200) : reply;
        });
    Job job = rig.run(numberedPages("'backoffMs':1,'attempts':2"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().done()).isEqualTo(6);
  }

  @Test
  void pageOfFiveMegabytesIsReadLikeAnyOther() {
    origin.on("/page", page(0, 3, ",\"more\":[" + "\"filling\",".repeat(500_000) + "1]"));
    Job job = rig.run(pages("'more':{'link':'next'}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().done()).isEqualTo(3);
  }

  @Test
  void jobIsCancelledWhileItsDocumentIsAwaited() {
    origin.on("/list", Reply.ok("").with(new OriginFault.Silence()));
    String id = rig.submit(json("")).id();
    rig.await(id, j -> origin.requests("/list") == 1);
    cancel(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void jobIsPausedWhileItsDocumentIsAwaitedAndAsksAgain() {
    origin.on("/list", Reply.ok("").with(new OriginFault.Silence()), Reply.ok("[\"/f/1\"]"));
    String id = rig.submit(json("")).id();
    rig.await(id, j -> origin.requests("/list") == 1);
    pause(id);
    rig.await(id, j -> origin.openConnections() == 0);
    resume(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void repeatRequestsTheSameUrlEachTime() {
    Job job =
        rig.run(
            job(
                "{'type':'repeat','url':'" + origin.url("/cat") + "','count':20}",
                "'save':{'as':'{index}'}"));
    assertThat(job.progress().done()).isEqualTo(20);
    assertThat(origin.requests("/cat")).isEqualTo(20);
  }

  @Test
  void manifestIsReadLineByLineAndGoesWithItsJob() throws IOException {
    String id =
        rig.ask(
                new Command.Submit(JobWriter.document(manifest(3_000)), null, null),
                Answer.Submitted.class)
            .job()
            .id();
    assertThat(rig.awaitEnd(id).progress().done()).isEqualTo(3_000);
    assertThat(root.resolve("data/manifests/m.txt")).exists();
    delete(id, true);
    assertThat(root.resolve("data/manifests/m.txt")).doesNotExist();
    assertThat(rig.files()).isEmpty();
  }

  private dev.fetchery.job.JobSpec manifest(int lines) throws IOException {
    Path file = root.resolve("data/manifests/m.txt");
    Files.createDirectories(file.getParent());
    Files.write(file, IntStream.range(0, lines).mapToObj(i -> origin.url("/f/" + i)).toList());
    return Rig.spec(numbered(1, ""))
        .withSource(new Source.Manifest(Source.Manifest.Format.TEXT, "manifests/m.txt", lines));
  }

  @Test
  void requestHeadersGoNoFurtherThanTheDocumentThatNamesTheItems() {
    try (var other = dev.fetchery.testing.OriginServer.start()) {
      other.otherwise(r -> Reply.ok("x"));
      origin.on("/list", Reply.ok("[\"/f/1\",\"" + other.url("/o") + "\"]"));
      rig.run(
          job(
              "{'type':'json','url':'" + origin.url("/list") + "','headers':{'X-Doc':'d'}}",
              "'request':{'headers':{'X-Key':'k'}}"));
      assertThat(other.seen("/o").get(0).header("x-key")).isNull();
      assertThat(origin.seen("/f/1").get(0).header("x-key")).isEqualTo("k");
      assertThat(origin.seen("/f/1").get(0).header("x-doc")).isNull();
      assertThat(origin.seen("/list").get(0).header("x-doc")).isEqualTo("d");
    }
  }

  @Test
  void sameIdempotencyKeyIsTheSameJob() {
    Command.Submit submit = new Command.Submit(Rig.document(numbered(1, "")), "k", "f");
    Answer.Submitted first = rig.ask(submit, Answer.Submitted.class);
    Answer.Submitted second = rig.ask(submit, Answer.Submitted.class);
    assertThat(second.existed()).isTrue();
    assertThat(second.job().id()).isEqualTo(first.job().id());
    assertThat(refused(new Command.Submit(submit.document(), "k", "g"))).isEqualTo(422);
    rig.awaitEnd(first.job().id());
    assertThat(List.of(origin.requests())).containsExactly(1);
  }
}
