package dev.fetchery.exchange;

import dev.fetchery.context.Confined;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The side that reports, for one session. Reports are numbered from 1; each is sent with the same
 * content until it is answered, and answers are handed on once, in the order of their numbers. The
 * owner sends, repeats and measures time. Confined to the owner's event loop.
 *
 * @param <R> a report
 * @param <A> an answer
 */
public final class Reporting<R, A> {
  /**
   * Most reports under way. One waits for its answer as long as there is nothing to say; the second
   * carries what has happened meanwhile.
   */
  public static final int MOST_UNDER_WAY = 2;

  private final Confined confined = new Confined();

  /** Reports whose answers were not handed on, in the order of their numbers. */
  private final Deque<Sent<R, A>> underWay = new ArrayDeque<>(MOST_UNDER_WAY);

  private long last;
  private long arrived;

  private static final class Sent<R, A> {
    final long number;
    final R report;
    @Nullable A answer;

    Sent(long number, R report) {
      this.number = number;
      this.report = report;
    }
  }

  /** Makes a report. */
  public interface Maker<R> {
    /**
     * @param number of this report
     * @param arrived number of the last report whose answer was handed on; 0 for none
     */
    R make(long number, long arrived);
  }

  /** Whether another report may be begun. */
  public boolean hasRoom() {
    return underWay.size() < MOST_UNDER_WAY;
  }

  /** Whether some report waits for its answer. */
  public boolean awaitsAnswer() {
    for (Sent<R, A> sent : underWay) {
      if (sent.answer == null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Begins the next report; the owner sends it.
   *
   * @throws IllegalStateException if there is no room for it
   */
  public R begin(Maker<R> maker) {
    assert confined.here();
    if (!hasRoom()) {
      throw new IllegalStateException("two reports are under way");
    }
    R report = maker.make(++last, arrived);
    underWay.addLast(new Sent<>(last, report));
    return report;
  }

  /** The report with this number, to be sent again; null if it is answered. */
  public @Nullable R again(long number) {
    for (Sent<R, A> sent : underWay) {
      if (sent.number == number && sent.answer == null) {
        return sent.report;
      }
    }
    return null;
  }

  /**
   * Takes an answer.
   *
   * @return the answers that are to be carried out now, in this order; none if this one came
   *     before, or one before it is missing
   */
  public List<A> answered(long number, A answer) {
    assert confined.here();
    for (Sent<R, A> sent : underWay) {
      if (sent.number == number && sent.answer == null) {
        sent.answer = answer;
      }
    }
    List<A> ready = new ArrayList<>(MOST_UNDER_WAY);
    Sent<R, A> first;
    while ((first = underWay.peekFirst()) != null && first.answer != null) {
      ready.add(first.answer);
      arrived = first.number;
      underWay.removeFirst();
    }
    return ready;
  }
}
