package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.NullUnmarked;

/** Whatever happens in whatever order: within the limits, nothing idle, nothing lost or doubled. */
@NullUnmarked // A test is told by its assertions where something is missing.
class DispatcherModelTest {
  private static final int HOSTS = 4;
  private static final int JOBS = 3;
  private static final Failure FAULT =
      Failure.of(new Fault(ErrorCode.TIMEOUT, "no answer"), null, false);
  private static final Failure REFUSED =
      Failure.of(new Fault(ErrorCode.HTTP_STATUS, "HTTP 503"), 503, false);

  /** What the dispatcher should know, kept as plainly as can be. */
  private static final class Model {
    final Random random;
    final int concurrency;
    final Dispatcher<Integer> dispatcher;
    final Map<String, Limits> limits = new HashMap<>();
    final Set<String> held = new HashSet<>();
    final List<QueuedRequest<Integer>> waiting = new ArrayList<>();
    final Map<Integer, QueuedRequest<Integer>> companionOf = new HashMap<>();
    final List<QueuedRequest<Integer>> active = new ArrayList<>();
    int offered;
    int started;
    int drained;
    long nowMs = 1_700_000_000_000L;

    Model(long seed) {
      random = new Random(seed);
      concurrency = 1 + random.nextInt(12);
      dispatcher = new Dispatcher<>(concurrency);
    }

    String job() {
      return "job" + random.nextInt(JOBS);
    }

    String host() {
      return "host" + random.nextInt(HOSTS) + ":80";
    }

    Limits someLimits() {
      double perSecond = random.nextInt(4) == 0 ? 1 + random.nextInt(50) : 0;
      return new Limits(1 + random.nextInt(8), 1 + random.nextInt(5), perSecond, 0, 1);
    }

    void step() {
      switch (random.nextInt(16)) {
        case 0 -> open();
        case 1, 2, 3 -> offer();
        case 4, 5, 6 -> start(1 + random.nextInt(6));
        case 7, 8, 9 -> release();
        case 10 -> dispatcher.host(host()).backOff(nowMs + random.nextInt(3000), FAULT.fault());
        case 11 -> nowMs += random.nextInt(1500);
        case 12 -> {
          change();
          dispatcher.expectMore(job(), random.nextBoolean());
        }
        case 13 -> hold();
        case 14 -> drain();
        default -> close();
      }
    }

    void open() {
      String job = job();
      if (limits.putIfAbsent(job, someLimits()) == null) {
        dispatcher.open(job, limits.get(job), nowMs);
      }
    }

    void offer() {
      String job = job();
      if (!limits.containsKey(job)) {
        return;
      }
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        long notBefore = random.nextInt(4) == 0 ? nowMs + random.nextInt(2000) : 0;
        QueuedRequest<Integer> entry =
            new QueuedRequest<>(job, host(), offered++, random.nextInt(5) == 0, notBefore);
        if (random.nextInt(5) == 0) {
          QueuedRequest<Integer> prerequisite =
              new QueuedRequest<>(job, host(), offered++, true, 0);
          entry.prerequisite(prerequisite);
          companionOf.put(entry.load(), prerequisite);
        }
        waiting.add(entry);
        dispatcher.offer(entry, nowMs);
      }
    }

    void start(int most) {
      List<QueuedRequest<Integer>> begun = dispatcher.start(most, nowMs);
      for (QueuedRequest<Integer> entry : begun) {
        begin(entry);
      }
      withinLimits();
      if (begun.size() < most) {
        nothingIdle();
      }
    }

    private void begin(QueuedRequest<Integer> entry) {
      if (waiting.remove(entry)) {
        QueuedRequest<Integer> prerequisite = companionOf.remove(entry.load());
        if (prerequisite != null) {
          waiting.add(prerequisite);
        }
      } else {
        assertThat(companionOf.values().remove(entry)).as("started unasked or twice").isTrue();
      }
      assertThat(entry.notBeforeMs).isLessThanOrEqualTo(nowMs);
      assertThat(held).doesNotContain(entry.job());
      assertThat(dispatcher.host(entry.host()).backingOff(nowMs)).isFalse();
      active.add(entry);
      started++;
    }

    private long active(String job, String host) {
      return active.stream()
          .filter(e -> job == null || e.job().equals(job))
          .filter(e -> host == null || e.host().equals(host))
          .count();
    }

    /** Over a limit only as long as nothing starts after it was lowered: never by starting. */
    private void withinLimits() {
      assertThat(active).hasSizeLessThanOrEqualTo(concurrency);
      assertThat(dispatcher.active()).isEqualTo(active.size());
      limits.keySet().forEach(j -> assertThat(dispatcher.activeOf(j)).isEqualTo(active(j, null)));
    }

    private void nothingIdle() {
      for (QueuedRequest<Integer> entry : waiting) {
        String why = blocked(entry);
        assertThat(why).as("entry %d could start", entry.load()).isNotNull();
      }
    }

