package dev.fetchery.plan;

import dev.fetchery.job.Fault;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How much one host is given, by all jobs together: nothing while it rests, less while it fails,
 * everything otherwise. Times in epoch milliseconds. Not thread-safe.
 *
 * <p>Additive increase, multiplicative decrease on the requests at once (Chiu and Jain, 1989), and
 * only once failures have hit {@value #ITEMS_BEFORE_ACTING} different items: one bad file is not a
 * bad host. A host that answers nothing at all rests, twice as long each time, and is then asked
 * once, whatever is still under way from before.
 */
public final class HostLimiter {
  static final int ITEMS_BEFORE_ACTING = 5;
  static final long FIRST_REST_MS = 1_000;
  static final long LONGEST_REST_MS = 60_000;

  /** At most one decrease in so long: requests that were under way together fail together. */
  static final long DECREASE_EVERY_MS = 1_000;

  private static final int SUCCESSES_TO_FORGET = 20;
  private static final double FULL = Integer.MAX_VALUE;

  private final String host;
  private final Consumer<String> onChange;
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
  private long lastTroubleMs = Long.MIN_VALUE / 2;
  private Fault lastFault;
  private boolean parked;

  /** Whether it is known to answer. */
  private boolean answers;

  /** Whether its last rest has been followed by a request, which tells if it is over. */
  private boolean askedSinceRest = true;

  /**
   * @param onChange hears the host's name when it rests, or more may be asked of it than before
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
    return !resting(nowMs) && (active < limit() || !askedSinceRest);
  }

  /** Whether it has answered and not gone silent since. */
  boolean answers() {
    return answers;
  }

  void started() {
    active++;
    askedSinceRest = true;
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

  /** Whether nobody asks for it and its last trouble is so long ago. */
  boolean recovered(long nowMs, long forgetAfterMs) {
    return active == 0 && nowMs - Math.max(restUntilMs, lastTroubleMs) >= forgetAfterMs;
  }

  /** Whether nothing is remembered that would be missed. */
  boolean forgettable(long nowMs) {
    return active == 0 && !slowed() && !resting(nowMs) && troubleSinceMs < 0 && failing.isEmpty();
  }

  /** Asked by the host itself: nothing goes there before then. */
  public void rest(long untilMs) {
    if (untilMs > restUntilMs) {
      restUntilMs = untilMs;
      onChange.accept(host);
    }
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
    boolean first = !answers;
    answers = true;
    int before = limit();
    if (slowed()) {
      limit += 1 / Math.max(1, Math.min(limit, active + 1.0));
      if (limit >= mostActive) {
        limit = FULL;
      }
    }
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
    lastTroubleMs = nowMs;
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

  /** What was under way before the last rest says nothing new of the host. */
  private void restLonger(long nowMs) {
    if (resting(nowMs) || !askedSinceRest) {
      return;
    }
    askedSinceRest = false;
    answers = false;
    limit = 1;
    rest(nowMs + nextRestMs);
    nextRestMs = Math.min(nextRestMs * 2, LONGEST_REST_MS);
  }

  private void decrease(long nowMs) {
    if (nowMs - decreasedAtMs < DECREASE_EVERY_MS) {
      return;
    }
    decreasedAtMs = nowMs;
    limit = Math.max(1, Math.min(limit, active + 1.0) / 2);
  }
}
