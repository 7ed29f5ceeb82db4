package dev.fetchery.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.HostLimiter;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostWatchTest {
  private static final long T = 1_000_000;
  private static final Fault BUSY = new Fault(ErrorCode.HTTP_STATUS, "HTTP 429");

  private final HostLimiter host = new Dispatcher<Integer>(1).host("a.example:443");
  private final HostWatch watch = new HostWatch();

  private List<String> news(long nowMs) {
    return watch.news(List.of(host), nowMs);
  }

  @Test
  void aWaitIsToldOnceHoweverLongItLasts() {
    assertThat(news(T)).isEmpty();
    host.backOff(T + 300_000, BUSY);
    assertThat(news(T)).containsExactly("a.example:443 for 300 s: http_status, HTTP 429");
    for (long nowMs = T; nowMs < T + 300_000; nowMs += 10_000) {
      assertThat(news(nowMs)).isEmpty();
    }
    host.backOff(T + 400_000, BUSY);
    assertThat(news(T + 310_000)).hasSize(1);
  }

  @Test
  void furtherWaitsAreToldNoMoreThanOnceAMinute() {
    host.backOff(T + 5_000, BUSY);
    assertThat(news(T)).hasSize(1);
    host.backOff(T + 20_000, BUSY);
    assertThat(news(T + 10_000)).isEmpty();
    host.backOff(T + 90_000, BUSY);
    assertThat(news(T + 60_000)).containsExactly("a.example:443 for 30 s: http_status, HTTP 429");
  }

  @Test
  void theReasonIsToldThoughAnotherJobsRequestSucceeds() {
    host.backOff(T + 120_000, BUSY);
    host.succeeded(T + 1);
    assertThat(news(T + 2)).containsExactly("a.example:443 for 120 s: http_status, HTTP 429");
  }
}
