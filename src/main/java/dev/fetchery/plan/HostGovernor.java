package dev.fetchery.plan;

import dev.fetchery.job.Fault;
import java.util.HashSet;
import java.util.Set;

/**
 * How much one host is given, by all jobs together: nothing while it rests, less while it fails,
 * everything otherwise. Times in epoch milliseconds. Not thread-safe.
 *
 * <p>Additive increase, multiplicative decrease on the requests at once (Chiu and Jain, 1989), and
 * only once failures have hit {@value #ITEMS_BEFORE_ACTING} different items: one bad file is not a
 * bad host. A host that answers nothing at all rests, twice as long each time, and is then asked
 * once.
 */
public final class HostGovernor {
  static final int ITEMS_BEFORE_ACTING = 5;
  static final long FIRST_REST_MS = 1_000;
  static final long LONGEST_REST_MS = 60_000;

  /** At most one decrease in so long: requests that were under way together fail together. */
  static final long DECREASE_EVERY_MS = 1_000;

  private static final int SUCCESSES_TO_FORGET = 20;
  private static final double FULL = Integer.MAX_VALUE;

  private final String host;
  private final Set<Object> failing = new HashSet<>();
  private final Set<Object> failingSinceSuccess = new HashSet<>();
  private double limit = FULL;
  private int active;
  private int mostActive;
  private int successesInARow;
  private long restUntilMs;
  private long nextRestMs = FIRST_REST_MS;
  private long decreasedAtMs = Long.MIN_VALUE / 2;
  private long troubleSinceMs = -1;
  private Fault lastFault;
  private boolean parked;

  HostGovernor(String host) {
    this.host = host;
  }

  public String host() {
    return host;
  }

  /** Requests to it at once, at most. */
  public int limit() {
    return (int) Math.max(1, Math.min(limit, Integer.MAX_VALUE));
  }

  public boolean slowed() {
    return limit < FULL;
  }

  public boolean resting(long nowMs) {
    return nowMs < restUntilMs;
  }

  public long restUntilMs() {
    return restUntilMs;
  }

  /** When the failures began that no success has interrupted; -1 if there are none. */
  public long troubleSinceMs() {
    return troubleSinceMs;
  }

  /** Its last failure since a success, or null. */
  public Fault lastFault() {
    return lastFault;
  }

  boolean admits(long nowMs) {
    return !resting(nowMs) && active < limit();
  }

  void started() {
    active++;
    mostActive = Math.max(mostActive, active);
  }

  void released() {
    active--;
  }

  /** Marks that somebody waits for the end of its rest; false if that is known. */
  boolean park() {
    boolean first = !parked;
    parked = true;
    return first;
  }

  void unpark() {
    parked = false;
  }

  boolean idle() {
    return active == 0;
  }

  /** Whether nothing is remembered that would be missed. */
  boolean forgettable(long nowMs) {
    return active == 0 && !slowed() && !resting(nowMs) && troubleSinceMs < 0;
  }

  /** Asked by the host itself: nothing goes there before then. */
  public void rest(long untilMs) {
    restUntilMs = Math.max(restUntilMs, untilMs);
  }

  /** An answer that says that the host is well, whatever it says of the item. */
  public void succeeded() {
    troubleSinceMs = -1;
    lastFault = null;
    failingSinceSuccess.clear();
    nextRestMs = FIRST_REST_MS;
    if (++successesInARow >= SUCCESSES_TO_FORGET) {
      failing.clear();
    }
    if (slowed()) {
      limit += 1 / Math.max(1, Math.min(limit, active + 1.0));
      if (limit >= mostActive) {
        limit = FULL;
      }
    }
  }

  /**
   * A failure that may be the host's.
   *
   * @param item tells different items apart
   */
  public void failed(Object item, Fault fault, long nowMs) {
    trouble(fault, nowMs);
    remember(failing, item);
    remember(failingSinceSuccess, item);
    if (failingSinceSuccess.size() >= ITEMS_BEFORE_ACTING) {
      restLonger(nowMs);
    } else if (failing.size() >= ITEMS_BEFORE_ACTING) {
      decrease(nowMs);
    }
  }

  /** A failure whose rest the host itself has set. */
  public void trouble(Fault fault, long nowMs) {
    successesInARow = 0;
    lastFault = fault;
    if (troubleSinceMs < 0) {
      troubleSinceMs = nowMs;
    }
  }

  private static void remember(Set<Object> items, Object item) {
    if (items.size() < ITEMS_BEFORE_ACTING) {
      items.add(item);
    }
  }

  private void restLonger(long nowMs) {
    if (resting(nowMs)) {
      return;
    }
    restUntilMs = nowMs + nextRestMs;
    nextRestMs = Math.min(nextRestMs * 2, LONGEST_REST_MS);
    limit = 1;
  }

  private void decrease(long nowMs) {
    if (nowMs - decreasedAtMs < DECREASE_EVERY_MS) {
      return;
    }
    decreasedAtMs = nowMs;
    limit = Math.max(1, Math.min(limit, active + 1.0) / 2);
  }
}