    /** Why an entry may not start now; where time heals it, the dispatcher must ask to be woken. */
    private String blocked(QueuedRequest<Integer> entry) {
      Limits of = limits.get(entry.job());
      HostLimiter limiter = dispatcher.host(entry.host());
      long atHost = active(entry.job(), entry.host());
      if (entry.notBeforeMs > nowMs) {
        return wokenBy(entry.notBeforeMs, "its time has not come");
      } else if (held.contains(entry.job())) {
        return "held";
      } else if (active.size() >= concurrency || active(entry.job(), null) >= of.concurrency()) {
        return "no slot";
      } else if (limiter.waits(nowMs)) {
        return of.requestsPerSecond() > 0 ? "rests" : wokenBy(limiter.waitsUntilMs(), "rests");
      } else if (atHost >= of.perHost() || !limiter.admits(nowMs)) {
        return "host at its limit";
      } else if (!limiter.answers() && atHost >= 3 * roomFor(entry, of) / 4) {
        return "leaves the last slots to others";
      } else if (of.requestsPerSecond() > 0) {
        long intervalMs = (long) Math.ceil(1000 / of.requestsPerSecond());
        return wokenBy(nowMs + intervalMs + 1, "paced");
      }
      return null;
    }

    private long roomFor(QueuedRequest<Integer> entry, Limits of) {
      return of.concurrency() - active(entry.job(), null) + active(entry.job(), entry.host());
    }

    private String wokenBy(long atMs, String why) {
      assertThat(dispatcher.wakeAtMs(nowMs)).as(why).isLessThanOrEqualTo(atMs);
      return why;
    }

    void release() {
      if (active.isEmpty()) {
        return;
      }
      QueuedRequest<Integer> entry = active.remove(random.nextInt(active.size()));
      dispatcher.released(entry.job(), entry.host(), nowMs);
      HostLimiter limiter = dispatcher.host(entry.host());
      switch (random.nextInt(4)) {
        case 0 -> limiter.failed(entry.load(), FAULT, 0, nowMs);
        case 1 -> limiter.failed(entry.load(), REFUSED, 0, nowMs);
        default -> limiter.succeeded(nowMs);
      }
    }

    void change() {
      String job = job();
      if (limits.computeIfPresent(job, (j, l) -> someLimits()) != null) {
        dispatcher.limits(job, limits.get(job));
      }
    }

    void hold() {
      String job = job();
      if (limits.containsKey(job)) {
        boolean hold = held.add(job) || !held.remove(job);
        dispatcher.hold(job, hold);
      }
    }

    void drain() {
      if (random.nextInt(4) == 0) {
        String host = random.nextBoolean() ? host() : null;
        drain(job(), host);
      }
    }

    private void drain(String job, String host) {
      List<QueuedRequest<Integer>> out = new ArrayList<>();
      dispatcher.drain(job, host, out::add);
      drained += out.size();
      for (QueuedRequest<Integer> entry : out) {
        if (waiting.remove(entry)) {
          QueuedRequest<Integer> prerequisite = companionOf.get(entry.load());
          if (prerequisite != null && !out.contains(prerequisite)) {
            waiting.add(companionOf.remove(entry.load()));
          }
        } else {
          assertThat(companionOf.values().remove(entry)).as("drained twice").isTrue();
        }
      }
      assertThat(waiting)
          .noneMatch(e -> e.job().equals(job) && (host == null || e.host().equals(host)));
    }

    void close() {
      String job = job();
      if (limits.containsKey(job) && active(job, null) == 0 && random.nextInt(3) == 0) {
        drain(job, null);
        dispatcher.close(job);
        limits.remove(job);
        held.remove(job);
      }
    }

    void finish() {
      limits.keySet().forEach(job -> dispatcher.hold(job, false));
      held.clear();
      for (int i = 0; i < 100_000 && !(waiting.isEmpty() && active.isEmpty()); i++) {
        start(100);
        if (active.isEmpty()) {
          long wakeMs = dispatcher.wakeAtMs(nowMs);
          assertThat(wakeMs).as("something waits, and nothing will wake it").isGreaterThan(nowMs);
          assertThat(wakeMs).isLessThan(Long.MAX_VALUE);
          nowMs = wakeMs;
        } else {
          QueuedRequest<Integer> entry = active.remove(0);
          dispatcher.released(entry.job(), entry.host(), nowMs);
          dispatcher.host(entry.host()).succeeded(nowMs);
        }
      }
    }
  }

  @Property(tries = 500)
  void nothingIsLostDoubledIdleOrOverALimit(@ForAll long seed) {
    Model model = new Model(seed);
    model.open();
    for (int i = 0; i < 250; i++) {
      model.step();
    }
    model.finish();
    assertThat(model.waiting).isEmpty();
    assertThat(model.started + model.drained).isEqualTo(model.offered);
    assertThat(model.dispatcher.active()).isZero();
    model.limits.keySet().forEach(j -> assertThat(model.dispatcher.activeOf(j)).isZero());
  }
}
