package dev.fetchery.plan;

import dev.fetchery.job.Retry;

/**
 * What the attempts at one item, lookup or document have used of {@code retry.attempts} so far.
 * Every request sent is an attempt, but some are not counted: one whose continued part grew, one
 * that was told to come back because the thing is not ready (202), and one that its host refused
 * because others were under way there. Uncounted attempts end with {@code retry.giveUpMs}. Times in
 * epoch milliseconds.
 *
 * @param sent requests sent, redirects not counted
 * @param uncounted how many of them are not counted
 * @param raced how many of those were refused just after another had ended
 * @param unfit how many brought a body that is not as it should be
 * @param failedAtMs when the last one failed; 0 if none did
 * @param sinceMs since when they have failed, waits that the host asked for left out, and nothing
 *     grew; 0 if none failed
 */
public record AttemptBudget(
    int sent, int uncounted, int raced, int unfit, long failedAtMs, long sinceMs) {
  /** Nothing has been sent. */
  public static final AttemptBudget NEW = new AttemptBudget(0, 0, 0, 0, 0, 0);

  /**
   * After a restart: so many were sent. How many of them are not counted is not stored, but what
   * waits had an attempt left when it was stored.
   */
  public static AttemptBudget stored(int sent, int attempts) {
    return new AttemptBudget(sent, Math.max(0, sent - (attempts - 1)), 0, 0, 0, 0);
  }

  /** A request is sent. */
  public AttemptBudget begun() {
    return new AttemptBudget(sent + 1, uncounted, raced, unfit, failedAtMs, sinceMs);
  }

  /** The last request is taken back: it did not come to an end of its own. */
  public AttemptBudget undone() {
    return new AttemptBudget(Math.max(0, sent - 1), uncounted, raced, unfit, failedAtMs, sinceMs);
  }

  /** Attempts that count. */
  public int counted() {
    return Math.max(0, sent - uncounted);
  }

  /** By this the backoff grows: also uncounted attempts wait longer in the long run. */
  int steps() {
    return Math.max(1, counted() + (sent - counted()) / 2);
  }

  /** Whether it has failed for too long to leave any further attempt uncounted. */
  boolean isOverdue(Retry retry, long nowMs) {
    return retry.giveUpMs() > 0 && sinceMs > 0 && nowMs - sinceMs >= retry.giveUpMs();
  }

  /** Whether an attempt that failed so is not counted, time permitting. */
  boolean spares(Retry retry, Failure failure, Refusal refusal) {
    return failure.grew()
        || failure.notReady()
        || refusal == Refusal.BESIDE_OTHERS
        || refusal == Refusal.AFTER_ANOTHER && raced < retry.attempts();
  }

  /** The last request failed. */
  AttemptBudget failed(Retry retry, Failure failure, Refusal refusal, long nowMs) {
    boolean spared = spares(retry, failure, refusal);
    return new AttemptBudget(
        sent,
        uncounted + (spared ? 1 : 0),
        raced + (spared && refusal == Refusal.AFTER_ANOTHER ? 1 : 0),
        unfit + (failure.wrongBody() ? 1 : 0),
        nowMs,
        sinceMs == 0 || failure.grew() ? nowMs : sinceMs);
  }

  /** The host has asked for a wait: it is not held against what waits. */
  AttemptBudget waiting(long waitMs) {
    return new AttemptBudget(sent, uncounted, raced, unfit, failedAtMs, sinceMs + waitMs);
  }
}
