package dev.fetchery.fetcher.segment;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which pieces of a large body are on disk, and which one a connection fetches next: in order, and
 * first what another connection gave back, so that what is whole from the start grows. Pure.
 */
final class PieceMap {
  private static final long LEAST_BYTES = 1 << 20;
  private static final long MOST_BYTES = 16 << 20;

  /** Pieces that a connection gets on average: so the last ones end at about the same time. */
  private static final int PIECES_A_CONNECTION = 8;

  private final long total;
  private final long pieceBytes;
  private final TreeSet<Span> givenBack =
      new TreeSet<>((one, other) -> Long.compare(one.from(), other.from()));

  /** What lies on disk without a gap: from its first byte to behind its last. */
  private final TreeMap<Long, Long> onDisk = new TreeMap<>();

  private long untaken;

  /** Bytes of the body: the first of them, and the first behind them. */
  record Span(long from, long until) {}

  PieceMap(long total, int connections) {
    this.total = total;
    long even = total / ((long) connections * PIECES_A_CONNECTION);
    this.pieceBytes = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, even));
  }

  /** Whether a body is large enough that several connections pay. */
  static boolean pay(long total) {
    return total >= PIECES_A_CONNECTION * LEAST_BYTES;
  }

  /** The next piece, or null where nothing is left to be fetched. */
  @Nullable Span take() {
    Span back = givenBack.pollFirst();
    if (back != null) {
      return back;
    } else if (untaken == total) {
      return null;
    }
    long from = untaken;
    untaken = Math.min(total, from + pieceBytes);
    return new Span(from, untaken);
  }

  /** The next piece if it begins at {@code from}, else null. */
  @Nullable Span takeAt(long from) {
    long next = givenBack.isEmpty() ? untaken : givenBack.first().from();
    return next == from ? take() : null;
  }

  /** What a connection could not bring of its piece. */
  void giveBack(long from, long until) {
    if (from < until) {
      givenBack.add(new Span(from, until));
    }
  }

  /** These bytes, which were not there before, are on disk. */
  void wrote(long from, long until) {
    Map.Entry<Long, Long> before = onDisk.floorEntry(from);
    long start = before != null && before.getValue() == from ? before.getKey() : from;
    Long end = onDisk.remove(until);
    onDisk.put(start, end == null ? until : end);
  }

  /** Bytes on disk from the start without a gap. */
  long prefix() {
    return onDisk.getOrDefault(0L, 0L);
  }

  boolean isWhole() {
    return prefix() == total;
  }
}
