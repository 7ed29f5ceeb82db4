package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A lookup whose fields no name holds: names are known beforehand, and it decides all the same. */
class LookupBesideKnownNameTest extends CoordinatorCase {

  private String files(String ifExists, String... paths) {
    return urls(
        Stream.of(paths),
        "'lookup':{'url':'"
            + origin.url("/l/{url.file}")
            + "','set':{'c':'/c'}},'save':{'as':'{url.file}','ifExists':'"
            + ifExists
            + "'},'retry':{'backoffMs':1}");
  }

  private void lookupOf(String file, Reply... replies) {
    origin.on("/l/" + file, replies);
  }

  private static Reply fields() {
    return Reply.ok("{\"c\":\"x\"}");
  }

  @Test
  void whereTheFileIsThereNothingIsAskedUnderSkip() {
    file("n/a", "mine");
    file("n/b", "mine");
    String id = rig.run(files("skip", "/f/a", "/f/b")).id();
    assertThat(states(id)).containsOnly("skipped");
    assertThat(rig.items(id)).extracting(Item::attempts).containsOnly(0);
    assertThat(origin.requests()).isZero();
  }

  @Test
  void whereTheFileIsThereNothingIsAskedUnderFail() {
    file("n/a", "mine");
    lookupOf("b", fields());
    assertThat(states(rig.run(files("fail", "/f/a", "/f/b")).id()))
        .containsExactly("failed exists", "done");
    assertThat(origin.requests("/l/a") + origin.requests("/f/a")).isZero();
  }

  @Test
  void dryRunKnowsTheNamesAndWhatIsThereAndWhatCollides() {
    file("n/a", "mine");
    Command.DryRun command =
        new Command.DryRun(Rig.document(files("skip", "/f/a", "/f/b", "/g/b")), "call");
    Answer.Planned plan = rig.ask(command, Answer.Planned.class);
    assertThat(plan.existing()).isEqualTo(1);
    assertThat(plan.sample()).extracting(Item::file).containsExactly("n/a", "n/b", "n/b");
    assertThat(plan.collisions())
        .singleElement()
        .satisfies(c -> assertThat(c.seqs()).containsExactly(1L, 2L));
  }

  @Test
  void namesAreNumberedInTheOrderOfTheSource() {
    lookupOf("a", fields());
    origin.on("/x/a", Reply.ok("first").after(200));
    origin.on("/y/a", Reply.ok("second"));
    rig.run(files("rename", "/x/a", "/y/a"));
    assertThat(content("n/a")).isEqualTo("first");
    assertThat(content("n/a (1)")).isEqualTo("second");
  }

  @Test
  void nothingIsPublishedBeforeTheLookupSaysThatThereIsSuchAnItem() {
    lookupOf("a", Reply.status(404).after(200), fields());
    String id = rig.run(files("skip", "/f/a")).id();
    assertThat(states(id)).containsExactly("not_found lookup");
    assertThat(Files.exists(rig.downloads().resolve("n"))).isFalse();
    retry(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.files()).containsExactly("n/a");
  }

  @Test
  void nameOfAnItemThatIsNotFoundIsFreeForTheNextJob() {
    lookupOf("a", Reply.status(404), fields());
    rig.run(files("skip", "/f/a"));
    String next = rig.run(files("skip", "/g/a")).id();
    assertThat(states(next)).containsExactly("done");
    assertThat(content("n/a")).isEqualTo("at /g/a");
  }

  @Test
  void answeredLookupNamesNothingAndItsItemsArePublishedAtOnce() {
    String spec = files("skip", "/f/a", "/f/b", "/f/c").replace("/l/{url.file}", "/l");
    origin.on("/l", fields());
    assertThat(rig.run(spec).progress().done()).isEqualTo(3);
    assertThat(origin.requests("/l")).isEqualTo(1);
    assertThat(rig.files()).containsExactly("n/a", "n/b", "n/c");
  }

  /** Saves {@code n/a} by one job, for a refresh by the next. */
  private void saved() {
    origin.on(
        "/f/a",
        r ->
            "\"v1\"".equals(r.header("if-none-match"))
                ? Reply.ok("").withStatus(304)
                : Reply.ok("one").with("ETag", "\"v1\""));
    lookupOf("a", fields());
    rig.run(files("refresh", "/f/a"));
  }

  @Test
  void refreshIsConditionalAndWaitsForTheLookupAlsoWhereNothingHasChanged() {
    saved();
    lookupOf("a", fields().after(200));
    String id = rig.run(files("refresh", "/f/a")).id();
    assertThat(states(id)).containsExactly("skipped");
    assertThat(item(id, 0).status()).isEqualTo(304);
    assertThat(item(id, 0).attempts()).isEqualTo(1);
    assertThat(origin.requests("/f/a")).isEqualTo(2);
  }

  @Test
  void whatHasNotChangedIsNotFoundAllTheSameWhereTheLookupSaysSo() {
    saved();
    lookupOf("a", Reply.status(404).after(200));
    String id = rig.run(files("refresh", "/f/a")).id();
    assertThat(states(id)).containsExactly("not_found lookup");
    assertThat(content("n/a")).isEqualTo("one");
  }

  @Test
  void whatHasNotChangedAndWaitsForItsLookupIsCancelledWithItsJob() {
    saved();
    lookupOf("a", noAnswer());
    String id = rig.submit(files("refresh", "/f/a")).id();
    rig.await(id, j -> origin.requests("/f/a") == 2 && j.progress().active() == 0);
    cancel(id);
    assertThat(rig.awaitEnd(id).progress().cancelled()).isEqualTo(1);
  }

  @Test
  void bodyThatWaitedForItsLookupWhenTheServiceDiedIsFetchedAgain() {
    origin.on("/l/a", r -> open.get() ? fields() : noAnswer());
    String id = rig.submit(files("fail", "/f/a")).id();
    rig.await(id, j -> j.progress().bytes() > 0);
    crash();
    open.set(true);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.files()).containsExactly("n/a");
  }

  @Test
  void filePublishedJustBeforeTheServiceDiedIsTheItemsOwn() throws IOException {
    origin.on("/l/a", r -> open.get() ? fields() : noAnswer());
    String id = rig.submit(files("fail", "/f/a")).id();
    rig.await(id, j -> j.progress().active() == 1);
    rig.kill();
    file("n/a", "half a life ago");
    Path part = rig.downloads().resolve(".fetchery/.fetchery-" + id + "-0.part");
    Files.createDirectories(part.getParent());
    Files.deleteIfExists(part);
    Files.createLink(part, rig.downloads().resolve("n/a"));
    rig = begin();
    open.set(true);
    Job job = rig.awaitEnd(id);
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(content("n/a")).isEqualTo("at /f/a");
  }
}
