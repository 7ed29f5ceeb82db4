package dev.fetchery.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.CoordinatorEvent.ServiceStats;
import dev.fetchery.context.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkMonitorTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final WorkMonitor monitor = new WorkMonitor(clock);

  private static ServiceStats stalled(long ms) {
    return new ServiceStats(0, 0, 0, 0, 0, List.of(), Map.of(), ms);
  }

  private String fault() {
    return monitor.check().fault().get().result();
  }

  @Test
  void workThatMovesIsFine() {
    monitor.received(stalled(0));
    assertThat(fault()).isNull();
    monitor.received(stalled(59_999));
    assertThat(fault()).isNull();
  }

  @Test
  void workThatHasNotMovedForAMinuteThoughItCouldIsNot() {
    monitor.received(stalled(75_000));
    assertThat(fault()).isEqualTo("nothing has started or ended for 75 s, though it could");
    monitor.received(stalled(0));
    assertThat(fault()).isNull();
  }

  @Test
  void coordinatorThatSaysNothingIsNot() {
    monitor.received(stalled(0));
    clock.advance(Duration.ofSeconds(61));
    assertThat(fault()).isEqualTo("the coordinator has said nothing for 61 s");
  }
}
