package dev.fetchery.plan;

import dev.fetchery.context.Confined;
import dev.fetchery.job.Fault;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests to one host through, for all jobs together: none while it backs off, fewer while it
 * fails, all otherwise. Puts together what the {@link FailureRecord} counts, what the {@link
 * HostLimit} makes of it and whether the {@link Breaker} is open. Times in epoch milliseconds.
 * Confined to the coordinator's event loop.
 */
public final class HostLimiter {
  /** So soon after an answer a host may still count its request among those under way. */
  static final long RACE_MS = 50;

  private static final long FIRST_GAP_MS = 5;

  private final Confined confined = new Confined();
  private final String host;
  private final Consumer<String> onChange;
  private final HostLimit limit = new HostLimit();
  private final Breaker breaker = new Breaker();
  private final FailureRecord failures = new FailureRecord();
  private int active;

  /** Until when a queue waits; 0 if none does. */
  private long parkedUntilMs;

  private boolean answers;

  /** When the last request succeeded; -1 if none has. */
  private long succeededAtMs = -1;

  /** How long it is left alone after an answer, since it counts its requests for longer than we. */
  private long gapMs;

  private long gapUntilMs;

  /** Why it is slowed or backs off, if it does. */
  private @Nullable Fault cause;

  /**
   * @param onChange hears the host's name when it backs off, or more may be asked of it than before
   */
  HostLimiter(String host, Consumer<String> onChange) {
    this.host = host;
    this.onChange = onChange;
  }

  public String host() {
    return host;
  }

  /** Requests to it at once, at most. */
  public int limit() {
    return limit.current();
  }

  /** Requests under way. */
  public int active() {
    return active;
  }

  public boolean slowed() {
    return limit.isReduced();
  }

  public boolean backingOff(long nowMs) {
    return breaker.isOpen(nowMs);
  }

  /** Whether only time lets the next request through. */
  boolean waits(long nowMs) {
    return nowMs < waitsUntilMs();
  }

  /** When time lets the next request through; 0 if it never held one back. */
  long waitsUntilMs() {
    return Math.max(breaker.untilMs(), gapUntilMs);
  }

  public long backOffUntilMs() {
    return breaker.untilMs();
  }

  /** When the failures began that no success has interrupted; -1 if there are none. */
  public long failingSinceMs() {
    return failures.sinceMs();
  }

  /** The failure for which it is slowed or backs off; null or outdated where it does neither. */
  public @Nullable Fault cause() {
    return cause;
  }

  /** Its last failure since a success, or null. */
  public @Nullable Fault lastFault() {
    return failures.last();
  }

  boolean admits(long nowMs) {
    return !waits(nowMs) && (active < limit() || breaker.awaitsProbe());
  }

  /** Whether it has answered, and answers still. */
  boolean answers() {
    return answers;
  }

  void started() {
    assert confined.here();
    active++;
    breaker.sent();
    limit.observe(active);
  }

  void released() {
    assert confined.here();
    active--;
  }

  /** Marks that a queue waits for the next request to be let through; false if one does already. */
  boolean park() {
    boolean sooner = parkedUntilMs == 0 || waitsUntilMs() < parkedUntilMs;
    if (sooner) {
      parkedUntilMs = waitsUntilMs();
    }
    return sooner;
  }

  /** Whether a queue waits until then, and not for an earlier time by now. */
  boolean isParkedUntil(long untilMs) {
    return parkedUntilMs == untilMs;
  }

  void unpark() {
    parkedUntilMs = 0;
  }

  /** Whether no request is under way and the last failure is so long ago. */
  boolean recovered(long nowMs, long forgetAfterMs) {
    return active == 0 && nowMs - Math.max(breaker.untilMs(), failures.lastMs()) >= forgetAfterMs;
  }

  /** Whether nothing is remembered that would be missed. */
  boolean forgettable(long nowMs) {
    return active == 0 && !slowed() && !waits(nowMs) && failures.isEmpty();
  }

  /** The host asks for it: nothing goes there before then. */
  public void backOff(long untilMs, Fault why) {
    assert confined.here();
    if (breaker.openUntil(untilMs)) {
      cause = why;
      onChange.accept(host);
    }
  }

  /** A response that shows the host to be well, even if the item failed. */
  public void succeeded(long nowMs) {
    assert confined.here();
    failures.succeeded();
    succeededAtMs = nowMs;
    boolean closed = breaker.reset(nowMs);
    boolean first = !answers;
    answers = true;
    int before = limit();
    limit.increase(active);
    gapMs = slowed() ? gapMs : 0;
    gapUntilMs = nowMs + gapMs;
    if (first || closed || gapMs > 0 || limit() > before) {
      onChange.accept(host);
    }
  }

  /**
   * A failure that may be the host's.
   *
   * @param item tells different items apart
   * @param earlierMs when the item failed before this; 0 if it did not
   * @return whether the host refused it because of others that it serves
   */
  public Refusal failed(Object item, Failure failure, long earlierMs, long nowMs) {
    assert confined.here();
    boolean beside = failure.refuses() && active > 0;
    boolean own = !beside && earlierMs > 0 && succeededAtMs >= earlierMs;
    if (own) {
      failures.again(failure.fault(), nowMs);
    } else {
      failures.failed(item, failure.fault(), nowMs);
    }
    if (failure.grew()) {
      failures.progressed();
    }
    Refusal refusal = failure.refuses() ? refusal(earlierMs, nowMs) : Refusal.NONE;
    if (slowsDown(own, refusal, nowMs)) {
      cause = failure.fault();
    }
    if (refusal == Refusal.AFTER_ANOTHER) {
      gapMs = Math.min(Math.max(FIRST_GAP_MS, 2 * gapMs), RACE_MS);
      gapUntilMs = nowMs + gapMs;
      onChange.accept(host);
    }
    return refusal;
  }

  /**
   * @param own whether the item has failed before, the host has served others since, and these are
   *     not the reason: that says nothing new of the host
   */
  private boolean slowsDown(boolean own, Refusal refusal, long nowMs) {
    if (!own && failures.isFailingAlways()) {
      return outage(nowMs);
    } else if (refusal == Refusal.BESIDE_OTHERS && limit.refused(nowMs)) {
      return true;
    }
    return !own && failures.isFailing() && limit.decrease(active, nowMs);
  }

  private boolean outage(long nowMs) {
    boolean tripped = breaker.trip(nowMs);
    if (!tripped && (!breaker.isOpen(nowMs) || limit() == 1)) {
      return false;
    }
    answers = false;
    limit.restart();
    onChange.accept(host);
    return true;
  }

  /** A host that serves other requests and has refused several items has a limit of its own. */
  private Refusal refusal(long earlierMs, long nowMs) {
    boolean serves = succeededAtMs >= 0 && succeededAtMs >= earlierMs;
    if (!serves || !limit.isReduced() && !failures.isFailing()) {
      return Refusal.NONE;
    } else if (active > 0) {
      return Refusal.BESIDE_OTHERS;
    }
    return nowMs - succeededAtMs <= RACE_MS ? Refusal.AFTER_ANOTHER : Refusal.NONE;
  }
}
