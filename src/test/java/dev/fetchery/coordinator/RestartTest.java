package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Source;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.JobChange;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service ends, or dies, and another goes on with what is on its directories. */
class RestartTest extends CoordinatorCase {
  /** The first {@code free} items are answered, the others once {@code open}. */
  private void gated(int free) {
    origin.otherwise(
        r -> {
          String number = r.path().replaceAll("\\D+", "");
          boolean at = !number.isEmpty() && Integer.parseInt(number) < free;
          return at ? Reply.ok("x") : gate();
        });
  }

  @Test
  void runningJobGoesOnByItselfAndAsksForNothingTwiceThatIsDone() {
    gated(20);
    String id = rig.submit(numbered(40, "")).id();
    rig.await(id, j -> j.progress().done() == 20 && j.progress().active() == 20);
    open.set(true);
    restart();
    Job job = rig.awaitEnd(id);
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(IntStream.range(0, 20).map(i -> origin.requests("/" + i))).containsOnly(1);
    assertThat(rig.items(id)).allSatisfy(i -> assertThat(i.attempts()).isEqualTo(1));
    assertThat(rig.announced(id).get(0).n()).isEqualTo(21);
  }

  @Test
  void killedJobGoesOnByItself() {
    gated(20);
    String id = rig.submit(numbered(40, "")).id();
    rig.await(id, j -> j.progress().done() == 20 && j.progress().active() == 20);
    open.set(true);
    crash();
    assertThat(rig.awaitEnd(id).progress().done()).isEqualTo(40);
    assertThat(IntStream.range(0, 20).map(i -> origin.requests("/" + i))).containsOnly(1);
  }

