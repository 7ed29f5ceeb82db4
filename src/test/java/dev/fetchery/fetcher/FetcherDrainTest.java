package dev.fetchery.fetcher;

import static dev.fetchery.fetcher.ScriptedCoordinator.file;
import static dev.fetchery.fetcher.ScriptedCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.Outcome;
import dev.fetchery.job.Expect;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Reply;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A fetcher that is ended with tasks under way. */
class FetcherDrainTest extends FetcherCase {
  private static final int KEPT = 100_000;
  private static final long LONG_MS = 60_000;

  private void awaitLeft(Future<Void> drained) throws Exception {
    drained.await(60, TimeUnit.SECONDS);
    assertThat(coordinator.reports).anyMatch(FetcherDrainTest::isGoodbye);
  }

  /** What is told after it is told to a session that is over, by a process that ends. */
  private void assertThatTheGoodbyeIsTheLastWord() {
    assertThat(
            coordinator.reports.stream()
                .dropWhile(report -> !isGoodbye(report))
                .skip(1)
                .filter(report -> !report.results().isEmpty()))
        .isEmpty();
  }

  private static boolean isGoodbye(Report report) {
    return report.leaving() && report.held() != null && report.held().tasks().isEmpty();
  }

  @Test
  void whatIsUnderWayEndsWithinTheGrace() throws Exception {
    leavesParts = true;
    origin.on("/a", Reply.ok("body").after(300));
    long task = coordinator.begin(get(origin.url("/a")), file("a"), Expect.ANY, null);
    eventually(() -> origin.openConnections() > 0);
    awaitLeft(fetcher.drain(LONG_MS));
    assertThat(coordinator.await(task)).isInstanceOf(Outcome.Saved.class);
    assertThatTheGoodbyeIsTheLastWord();
    assertThat(saved("a")).asString().isEqualTo("body");
  }

  @Test
  void whatDoesNotEndIsOfferedForContinuation() throws Exception {
    leavesParts = true;
    origin.on(
        "/a",
        Reply.ok(Reply.bytes(3 * KEPT, 7))
            .with("ETag", "\"v1\"")
            .with(new OriginFault.Stall(KEPT)));
    long task = coordinator.begin(get(origin.url("/a")), file("a"), Expect.ANY, null);
    eventually(() -> coordinator.received(task) == KEPT);
    awaitLeft(fetcher.drain(1));
    Outcome.Cancelled cancelled = (Outcome.Cancelled) coordinator.await(task);
    assertThatTheGoodbyeIsTheLastWord();
    assertThat(cancelled.part()).isNotNull();
    assertThat(downloads.resolve(cancelled.part().path())).hasSize(KEPT);
  }

  @Test
  void fetcherWithoutTasksLeavesAtOnce() throws Exception {
    awaitLeft(fetcher.drain(LONG_MS));
    long reports = coordinator.reports.size();
    int fetchers = coordinator.fetchers.size();
    coordinator.dismiss();
    vertx.timer(2 * CoordinatorLink.TICK_MS).await(60, TimeUnit.SECONDS);
    assertThat(coordinator.reports.size() - reports).isLessThanOrEqualTo(2);
    // It says no further hello.
    assertThat(coordinator.fetchers).hasSize(fetchers);
  }
}
