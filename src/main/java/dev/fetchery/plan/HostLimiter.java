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
  private final Confined confined = new Confined();
  private final String host;
  private final Consumer<String> onChange;
  private final HostLimit limit = new HostLimit();
  private final Breaker breaker = new Breaker();
  private final FailureRecord failures = new FailureRecord();
  private int active;
  private boolean parked;
  private boolean answers;

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

  public boolean slowed() {
    return limit.isReduced();
  }

  public boolean backingOff(long nowMs) {
    return breaker.isOpen(nowMs);
  }

  public long backOffUntilMs() {
    return breaker.untilMs();
  }

  /** When the failures began that no success has interrupted; -1 if there are none. */
  public long failingSinceMs() {
    return failures.sinceMs();
  }

  /** Its last failure since a success, or null. */
  public @Nullable Fault lastFault() {
    return failures.last();
  }

  boolean admits(long nowMs) {
    return !backingOff(nowMs) && (active < limit() || breaker.awaitsProbe());
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

  /** Marks that a queue waits for the end of the back-off; false if one does already. */
  boolean park() {
    boolean first = !parked;
    parked = true;
    return first;
  }

  void unpark() {
    parked = false;
  }

  /** Whether no request is under way and the last failure is so long ago. */
  boolean recovered(long nowMs, long forgetAfterMs) {
    return active == 0 && nowMs - Math.max(breaker.untilMs(), failures.lastMs()) >= forgetAfterMs;
  }

  /** Whether nothing is remembered that would be missed. */
  boolean forgettable(long nowMs) {
    return active == 0 && !slowed() && !backingOff(nowMs) && failures.isEmpty();
  }

  /** The host asks for it: nothing goes there before then. */
  public void backOff(long untilMs) {
    assert confined.here();
    if (breaker.openUntil(untilMs)) {
      onChange.accept(host);
    }
  }

  /** A response that shows the host to be well, even if the item failed. */
  public void succeeded() {
    assert confined.here();
    failures.succeeded();
    breaker.reset();
    boolean first = !answers;
    answers = true;
    int before = limit();
    limit.increase(active);
    if (first || limit() > before) {
      onChange.accept(host);
    }
  }

  /**
   * A failure that may be the host's.
   *
   * @param item tells different items apart
   */
  public void failed(Object item, Fault fault, long nowMs) {
    assert confined.here();
    failures.failed(item, fault, nowMs);
    if (failures.isFailingAlways()) {
      if (breaker.trip(nowMs)) {
        answers = false;
        limit.restart();
        onChange.accept(host);
      }
    } else if (failures.isFailing()) {
      limit.decrease(active, nowMs);
    }
  }

  /** A failure for which the host itself has asked for a back-off. */
  public void failing(Fault fault, long nowMs) {
    assert confined.here();
    failures.note(fault, nowMs);
  }
}