  /** As if the clock had been a day ahead, or behind, until the restart. */
  @ParameterizedTest
  @ValueSource(longs = {1, -1})
  void jobBegunByAClockThatWasADayOffGoesOn(long days) {
    gated(20);
    String id = rig.submit(numbered(40, "")).id();
    rig.await(id, j -> j.progress().done() == 20 && j.progress().active() == 20);
    Instant then = Instant.now().plus(Duration.ofDays(days));
    Rig.await(rig.store().change(JobChange.of(id).startedAt(then).build()));
    open.set(true);
    restart();
    Job job = rig.awaitEnd(id);
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().elapsedMs()).isBetween(0L, 60_000L);
    assertThat(IntStream.range(0, 20).map(i -> origin.requests("/" + i))).containsOnly(1);
  }

  @Test
  void killedBodyLeavesNoPartWhenItsJobIsCancelledAfterwards() {
    origin.on(
        "/big",
        Reply.ok(Reply.bytes(400_000, 1))
            .with("ETag", "\"e\"")
            .with(new OriginFault.Stall(200_000)));
    String id = rig.submit(urls(Stream.of("/big"), "")).id();
    rig.await(id, j -> j.progress().bytes() >= 200_000);
    crash();
    cancel(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.files()).isEmpty();
  }

  @Test
  void bodyInterruptedByTheEndIsContinued() {
    byte[] body = Reply.bytes(400_000, 1);
    origin.on(
        "/big",
        request ->
            request.header("range") == null
                ? Reply.ok(body).with("ETag", "\"e\"").with(new OriginFault.Stall(200_000))
                : Ranges.of(body, "\"e\"", Ranges.Lie.NONE).reply(request));
    String id = rig.submit(urls(Stream.of("/big"), "")).id();
    rig.await(id, j -> j.progress().bytes() >= 200_000);
    restart();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.seen("/big").get(1).header("range")).isEqualTo("bytes=200000-");
  }

  @Test
  void bodyThatWasBeingWrittenOverAPartIsNotTakenForThatPart() {
    byte[] first = Reply.bytes(400_000, 1);
    Reply other = Reply.ok(Reply.bytes(400_000, 2)).with("ETag", "\"other\"");
    origin.on(
        "/big",
        request -> {
          if (open.get()) {
            return Ranges.of(first, "\"first\"", Ranges.Lie.NONE).reply(request);
          }
          return request.header("range") == null
              ? Reply.ok(first).with("ETag", "\"first\"").with(new OriginFault.CloseAfter(200_000))
              : other.with(new OriginFault.Stall(300_000));
        });
    String id = rig.submit(urls(Stream.of("/big"), "'retry':{'backoffMs':0}")).id();
    rig.await(id, j -> origin.requests("/big") == 2 && j.progress().bytes() >= 300_000);
    open.set(true);
    crash();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.downloads().resolve("n/big")).hasBinaryContent(first);
  }

  @Test
  void largeBodyKilledInItsFirstAttemptIsContinued() {
    byte[] body = Reply.bytes(3 << 20, 1);
    origin.on("/big", untilAsked(body, "\"e\"", 2 << 20));
    String id = submitPatient();
    awaitRecord(id, "\"e\"");
    crash();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.seen("/big").get(1).header("if-range")).isEqualTo("\"e\"");
    assertThat(rig.items(id).get(0).attempts()).isEqualTo(1);
    assertThat(rig.downloads().resolve("n/big")).hasBinaryContent(body);
  }

  @Test
  void largeBodyKilledWhileItReplacedAPartIsContinuedItself() {
    byte[] second = Reply.bytes(3 << 20, 2);
    Reply first =
        Reply.ok(Reply.bytes(400_000, 1))
            .with("ETag", "\"1\"")
            .with(new OriginFault.CloseAfter(200_000));
    OriginServer.Script then = untilAsked(second, "\"2\"", 2 << 20);
    origin.on("/big", r -> origin.requests("/big") == 1 ? first : then.reply(r));
    String id = submitPatient();
    awaitRecord(id, "\"2\"");
    crash();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.seen("/big").get(1).header("if-range")).isEqualTo("\"1\"");
    assertThat(origin.seen("/big").get(2).header("if-range")).isEqualTo("\"2\"");
    assertThat(rig.downloads().resolve("n/big")).hasBinaryContent(second);
  }

  /** A job that waits for its body longer than the test does, however busy the machine is. */
  private String submitPatient() {
    String patient = "'request':{'connectTimeoutMs':120000,'idleTimeoutMs':120000}";
    return rig.submit(urls(Stream.of("/big"), "'retry':{'backoffMs':0}," + patient)).id();
  }

  /** Comes to a stop after so many bytes; the rest is there for a request for it. */
  private static OriginServer.Script untilAsked(byte[] body, String tag, int stop) {
    return request ->
        tag.equals(request.header("if-range"))
            ? Ranges.of(body, tag, Ranges.Lie.NONE).reply(request)
            : Reply.ok(body).with("ETag", tag).with(new OriginFault.Stall(stop));
  }

  private void awaitRecord(String id, String tag) {
    rig.await(
        id,
        j -> {
          List<PendingItem> waiting = Rig.await(rig.store().waiting(id, null, 0, 1));
          Part part = waiting.isEmpty() ? null : waiting.get(0).part();
          return part != null && tag.equals(part.etag());
        });
  }

  @Test
  void partsThatWereStillLinkedToStoredFilesAreRemoved() throws IOException {
    gated(1);
    String id = rig.submit(numbered(2, "")).id();
    rig.await(id, j -> j.progress().done() == 1);
    rig.kill();
    Path saved = rig.downloads().resolve("n/0");
    Files.createLink(saved.resolveSibling(".fetchery-" + id + "-0.part"), saved);
    open.set(true);
    rig = begin();
    assertThat(rig.awaitEnd(id).progress().done()).isEqualTo(2);
    assertThat(rig.files()).containsExactly("n/0", "n/1");
  }

  @Test
  void filePublishedJustBeforeTheEndIsTheItemsOwn() throws IOException {
    origin.otherwise(r -> gate());
    String id = rig.submit(numbered(3, "'save':{'ifExists':'fail'}")).id();
    rig.await(id, j -> j.progress().active() == 3);
    rig.kill();
    file("n/1", "half a life ago");
    file("n/2", "another's");
    Path published = rig.downloads().resolve("n/1");
    Files.createLink(published.resolveSibling(".fetchery-" + id + "-1.part"), published);
    open.set(true);
    rig = begin();
    rig.awaitEnd(id);
    assertThat(states(id)).containsExactly("done", "done", "failed exists");
    assertThat(content("n/1")).isEqualTo("through");
  }

  @Test
  void pausedJobStaysPausedAndAQueuedOneRuns() {
    origin.otherwise(r -> gate());
    restartWith(setup().maxRunningJobs(1).pauseGraceMs(1));
    String paused = rig.submit(numbered(3, "")).id();
    rig.await(paused, j -> j.progress().active() == 3);
    pause(paused);
    rig.await(paused, j -> j.progress().active() == 0);
    String running = rig.submit(urls(Stream.of("/a"), "")).id();
    String queued = rig.submit(urls(Stream.of("/b"), "")).id();
    rig.await(running, j -> j.progress().active() == 1);
    open.set(true);
    restart();
    assertThat(rig.awaitEnd(running).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.awaitEnd(queued).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.show(paused).state()).isEqualTo(JobState.PAUSED);
    resume(paused);
    assertThat(rig.awaitEnd(paused).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void endedJobCanStillBeTriedAgain() {
    origin.on("/0", Reply.status(404), Reply.ok("x"));
    String id = rig.run(numbered(2, "")).id();
    restart();
    assertThat(rig.show(id).state()).isEqualTo(JobState.PARTIAL);
    retry(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.announced(id).get(0).n()).isEqualTo(3);
  }

  // --- in the middle of a discovery

  private String interrupted(String spec) {
    String id = rig.submit(spec).id();
    rig.await(id, j -> j.progress().discovered() > 0);
    crash();
    return id;
  }

  private void assertAllOnce(String id, int items) {
    open.set(true);
    Job job = rig.awaitEnd(id);
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().discovered()).isEqualTo(items);
    assertThat(rig.items(id).stream().map(i -> i.url() + i.key()).distinct().count())
        .isEqualTo(items);
    assertThat(rig.items(id, ItemState.DONE)).hasSize(items);
  }

  @Test
  void templateGoesOn() {
    origin.otherwise(r -> Reply.ok("x"));
    String id =
        interrupted(
            job(
                "{'type':'template','url':'"
                    + origin.url("/{value}")
                    + "','values':{'from':1,'to':4000}}",
                "'mode':'probe'"));
    assertAllOnce(id, 4_000);
  }

  @Test
  void documentGoesOnWithoutBeingAskedForAgain() {
    origin.on("/list", Reply.redirect(302, "/deep/list"));
    origin.on(
        "/deep/list",
        Reply.ok(
            IntStream.range(0, 5_000)
                .mapToObj(i -> "\"f" + i + "\"")
                .collect(Collectors.joining(",", "[", "]"))));
    origin.otherwise(r -> Reply.ok("x"));
    String id =
        interrupted(job("{'type':'json','url':'" + origin.url("/list") + "'}", "'mode':'probe'"));
    assertAllOnce(id, 5_000);
    assertThat(rig.items(id)).allSatisfy(i -> assertThat(i.url()).contains("/deep/f"));
  }

  @Test
  void pagesGoOnWithTheNextCursor() {
    origin.on(
        "/page",
        r -> {
          String cursor = r.target().replaceAll(".*cursor=|^/page$", "");
          int at = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
          String list =
              IntStream.range(at, at + 10)
                  .mapToObj(i -> "\"/f/" + i + "\"")
                  .collect(Collectors.joining(",", "[", "]"));
          String next = at + 10 < 100 ? ",\"next\":\"" + (at + 10) + "\"" : "";
          Reply reply = Reply.ok("{\"urls\":" + list + next + "}");
          return at == 50 && !open.get() ? noAnswer() : reply;
        });
    origin.otherwise(r -> Reply.ok("x"));
    String id =
        rig.submit(
                job(
                    "{'type':'pages','url':'"
                        + origin.url("/page")
                        + "','at':'/urls','query':{'cursor':'{cursor}'},'more':{'cursorAt':'/next'}}",
                    ""))
            .id();
    rig.await(id, j -> j.progress().discovered() == 50);
    crash();
    assertAllOnce(id, 100);
    assertThat(origin.seen("/page").stream().filter(r -> r.target().equals("/page"))).hasSize(1);
  }

  @Test
  void manifestGoesOnAtItsOffset() throws IOException {
    Path file = root.resolve("data/manifests/m.txt");
    Files.createDirectories(file.getParent());
    Files.write(file, IntStream.range(0, 5_000).mapToObj(i -> origin.url("/f/" + i)).toList());
    var spec =
        Rig.spec(numbered(1, "'mode':'probe'"))
            .withSource(new Source.Manifest(Source.Manifest.Format.TEXT, "manifests/m.txt", 5_000));
    String id =
        rig.ask(new Command.Submit(JobWriter.document(spec), null, null), Answer.Submitted.class)
            .job()
            .id();
    rig.await(id, j -> j.progress().discovered() > 0);
    crash();
    assertAllOnce(id, 5_000);
  }
}
