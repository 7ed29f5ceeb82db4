package dev.fetchery.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rows of {@code list} as lines that fit a terminal. */
final class JobTable {
  private static final int NAME = 6;

  /** So much of the names is shown, if other columns than id and state can make room for it. */
  private static final int LEAST_NAME = 16;

  /** Less of a name tells nothing: its first and last character, and that it was cut. */
  private static final int LEAST_CUT = 3;

  private static final int GAP = 2;

  /** Widths where nothing bounds the line; the name ends it. */
  private static final int[] USUAL = {26, 9, 15, 8, 8, 7};

  private static final boolean[] TO_THE_LEFT = {true, true, false, false, false, false};

  private static final int STATE = 1;

  /** What goes first where there is little room: bytes, age, trouble, done. */
  private static final int[] LEFT_OUT = {4, 5, 3, 2};

  private final List<List<String>> rows;

  /**
   * @param rows id, state, done, trouble, bytes, age and name of each, printable; the head first
   */
  JobTable(List<List<String>> rows) {
    this.rows = rows;
  }

  List<String> lines(int columns) {
    if (columns == Integer.MAX_VALUE) {
      return rows.stream().map(row -> line(row, USUAL, Integer.MAX_VALUE)).toList();
    }
    int[] widths = new int[NAME];
    Arrays.setAll(widths, this::widest);
    for (int i = 0; i < LEFT_OUT.length && nameRoom(widths, columns) < LEAST_NAME; i++) {
      widths[LEFT_OUT[i]] = 0;
    }
    if (nameRoom(widths, columns) + GAP < 0) {
      widths[STATE] = 0;
    }
    int left = nameRoom(widths, columns);
    int room = left < LEAST_CUT ? 0 : left;
    return rows.stream().map(row -> line(row, widths, room)).toList();
  }

  private int widest(int column) {
    return rows.stream().mapToInt(row -> Columns.of(row.get(column))).max().orElse(0);
  }

  private static int nameRoom(int[] widths, int columns) {
    return columns - Arrays.stream(widths).filter(width -> width > 0).map(w -> w + GAP).sum();
  }

  /** A column of no width is left out. */
  private static String line(List<String> row, int[] widths, int room) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < NAME; i++) {
      if (widths[i] > 0) {
        String space = " ".repeat(Math.max(0, widths[i] - Columns.of(row.get(i))));
        cells.add(TO_THE_LEFT[i] ? row.get(i) + space : space + row.get(i));
      }
    }
    cells.add(room == 0 ? "" : Columns.middle(row.get(NAME), room));
    return String.join(" ".repeat(GAP), cells).stripTrailing();
  }
}
