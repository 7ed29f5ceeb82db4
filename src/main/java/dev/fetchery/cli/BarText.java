package dev.fetchery.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The text of the progress bar: {@code flags 33% [===> ] 392 MB of 1.2 GB 89 MB/s 9 s left 0:05}.
 * On a narrow terminal it leaves out what matters least. Pure.
 */
final class BarText {
  private static final int LEAST_BAR = 12;
  private static final int MOST_BAR = 40;
  private static final int MOST_NAME = 24;

  /** Before that a rate is of too short a time to say something. */
  private static final long FIRST_RATE_MS = 1000;

  /** A piece of the text; on a narrow terminal the one with the highest rank goes first. */
  private record Piece(String text, int rank) {}

  private BarText() {}

  /**
   * @param elapsedMs shown by the clock
   * @param columns at most
   */
  static String of(String name, JobStatus status, long elapsedMs, int columns) {
    List<Piece> pieces = pieces(name, status, elapsedMs);
    while (width(pieces) > columns && pieces.size() > 1) {
      pieces.remove(pieces.stream().max(Comparator.comparingInt(Piece::rank)).orElseThrow());
    }
    int room = columns - width(pieces) - 2;
    double part = status.part();
    if (part >= 0 && room >= LEAST_BAR) {
      // behind the percentage
      int at = pieces.get(0).rank == 6 ? 2 : 1;
      pieces.add(at, new Piece(bar(part, Math.min(room, MOST_BAR)), 9));
    }
    return Columns.start(text(pieces), columns);
  }

  private static List<Piece> pieces(String name, JobStatus status, long elapsedMs) {
    List<Piece> pieces = new ArrayList<>();
    double part = status.part();
    add(pieces, Columns.middle(name, MOST_NAME), 6);
    add(pieces, part < 0 ? "" : (int) Math.floor(part * 100) + "%", 1);
    add(pieces, amount(status), 0);
    if (status.countsBytes() && status.progress().discovered() > 1) {
      add(
          pieces,
          Amounts.count(status.ended()) + "/" + Amounts.count(status.progress().discovered()),
          8);
    }
    add(pieces, stage(status), 4);
    add(pieces, status.moving() ? "" : status.keptText(), 3);
    if (status.moving()) {
      add(pieces, elapsedMs < FIRST_RATE_MS ? "" : rate(status), 3);
      add(pieces, left(status), 2);
    }
    add(pieces, troubles(status.progress().failed(), "failed"), 4);
    add(pieces, troubles(status.progress().notFound(), "not found"), 5);
    long retries = status.progress().retries();
    add(pieces, troubles(retries, retries == 1 ? "retry" : "retries"), 7);
    add(pieces, Amounts.clock(elapsedMs), 1);
    return pieces;
  }

  private static void add(List<Piece> pieces, String text, int rank) {
    if (!text.isEmpty()) {
      pieces.add(new Piece(text, rank));
    }
  }

  private static String amount(JobStatus status) {
    if (status.countsBytes() && status.progress().bytesExpected() != null) {
      return Amounts.bytes(status.progress().bytes())
          + " of "
          + Amounts.bytes(status.progress().bytesExpected());
    } else if (status.total() == 0) {
      return "";
    }
    String items =
        Amounts.count(status.ended())
            + " of "
            + Amounts.count(status.total())
            + (status.counted() ? "" : "+");
    return status.progress().bytes() == 0
        ? items
        : items + "  " + Amounts.bytes(status.progress().bytes());
  }

  /** What it is at, where that is not fetching. */
  private static String stage(JobStatus status) {
    if (!status.moving()) {
      return status.state();
    }
    return status.counted() ? "" : "discovering";
  }

  private static String rate(JobStatus status) {
    boolean bytes = status.progress().bytesPerSecond() >= 1;
    if (!bytes && status.progress().itemsPerSecond() < 0.05) {
      return "";
    }
    // of many small files their number says more than their bytes
    boolean large = status.countsBytes() || status.progress().bytesPerSecond() > 100_000;
    return bytes && (large || status.progress().itemsPerSecond() < 1)
        ? Amounts.bytes(Math.round(status.progress().bytesPerSecond())) + "/s"
        : Amounts.perSecond(status.progress().itemsPerSecond());
  }

  private static String left(JobStatus status) {
    return status.progress().etaMs() == null || status.progress().etaMs() == 0
        ? ""
        : Amounts.about(status.progress().etaMs()) + " left";
  }

  private static String troubles(long count, String what) {
    return count == 0 ? "" : Amounts.count(count) + " " + what;
  }

  private static String bar(double part, int width) {
    int inner = width - 2;
    int full = (int) Math.floor(part * inner);
    String tip = full < inner ? ">" : "";
    return "[" + "=".repeat(full) + tip + " ".repeat(inner - full - tip.length()) + "]";
  }

  private static String text(List<Piece> pieces) {
    return String.join("  ", pieces.stream().map(Piece::text).toList());
  }

  private static int width(List<Piece> pieces) {
    return Columns.of(text(pieces));
  }
}
