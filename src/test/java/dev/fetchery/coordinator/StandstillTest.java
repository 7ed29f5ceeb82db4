package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.CoordinatorEvent.ServiceStats;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.bus.ProtocolRange;
import dev.fetchery.context.Clock;
import dev.fetchery.context.ManualClock;
import dev.fetchery.coordinator.port.Worker;
import dev.fetchery.job.Limits;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.store.SqliteJobStore;
import dev.fetchery.testing.CoordinatorSetup;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator whose starting of requests has come to a stand. */
class StandstillTest {
  private static final String JOB = "01JD2Y00000000000000000001";

  @TempDir private Path root;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<CoordinatorEvent> announced = new ArrayList<>();

  /** What is to be done next on the event loop is never done. */
  private Coordinator stuck(SqliteJobStore store) {
    Worker idle =
        new Worker() {
          @Override
          public <T> Future<T> run(Callable<T> work) {
            return Future.failedFuture("not in this test");
          }
        };
    Surroundings around =
        new Surroundings(
            "here",
            clock,
            action -> {},
            (delayMs, action) -> {},
            idle,
            request -> Future.succeededFuture(new FileAnswer.Removed(0)),
            announced::add,
            new Random(1));
    return Coordinator.of(
        around, store, CoordinatorSetup.in(root).leases(600_000, 1_000).build(), 1);
  }

  private static void join(Coordinator coordinator) {
    NodeInfo node = new NodeInfo("here", "here", "1");
    Hello hello = new Hello(node, "fetcher", 0, 8, ProtocolRange.SPOKEN);
    long session = ((Welcome) coordinator.fetchers().hello(hello)).session();
    Report report =
        new Report(
            "fetcher", session, 1, 0, false, null, List.of(), List.of(), List.of(), Map.of(),
            List.of(), List.of(), List.of());
    coordinator.fetchers().report(report, answer -> {});
  }

  private long stalledMs(Coordinator coordinator) {
    coordinator.tick();
    coordinator.stats().announceStats();
    return ((ServiceStats) announced.get(announced.size() - 1)).stalledMs();
  }

  @Test
  void isToldWithWhatTheServiceSaysOfItself() {
    try (SqliteJobStore store = SqliteJobStore.open(root.resolve("data"), false, Clock.system())) {
      Coordinator coordinator = stuck(store);
      join(coordinator);
      long nowMs = clock.now().toEpochMilli();
      coordinator.dispatcher().open(JOB, Limits.DEFAULT, nowMs);
      coordinator.dispatcher().offer(new QueuedRequest<>(JOB, "a.test:80", null, false, 0), nowMs);
      coordinator.tick();
      assertThat(stalledMs(coordinator)).isZero();
      clock.advance(Duration.ofSeconds(75));
      assertThat(stalledMs(coordinator)).isEqualTo(75_000);
    }
  }
}
