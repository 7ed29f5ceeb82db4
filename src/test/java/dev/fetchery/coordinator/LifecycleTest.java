package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Limits;
import dev.fetchery.job.LogEntry;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pause, resume, cancel, retry and new limits: from which states, and what becomes of items. */
class LifecycleTest extends CoordinatorCase {

  private String runningJob(int items, int concurrency) {
    origin.otherwise(request -> gate());
    String id = rig.submit(numbered(items, "'limits':{'concurrency':" + concurrency + "}")).id();
    int active = Math.min(items, concurrency);
    // Active is what is leased: its request need not have arrived yet.
    rig.await(id, j -> j.progress().active() == active && origin.requests() == active);
    return id;
  }

  /** Restarts with a grace that does not end within a test. */
  private void withLongGrace() {
    restartWith(setup().pauseGraceMs(60_000));
  }

  @Test
  void activeItemsGoBackToWaitingAfterTheGraceAndTheirAttemptIsNotCounted() {
    String id = runningJob(10, 4);
    assertThat(pause(id).state()).isEqualTo(JobState.PAUSED);
    Job paused = rig.await(id, j -> j.progress().active() == 0);
    assertThat(paused.progress().waiting()).isEqualTo(10);
    assertThat(origin.requests()).isEqualTo(4);
    open.set(true);
    assertThat(resume(id).state()).isIn(JobState.QUEUED, JobState.RUNNING);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(id)).allSatisfy(i -> assertThat(i.attempts()).isEqualTo(1));
  }

  @Test
  void whatAnswersWithinTheGraceIsDone() {
    withLongGrace();
    Promise<Void> told = Promise.promise();
    origin.otherwise(r -> Reply.ok("slowly").with(new OriginFault.Held(0, told.future())));
    String id = rig.submit(numbered(6, "'limits':{'concurrency':3}")).id();
    rig.await(id, j -> j.progress().active() == 3);
    pause(id);
    told.complete();
    Job paused = rig.await(id, j -> j.progress().active() == 0 && j.progress().done() > 2);
    assertThat(paused.progress().done()).isEqualTo(3);
    assertThat(paused.state()).isEqualTo(JobState.PAUSED);
    resume(id);
    assertThat(rig.awaitEnd(id).progress().done()).isEqualTo(6);
  }

  @Test
  void keptPartIsContinuedAfterTheResume() {
    byte[] body = Reply.bytes(400_000, 1);
    origin.on(
        "/big",
        request ->
            request.header("range") == null
                ? Reply.ok(body).with("ETag", "\"e\"").with(new OriginFault.Stall(200_000))
                : Ranges.of(body, "\"e\"", Ranges.Lie.NONE).reply(request));
    String id = rig.submit(urls(Stream.of("/big"), "")).id();
    rig.await(id, j -> j.progress().bytes() >= 200_000);
    pause(id);
    rig.await(id, j -> j.progress().active() == 0);
    resume(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.seen("/big").get(1).header("range")).isEqualTo("bytes=200000-");
    assertThat(item(id, 0).attempts()).isEqualTo(1);
    assertThat(item(id, 0).size()).isEqualTo(400_000);
  }

  @Test
  void pauseTakenBackWithinTheGraceStopsNothing() {
    withLongGrace();
    String id = runningJob(4, 4);
    pause(id);
    assertThat(resume(id).state()).isEqualTo(JobState.RUNNING);
    assertThat(rig.show(id).progress().active()).isEqualTo(4);
    cancel(id);
    rig.awaitEnd(id);
  }

  @Test
  void cancelledJobEndsItsItemsAndCanBeTriedAgain() {
    String id = runningJob(10, 4);
    cancel(id);
    Job job = rig.awaitEnd(id);
    assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    assertThat(job.progress().cancelled()).isEqualTo(10);
    open.set(true);
    retry(id);
    Job again = rig.awaitEnd(id);
    assertThat(again.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.announced(id).stream().map(Completion::n))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
  }

  @Test
  void cancellingAJobOfWhichNothingIsActiveIsAnsweredWithItsEnd() {
    String id = runningJob(10, 4);
    pause(id);
    rig.await(id, j -> j.progress().active() == 0);
    long asked = System.nanoTime();
    JobState answered = cancel(id).state();
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
    assertThat(rig.awaitEnd(id).progress().cancelled()).isEqualTo(10);
    // The answer waits for the end, but only so long where the store is slow.
    assertThat(answered == JobState.CANCELLED || tookMs >= 300)
        .as("%s after %d ms", answered, tookMs)
        .isTrue();
  }

  @Test
  void bodyThatIsCancelledLeavesNoPart() {
    origin.on(
        "/big",
        Reply.ok(Reply.bytes(400_000, 1))
            .with("ETag", "\"e\"")
            .with(new OriginFault.Stall(200_000)));
    String id = rig.submit(urls(Stream.of("/big"), "")).id();
    rig.await(id, j -> j.progress().bytes() >= 200_000);
    cancel(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.files()).isEmpty();
  }

  @Test
  void pausedJobWithAPartIsCancelledAndLeavesNone() {
    origin.on(
        "/big",
        Reply.ok(Reply.bytes(400_000, 1))
            .with("ETag", "\"e\"")
            .with(new OriginFault.Stall(200_000)));
    String id = rig.submit(urls(Stream.of("/big", "/other"), "")).id();
    rig.await(id, j -> j.progress().bytes() >= 200_000);
    pause(id);
    rig.await(id, j -> j.progress().active() == 0);
    assertThat(rig.files()).anyMatch(f -> f.contains(".part"));
    cancel(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void pausedJobWithAPartIsDeletedAndLeavesNone() {
    origin.on(
        "/big",
        Reply.ok(Reply.bytes(400_000, 1))
            .with("ETag", "\"e\"")
            .with(new OriginFault.Stall(200_000)));
    String id = rig.submit(urls(Stream.of("/big"), "")).id();
    rig.await(id, j -> j.progress().bytes() >= 200_000);
    pause(id);
    rig.await(id, j -> j.progress().active() == 0);
    delete(id, false);
    assertThat(rig.files()).isEmpty();
    assertThat(refused(new Command.Show(id))).isEqualTo(404);
  }

  @Test
  void runningJobIsDeletedWithTheFilesItSavedAndNoOthers() {
    origin.otherwise(r -> r.path().equals("/9") ? noAnswer() : Reply.ok("x" + r.path()));
    file("n/mine", "mine");
    String id = rig.submit(numbered(10, "")).id();
    rig.await(id, j -> j.progress().done() == 9);
    file("n/3", "changed since");
    delete(id, true);
    assertThat(rig.files()).containsExactly("n/3", "n/mine");
  }

  @Test
  void directoriesAreDeletedThatTheJobMadeAndNoOthers() throws IOException {
    Files.createDirectories(rig.downloads().resolve("mine"));
    String id = rig.run(numbered(3, "'save':{'dir':'mine/made/{index}'}")).id();
    rig.run(numbered(1, "'save':{'dir':'mine/made/0','as':'other'}"));
    delete(id, true);
    assertThat(rig.files()).containsExactly("mine/made/0/other");
    Files.delete(rig.downloads().resolve("mine/made/0/other"));
    String again = rig.run(numbered(1, "'save':{'dir':'mine/made/0/deep'}")).id();
    delete(again, true);
    assertThat(rig.downloads().resolve("mine/made/0")).isEmptyDirectory();
  }

  @Test
  void eachCallIsRefusedFromStatesItMakesNoSenseIn() {
    String id = runningJob(2, 2);
    assertThat(refused(new Command.Resume(id))).isEqualTo(409);
    assertThat(refused(new Command.RetryItems(id, List.of(), List.of()))).isEqualTo(409);
    pause(id);
    assertThat(refused(new Command.Pause(id))).isEqualTo(409);
    rig.await(id, j -> j.progress().active() == 0);
    assertThat(refused(new Command.Pause(id))).isEqualTo(409);
    cancel(id);
    rig.awaitEnd(id);
    assertThat(refused(new Command.Pause(id))).isEqualTo(409);
    assertThat(refused(new Command.Resume(id))).isEqualTo(409);
    assertThat(refused(new Command.Cancel(id))).isEqualTo(409);
    assertThat(refused(rig.changeLimits(id, new Limits(1, 1, 0, 0, 1)))).isEqualTo(409);
    assertThat(refused(new Command.Cancel("01JD2Y00000000000000000000"))).isEqualTo(404);
  }

  @Test
  void failedItemsOfARunningJobAreTriedAgainBesideTheOthers() {
    AtomicBoolean well = new AtomicBoolean();
    origin.otherwise(
        r -> r.path().equals("/0") ? gate() : well.get() ? Reply.ok("well") : Reply.status(403));
    String id = rig.submit(numbered(50, "")).id();
    rig.await(id, j -> j.progress().failed() == 49);
    well.set(true);
    assertThat(retry(id).progress().discovered()).isEqualTo(50);
    rig.await(id, j -> j.progress().done() == 49);
    assertThat(origin.requests("/0")).isEqualTo(1);
    cancel(id);
    assertThat(rig.awaitEnd(id).progress().cancelled()).isEqualTo(1);
    assertThat(origin.requests("/1")).isEqualTo(2);
  }

  @Test
  void itemsThatWaitForTheirBackoffSurviveARetryOfOthers() {
    origin.on("/1", Reply.status(403), Reply.ok("one"));
    origin.on("/0", Reply.status(503), Reply.ok("zero"));
    String id = rig.submit(numbered(2, "'retry':{'backoffMs':600}")).id();
    rig.await(id, j -> j.progress().failed() == 1 && j.progress().retries() == 1);
    retry(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.requests("/0")).isEqualTo(2);
    assertThat(origin.requests("/1")).isEqualTo(2);
  }

  @Test
  void onlyItemsOfTheNamedCodesAreTriedAgain() {
    origin.on("/0", Reply.status(403), Reply.ok("zero"));
    // A body that is not as it should be is asked for once more.
    origin.on("/1", Reply.ok("much too long"), Reply.ok("much too long"), Reply.ok("s"));
    String id = rig.submit(numbered(3, "'expect':{'maxBytes':8}")).id();
    origin.on("/2", Reply.ok("x"));
    assertThat(rig.awaitEnd(id).state()).isIn(JobState.PARTIAL, JobState.FAILED);
    assertThat(refused(new Command.RetryItems(id, List.of(ErrorCode.TIMEOUT), List.of())))
        .isEqualTo(409);
    retry(id, ErrorCode.HTTP_STATUS);
    rig.awaitEnd(id);
    assertThat(item(id, 0).state()).isEqualTo(ItemState.DONE);
    assertThat(origin.requests("/1")).isEqualTo(2);
  }

  @Test
  void onlyTheNamedItemsAreTriedAgain() {
    origin.on("/0", Reply.status(404), Reply.ok("zero"));
    origin.on("/1", Reply.status(403), Reply.ok("one"));
    origin.on("/2", Reply.ok("two"));
    origin.on("/3", Reply.status(403), Reply.ok("three"));
    String id = rig.submit(numbered(4, "")).id();
    rig.awaitEnd(id);
    assertThat(refused(named(id, 2))).isEqualTo(409);
    assertThat(refused(named(id, 1, 4))).isEqualTo(404);
    List<ErrorCode> dns = List.of(ErrorCode.DNS);
    assertThat(refused(new Command.RetryItems(id, dns, List.of(1L)))).isEqualTo(409);
    assertThat(refused(new Command.RetryItems("none", List.of(), List.of(1L)))).isEqualTo(404);

    rig.ask(named(id, 0, 2, 3), Answer.JobView.class);
    Job job = rig.awaitEnd(id);
    assertThat(job.progress().done()).isEqualTo(3);
    assertThat(job.progress().failed()).isEqualTo(1);
    assertThat(item(id, 1).state()).isEqualTo(ItemState.FAILED);
    assertThat(origin.requests("/1") + origin.requests("/2")).isEqualTo(2);
    assertThat(logged(id)).containsExactly("2 items");

    rig.ask(named(id, 1), Answer.JobView.class);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(logged(id)).containsExactly("2 items", "item 1");
    assertThat(refused(named(id, 1))).isEqualTo(409);
  }

  @Test
  void cancelledItemIsTriedAgainByItselfAndTheOthersStayCancelled() {
    origin.otherwise(request -> Reply.ok("x"));
    String id = rig.submit(numbered(3, "'limits':{'requestsPerSecond':0.001}")).id();
    pause(id);
    cancel(id);
    long cancelled = rig.awaitEnd(id).progress().cancelled();
    assertThat(cancelled).isPositive();
    Job job = rig.ask(named(id, 2), Answer.JobView.class).job();
    assertThat(job.progress().cancelled()).isEqualTo(cancelled - 1);
  }

  private static Command.RetryItems named(String id, long... items) {
    return new Command.RetryItems(id, List.of(), LongStream.of(items).boxed().toList());
  }

  private List<String> logged(String id) {
    return Rig.await(rig.store().log(id, 0, 100)).stream()
        .filter(entry -> entry.kind() == LogEntry.Kind.RETRIED)
        .map(LogEntry::detail)
        .toList();
  }

  @Test
  void pausedJobStaysPausedWhenItsItemsAreTriedAgain() {
    origin.on("/0", Reply.status(403), Reply.ok("zero"));
    origin.on("/1", r -> gate());
    String id = rig.submit(numbered(2, "")).id();
    rig.await(id, j -> j.progress().failed() == 1);
    pause(id);
    rig.await(id, j -> j.progress().active() == 0);
    Job job = retry(id);
    assertThat(job.state()).isEqualTo(JobState.PAUSED);
    assertThat(job.progress().waiting()).isEqualTo(2);
    open.set(true);
    resume(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void newLimitsTakeEffectWhileRunning() {
    String id = runningJob(20, 2);
    rig.ask(rig.changeLimits(id, new Limits(20, 20, 0, 0, 1)), Answer.JobView.class);
    rig.await(id, j -> j.progress().active() == 20);
    assertThat(rig.show(id).specJson()).contains("\"concurrency\":20");
    cancel(id);
    rig.awaitEnd(id);
  }

  /** A script repeats what it had no answer to. */
  @Test
  void cancelIsRepeatedWithoutHarmAndNothingElseIsTakenMeanwhile() {
    String id = runningJob(100, 4);
    List<Future<Answer>> sent =
        Stream.of(
                new Command.Cancel(id),
                new Command.Cancel(id),
                new Command.Pause(id),
                new Command.Resume(id),
                new Command.Cancel(id))
            .map(rig::send)
            .toList();
    List<Answer> answers = sent.stream().map(Rig::await).toList();
    Answer refused = new Answer.Refused(409, "the job is being cancelled");
    assertThat(List.of(answers.get(0), answers.get(1), answers.get(4)))
        .hasOnlyElementsOfType(Answer.JobView.class);
    assertThat(answers.subList(2, 4)).containsOnly(refused);
    assertThat(rig.awaitEnd(id).progress().cancelled()).isEqualTo(100);
  }

  @Test
  void everyStateIsAnnouncedOnceStored() {
    origin.otherwise(r -> Reply.ok("x"));
    String id = rig.run(numbered(3, "")).id();
    assertThat(rig.statesAnnounced(id))
        .containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
    assertThat(rig.items(id)).extracting(Item::state).containsOnly(ItemState.DONE);
  }
}
