package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Retry;
import dev.fetchery.plan.RetryPolicy.Decision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that serve a few requests at once and refuse the others, in simulated time. */
class CrowdedHostTest {
  private static final String HOST = "a.example:443";
  private static final Limits DEFAULT = new Limits(64, 64, 0, 0, 1);

  /**
   * @param atOnce requests that it serves at once
   * @param holdsMs how long each takes
   * @param noticesMs how long after an answer it counts the request as under way still
   * @param refusal what the others get, a millisecond after they were sent
   */
  private record Host(int atOnce, long holdsMs, long noticesMs, Failure refusal) {
    static Host of(int atOnce, long holdsMs) {
      return new Host(atOnce, holdsMs, 0, status(503));
    }
  }

  private static Failure status(int status) {
    return Failure.of(new Fault(ErrorCode.HTTP_STATUS, "HTTP " + status), status, false);
  }

  private static final class Simulation {
    private final Dispatcher<Integer> dispatcher = new Dispatcher<>(2048);
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::atMs).thenComparingLong(Event::order));
    private final Map<Integer, AttemptBudget> budgets = new HashMap<>();
    private final Random random = new Random(1);
    private final Host host;
    private final Retry retry;
    private long nowMs = 1_000_000;
    private long order;
    private int serving;
    private int items;
    int done;
    int requests;
    final List<Integer> lost = new ArrayList<>();

    /** What is refused however little is under way. */
    final Set<Integer> broken = new HashSet<>();

    private record Event(long atMs, long order, Runnable action) {}

    Simulation(Host host, int attempts) {
      this.host = host;
      this.retry = Retry.DEFAULT.withAttempts(attempts);
    }

    Simulation job(String job, int count) {
      dispatcher.open(job, DEFAULT, nowMs);
      dispatcher.expectMore(job, false);
      for (int i = 0; i < count; i++) {
        budgets.put(items, AttemptBudget.NEW);
        offer(job, items++, 0);
      }
      return this;
    }

    private void offer(String job, int item, long notBeforeMs) {
      dispatcher.offer(new QueuedRequest<>(job, HOST, item, false, notBeforeMs), nowMs);
    }

    private void at(long atMs, Runnable action) {
      events.add(new Event(atMs, order++, action));
    }

    /** Until all have ended; how long that took. */
    long run() {
      long began = nowMs;
      while (done + lost.size() < items) {
        dispatcher.start(1_000, nowMs).forEach(this::send);
        Event next = events.peek();
        long wakeMs = dispatcher.wakeAtMs(nowMs);
        if (next == null || wakeMs < next.atMs) {
          assertThat(wakeMs).as("nothing would wake it").isLessThan(Long.MAX_VALUE);
          nowMs = Math.max(nowMs, wakeMs);
        } else {
          nowMs = events.remove().atMs;
          next.action.run();
        }
      }
      return nowMs - began;
    }

    private void send(QueuedRequest<Integer> entry) {
      requests++;
      budgets.computeIfPresent(entry.load(), (item, budget) -> budget.begun());
      if (serving < host.atOnce && !broken.contains(entry.load())) {
        serving++;
        at(nowMs + host.holdsMs + host.noticesMs, () -> serving--);
        at(nowMs + host.holdsMs, () -> served(entry));
      } else {
        at(nowMs + 1, () -> refused(entry));
      }
    }

    private void served(QueuedRequest<Integer> entry) {
      dispatcher.released(entry.job(), HOST, nowMs);
      dispatcher.host(HOST).succeeded(nowMs);
      done++;
    }

    private void refused(QueuedRequest<Integer> entry) {
      dispatcher.released(entry.job(), HOST, nowMs);
      int item = entry.load();
      AttemptBudget budget = budgets.get(item);
      HostLimiter limiter = dispatcher.host(HOST);
      long restMs = RetryPolicy.hostBackOffMs(retry, host.refusal, nowMs);
      if (restMs > 0) {
        limiter.backOff(nowMs + restMs, host.refusal.fault());
      }
      Refusal refusal = limiter.failed(item, host.refusal, budget.failedAtMs(), nowMs);
      Decision next =
          RetryPolicy.decide(retry, budget, host.refusal, refusal, random.nextDouble(), nowMs);
      if (next instanceof Decision.Again again) {
        budgets.put(item, again.budget());
        offer(entry.job(), item, nowMs + again.waitMs());
      } else if (next instanceof Decision.BackOff backOff) {
        budgets.put(item, backOff.budget());
        offer(entry.job(), item, nowMs);
      } else {
        lost.add(item);
      }
    }
  }

  @ParameterizedTest(name = "{0} at once for {1} ms, {3}, noticed {2} ms late, {4} attempts")
  @CsvSource({
    "1, 30, 0, 503, 5",
    "1, 30, 0, 429, 2",
    "1, 30, 2, 503, 5",
    "1, 30, 5, 503, 2",
    "2, 200, 0, 429, 5",
    "3, 30, 0, 503, 5",
    "3, 30, 3, 503, 2",
    "1, 5, 0, 503, 5",
    "10, 30, 0, 503, 5",
    "1, 1000, 0, 503, 5"
  })
  void noItemIsLost(int atOnce, long holdsMs, long noticesMs, int status, int attempts) {
    Host host = new Host(atOnce, holdsMs, noticesMs, status(status));
    assertAllDone(host, 60, new Simulation(host, attempts).job("few", 60));
    Simulation mixed = new Simulation(host, attempts).job("few", 60).job("many", 500);
    assertAllDone(host, 560, mixed);
  }

  /** In little more time than the host needs for so many. */
  private static void assertAllDone(Host host, int items, Simulation simulation) {
    long tookMs = simulation.run();
    assertThat(simulation.lost).isEmpty();
    assertThat(simulation.done).isEqualTo(items);
    assertThat(tookMs).isLessThan(2L * items * host.holdsMs / host.atOnce + 1_000);
    assertThat(simulation.requests).isLessThan(items * 3 / 2 + 64);
  }

  @Test
  void noItemIsLostWhereEachRefusalAsksForASecond() {
    Failure asking = status(503);
    Failure refusal = new Failure(asking.fault(), 503, false, OptionalLong.of(1_000));
    Simulation simulation = new Simulation(new Host(1, 30, 0, refusal), 5).job("few", 60);
    assertThat(simulation.run()).isLessThan(10_000);
    assertThat(simulation.lost).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 30})
  void aHostThatServesNothingIsAskedNoMoreThanTheAttemptsAllow(int items) {
    Simulation simulation = new Simulation(Host.of(0, 0), 3).job("dead", items);
    simulation.run();
    assertThat(simulation.lost).hasSize(items);
    assertThat(simulation.requests).isEqualTo(3 * items);
  }

  /** What fails also when nothing else is under way is the item's own failure. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anItemThatIsAlwaysRefusedEndsAmongOthersThatAreServed(int broken) {
    Simulation simulation = new Simulation(Host.of(64, 30), 5);
    for (int i = 0; i < broken; i++) {
      simulation.broken.add(20 * i);
    }
    simulation.job("mixed", 2_000).run();
    assertThat(simulation.lost).containsExactlyInAnyOrderElementsOf(simulation.broken);
    assertThat(simulation.requests).isEqualTo(2_000 + 4 * broken);
  }

  /** Many of them slow the host down, and cost each a few attempts more than they have. */
  @Test
  void manyItemsThatAreAlwaysRefusedEndToo() {
    Simulation simulation = new Simulation(Host.of(64, 30), 5);
    for (int i = 0; i < 2_000; i += 10) {
      simulation.broken.add(i);
    }
    simulation.job("mixed", 2_000).run();
    assertThat(simulation.lost).hasSameElementsAs(simulation.broken);
    assertThat(simulation.requests).isLessThan(2_000 + 200 * 6);
  }
}
