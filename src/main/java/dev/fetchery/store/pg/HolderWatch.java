package dev.fetchery.store.pg;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the process that holds the right to write does nothing any more, although its machine
 * still answers for its connection: it was stopped, or its machine stands still. Looks are counted,
 * not time: while this process itself stood still it has seen nothing.
 */
final class HolderWatch {
  /** A coordinator that is idle proves its session as often. */
  static final long SPACING_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Longer than any pause of a collector; a fetcher's session ends after 18 s too. */
  static final int LOOKS = 20;

  private @Nullable String activity;
  private int looks;
  private long lastNanos;

  /**
   * @param nowNanos of a clock that is never set
   */
  HolderWatch(long nowNanos) {
    lastNanos = nowNanos;
  }

  /** Whether it is time for another look. */
  boolean isDue(long nowNanos) {
    return nowNanos - lastNanos >= SPACING_NANOS;
  }

  /**
   * @param seen changes with everything the holder asks of the server; null where there is no
   *     holder, or the server is working for it
   * @return whether it was the same in all looks
   */
  boolean isSilent(@Nullable String seen, long nowNanos) {
    lastNanos = nowNanos;
    looks = seen != null && Objects.equals(seen, activity) ? looks + 1 : 0;
    activity = seen;
    return looks >= LOOKS;
  }
}
