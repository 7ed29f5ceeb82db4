package dev.fetchery.log;

import dev.fetchery.context.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One line for each distinct problem, with a count: the first occurrence is logged as it comes,
 * those that follow are counted and logged at most once in each interval. A million items that fail
 * alike are two lines, not a million. Safe for use by many threads.
 */
public final class ProblemLog {
  private static final long INTERVAL_MS = 60_000;

  /** Distinct problems kept apart; further ones share a line, so that memory stays bounded. */
  static final int MAX_KEYS = 1_000;

  private static final String OTHERS = "other problems";

  private static final class Seen {
    long toldAtMs;
    long untold;
    @Nullable String newest;
  }

  private final Logger log;
  private final Clock clock;
  private final Map<String, Seen> problems = new HashMap<>();
  private long sweptAtMs;

  public ProblemLog(Logger log, Clock clock) {
    this.log = log;
    this.clock = clock;
    sweptAtMs = clock.monotonicMs();
  }

  /**
   * A problem occurred.
   *
   * @param key what makes it the same problem: code and host, say; never an item's own URL or name
   * @param detail one line for a person, without secrets; of several, the newest is shown
   */
  public synchronized void warn(String key, String detail) {
    long now = clock.monotonicMs();
    String kept = problems.containsKey(key) || problems.size() < MAX_KEYS ? key : OTHERS;
    Seen seen = problems.get(kept);
    if (seen == null) {
      seen = new Seen();
      seen.toldAtMs = now;
      problems.put(kept, seen);
      log.warn("{}: {}", kept, detail);
    } else {
      seen.untold++;
      seen.newest = detail;
    }
    sweep(now);
  }

  /**
   * Logs counts that are due. Every {@link #warn} does so too; a timer that calls this logs the
   * last ones of a burst.
   */
  public synchronized void sweep() {
    sweep(clock.monotonicMs());
  }

  private void sweep(long now) {
    if (now - sweptAtMs < INTERVAL_MS / 60) {
      return;
    }
    sweptAtMs = now;
    problems.entrySet().removeIf(entry -> isOver(entry.getKey(), entry.getValue(), now));
  }

  /** Whether it has not occurred for a whole interval; if it has, logs the count. */
  private boolean isOver(String key, Seen seen, long now) {
    if (now - seen.toldAtMs < INTERVAL_MS) {
      return false;
    }
    if (seen.untold == 0) {
      return true;
    }
    log.warn(
        "{}: {} more in {} s, the last: {}",
        key,
        seen.untold,
        secondsSince(seen, now),
        seen.newest);
    seen.toldAtMs = now;
    seen.untold = 0;
    return false;
  }

  private static long secondsSince(Seen seen, long now) {
    return (now - seen.toldAtMs) / 1_000;
  }
}
