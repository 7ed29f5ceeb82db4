package dev.fetchery.plan;

import dev.fetchery.context.Confined;

/**
 * Knows since when no request was started and none came to its end although one could have been
 * started. Times in milliseconds of a clock that is never set. Confined to the coordinator's event
 * loop.
 */
public final class StallDetector {
  private static final long MOVING = -1;

  private final Confined confined = new Confined();
  private long moves = -1;
  private long sinceMs = MOVING;

  /**
   * Notes how things stand.
   *
   * @param could whether something waits that may be started now, and there is room for it
   * @param movesSoFar requests started and ended since the service began
   */
  public void look(boolean could, long movesSoFar, long nowMs) {
    assert confined.here();
    if (!could || movesSoFar != moves) {
      sinceMs = MOVING;
    } else if (sinceMs == MOVING) {
      sinceMs = nowMs;
    }
    moves = movesSoFar;
  }

  /** For how long nothing has moved that could; 0 if it does. */
  public long stalledMs(long nowMs) {
    return sinceMs == MOVING ? 0 : nowMs - sinceMs;
  }
}
