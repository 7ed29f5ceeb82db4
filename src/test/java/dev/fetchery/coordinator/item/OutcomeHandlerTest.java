package dev.fetchery.coordinator.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Outcome;
import dev.fetchery.context.Clock;
import dev.fetchery.coordinator.attempt.AttemptCounter;
import dev.fetchery.coordinator.fake.FakeItemStore;
import dev.fetchery.coordinator.fake.FakeJob;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Order;
import dev.fetchery.job.Part;
import dev.fetchery.job.Response;
import dev.fetchery.job.SavedFile;
import dev.fetchery.log.ProblemLog;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.testing.Urls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutcomeHandlerTest {
  private static final String HOST = "a.test:80";
  private static final Outcome.Saved SAVED =
      new Outcome.Saved(
          new SavedFile("d/f", 3, "digest", Integrity.LENGTH),
          new Response(200, "text/plain", null, null, null),
          List.of("d"),
          5);

  private final FakeItemStore store = new FakeItemStore();
  private final AttemptCounter counter = new AttemptCounter();
  private final List<String> settled = new ArrayList<>();
  private FakeJob job;
  private OutcomeBatch batch;
  private OutcomeHandler handler;
  private Lease lease;

  private void jobWith(String fields) {
    job = FakeJob.with(fields);
    batch =
        new OutcomeBatch(
            job,
            store,
            new PartPaths(),
            new OutcomeBacklog(),
            (of, parts) -> settled.addAll(parts),
            job.wakeup);
    ProblemLog problems = new ProblemLog(LoggerFactory.getLogger("test.items"), Clock.system());
    handler = new OutcomeHandler(job.support(), batch, counter, problems, job.clock);
    lease = job.lease(new QueuedRequest<>(FakeJob.ID, HOST, null, false, 0));
  }

  /** An item after so many attempts. */
  private FakeItem item(int attempts) {
    return new FakeItem(
        job.support().tasks().item(Urls.url("http://a.test/x"), Order.GET, Map.of()), attempts);
  }

  private FakeItem after(int attempts, Outcome outcome) {
    FakeItem item = item(attempts);
    handler.ended(item, lease, outcome);
    return item;
  }

  private static Outcome status(int status) {
    return new Outcome.HttpError(status, -1, 1);
  }

  private static Outcome failed(ErrorCode code) {
    return new Outcome.Failed(new Fault(code, "why"), null, false, null, false, 1);
  }

  @Test
  void savedFileEndsItsItemAndItsPartGoesOnceThatIsStored() {
    jobWith("");
    FakeItem item = after(1, SAVED);
    assertThat(item.steps).containsExactly("ends done");
    assertThat(item.result.file()).isEqualTo("d/f");
    assertThat(store.directories).containsExactly("d");
    assertThat(job.toSettle).isEqualTo(1);
    batch.ended(item.result);
    assertThat(settled).isEmpty();
    batch.flush();
    assertThat(store.results).containsExactly(item.result);
    assertThat(settled).containsExactly("part");
  }

  @Test
  void absentItemIsNotAFailure() {
    jobWith("");
    FakeItem item = after(1, status(404));
    assertThat(item.steps).containsExactly("ends not_found");
    assertThat(item.result.error().detail()).isEqualTo("HTTP 404");
    assertThat(counter.counts()).containsOnlyKeys("ok");
  }

  @Test
  void passingFailureIsTriedAgainWithLongerWaitsUntilNoAttemptIsLeft() {
    jobWith("'retry':{'attempts':3,'backoffMs':100,'maxBackoffMs':10000}");
    assertThat(after(1, status(500)).steps).containsExactly("again after 100");
    assertThat(after(2, failed(ErrorCode.RESET)).steps).containsExactly("again after 200");
    assertThat(after(3, status(500)).steps).containsExactly("ends failed");
    assertThat(counter.counts()).containsEntry("http_status", 2L).containsEntry("reset", 1L);
  }

  @Test
  void lastingFailureEndsTheItemAtOnce() {
    jobWith("");
    FakeItem item = after(1, status(403));
    assertThat(item.steps).containsExactly("ends failed");
    assertThat(item.result.status()).isEqualTo(403);
  }

  @Test
  void retryAfterMakesTheHostBackOffAndTheItemIsReadyAtOnce() {
    jobWith("");
    assertThat(after(1, new Outcome.HttpError(503, 7_000, 1)).steps)
        .containsExactly("again after 0");
    long nowMs = job.clock.nowMs();
    assertThat(job.dispatcher.host(HOST).backingOff(nowMs + 6_999)).isTrue();
    assertThat(job.dispatcher.host(HOST).backingOff(nowMs + 7_001)).isFalse();
  }

  @Test
  void retryAfterOfAProbeMakesTheHostBackOffAndEndsTheItemWell() {
    jobWith("'mode':'probe'");
    assertThat(after(1, new Outcome.Probed(503, 0, null, 7_000, 1)).steps)
        .containsExactly("ends done");
    assertThat(counter.counts()).containsOnlyKeys("ok");
    long nowMs = job.clock.nowMs();
    assertThat(job.dispatcher.host(HOST).backingOff(nowMs + 6_999)).isTrue();
    assertThat(job.dispatcher.host(HOST).failingSinceMs()).isEqualTo(-1);
  }

  @Test
  void probeThatIsToldToWaitTooLongOrSucceedsMakesNoHostBackOff() {
    jobWith("'mode':'probe','retry':{'maxRetryAfterMs':1000}");
    after(1, new Outcome.Probed(503, 0, null, 7_000, 1));
    after(1, new Outcome.Probed(200, 0, null, 500, 1));
    assertThat(job.dispatcher.host(HOST).backingOff(job.clock.nowMs() + 1)).isFalse();
  }

  @Test
  void wrongChecksumIsTriedOnceMore() {
    jobWith("");
    FakeItem item = item(1);
    handler.ended(item, lease, failed(ErrorCode.CHECKSUM));
    handler.ended(item, lease, failed(ErrorCode.CHECKSUM));
    assertThat(item.steps.get(0)).startsWith("again");
    assertThat(item.steps.get(1)).isEqualTo("ends failed");
  }

  @Test
  void redirectIsFollowedAndItsTimeCounts() {
    jobWith("");
    FakeItem item = after(1, new Outcome.Redirected(302, "http://b.test/y", 9));
    assertThat(item.steps).containsExactly("follows http://b.test/y");
  }

  @Test
  void redirectThatLeadsNowhereEndsTheItem() {
    jobWith("");
    FakeItem item = after(1, new Outcome.Redirected(302, "ftp://a.test/x", 9));
    assertThat(item.steps).containsExactly("ends failed");
    assertThat(item.result.status()).isEqualTo(302);
  }

  @Test
  void redirectWithoutATargetIsTriedAgainUnlessItIsPermanent() {
    jobWith("'retry':{'attempts':2}");
    assertThat(after(1, new Outcome.Redirected(302, null, 9)).steps.get(0)).startsWith("again");
    FakeItem item = after(2, new Outcome.Redirected(302, " ", 9));
    assertThat(item.steps).containsExactly("ends failed");
    assertThat(item.result.error().code()).isEqualTo(ErrorCode.BAD_RESPONSE);
    assertThat(item.result.status()).isEqualTo(302);
    FakeItem moved = after(1, new Outcome.Redirected(301, null, 9));
    assertThat(moved.steps).containsExactly("ends failed");
  }

  @Test
  void redirectIsAnAnswerWhereNoneIsFollowed() {
    jobWith("'request':{'maxRedirects':0}");
    FakeItem item = after(1, new Outcome.Redirected(302, "http://b.test/y", 9));
    assertThat(item.steps).containsExactly("ends failed");
    assertThat(item.result.error().detail()).isEqualTo("HTTP 302");
  }

  @Test
  void whatWasStoppedGoesBackToWaiting() {
    jobWith("");
    assertThat(after(1, new Outcome.Cancelled(null)).steps).containsExactly("back");
  }

  @Test
  void fullDiskIsTheJobsProblemAndNotTheItems() {
    jobWith("");
    Part part = new Part(".fetchery-1.part", "http://a.test/x", "\"t\"", null, 9, null);
    FakeItem item = after(1, new Outcome.NoSpace("disk full", part));
    assertThat(item.steps).containsExactly("back");
    assertThat(item.kept).isEqualTo(part);
    assertThat(job.noSpace).isEqualTo("disk full");
  }

  @Test
  void failureOfAnItemWhoseEndIsDecidedIsNotJudged() {
    jobWith("");
    List<String> ends = new ArrayList<>();
    lease.endAs(() -> ends.add("decided"));
    FakeItem item = after(1, status(500));
    assertThat(item.steps).isEmpty();
    assertThat(ends).containsExactly("decided");
    assertThat(counter.counts()).isEmpty();
  }

  @Test
  void hostThatFailsForLongIsGivenUpAfterTheTurn() {
    jobWith("'retry':{'attempts':100,'giveUpMs':60000}");
    after(1, failed(ErrorCode.CONNECT));
    job.turn();
    assertThat(job.hostsGivenUp).isEmpty();
    job.manualClock.advance(Duration.ofSeconds(61));
    after(1, failed(ErrorCode.CONNECT));
    assertThat(job.hostsGivenUp).isEmpty();
    job.turn();
    assertThat(job.hostsGivenUp).containsExactly(HOST);
  }
}
