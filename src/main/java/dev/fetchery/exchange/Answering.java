package dev.fetchery.exchange;

import dev.fetchery.context.Confined;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The side that answers, for one session. It tells which report is to be carried out: each number
 * once, after the one before it. An answer may be held back until there is something to say; it is
 * kept until a later report tells that it has arrived, and given again when its report is repeated.
 * Confined to the owner's event loop.
 *
 * @param <A> an answer
 * @param <W> by what an answer reaches the one who waits for it
 */
public final class Answering<A, W> {
  private final Confined confined = new Confined();
  private final Deque<Held<W>> held = new ArrayDeque<>(2);
  private final Deque<Kept<A>> kept = new ArrayDeque<>(2);
  private long carriedOut;
  private long arrived;

  /** What is to be done with a report that came. */
  public enum Receipt {
    /** It is carried out now. */
    NEW,
    /** It was carried out before, and its answer is still held back. */
    HELD,
    /** It was carried out and answered before: {@link #answerTo} gives the answer again. */
    ANSWERED,
    /** One before it is missing: it is left unanswered, and will come again. */
    EARLY,
    /** Its answer has arrived long ago. */
    OLD
  }

  /** A report that was carried out and not answered. */
  private static final class Held<W> {
    final long number;
    final long sinceMs;
    W waiting;

    Held(long number, long sinceMs, W waiting) {
      this.number = number;
      this.sinceMs = sinceMs;
      this.waiting = waiting;
    }
  }

  private record Kept<A>(long number, A answer) {}

  /** An answer, and by what it reaches the one who waits for it. */
  public record Given<A, W>(A answer, W waiting) {}

  /**
   * Takes a report.
   *
   * @param number from 1
   * @param upTo number of the last answer that the other side has carried out
   * @param waiting by what its answer is sent
   * @param nowMs on the owner's clock
   */
  public Receipt received(long number, long upTo, W waiting, long nowMs) {
    assert confined.here();
    if (number > carriedOut + 1 || number > upTo + Reporting.MOST_UNDER_WAY) {
      return Receipt.EARLY;
    }
    arrived = Math.max(arrived, Math.min(upTo, carriedOut));
    kept.removeIf(one -> one.number <= arrived);
    if (number == carriedOut + 1) {
      carriedOut = number;
      held.addLast(new Held<>(number, nowMs, waiting));
      return Receipt.NEW;
    }
    for (Held<W> one : held) {
      if (one.number == number) {
        one.waiting = waiting;
        return Receipt.HELD;
      }
    }
    return answerTo(number) == null ? Receipt.OLD : Receipt.ANSWERED;
  }

  /** The answer that was given to this report; null if there is none any more. */
  public @Nullable A answerTo(long number) {
    for (Kept<A> one : kept) {
      if (one.number == number) {
        return one.answer;
      }
    }
    return null;
  }

  /** The number of the last answer that is known to have arrived; 0 for none. */
  public long arrived() {
    return arrived;
  }

  /** Whether a report waits for its answer. */
  public boolean canAnswer() {
    return !held.isEmpty();
  }

  /** Whether one has to be answered also where there is nothing to say: a newer one waits. */
  public boolean mustAnswer() {
    return held.size() > 1;
  }

  /** Whether one has waited so long for its answer. */
  public boolean isDue(long nowMs, long mostMs) {
    Held<W> first = held.peekFirst();
    return first != null && nowMs - first.sinceMs >= mostMs;
  }

  /**
   * Answers the oldest report that waits.
   *
   * @param maker makes the answer to the report with this number
   * @throws java.util.NoSuchElementException if none waits
   */
  public Given<A, W> answer(LongFunction<A> maker) {
    assert confined.here();
    Held<W> first = held.removeFirst();
    A answer = maker.apply(first.number);
    kept.addLast(new Kept<>(first.number, answer));
    return new Given<>(answer, first.waiting);
  }
}
