package dev.fetchery.cli;

import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * A terminal that shows what is written to it: carriage returns, line ends, clearing to the end of
 * a line, colours, and lines that are longer than it is wide. Other control characters are refused.
 */
final class ScriptedTerminal extends Writer implements Terminal {
  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int columns;
  private int at;

  ScriptedTerminal(int columns) {
    this.columns = columns;
  }

  /** What is shown after this output. */
  static List<String> shows(int columns, String output) {
    ScriptedTerminal terminal = new ScriptedTerminal(columns);
    terminal.write(output.toCharArray(), 0, output.length());
    return terminal.lines();
  }

  @Override
  public int columns() {
    return columns;
  }

  void resize(int changed) {
    columns = changed;
  }

  /** All lines so far, the last one too if it is not empty; without blanks at their ends. */
  List<String> lines() {
    List<String> lines =
        new ArrayList<>(rows.stream().map(r -> r.toString().stripTrailing()).toList());
    if (lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  @Override
  public void write(char[] text, int from, int length) {
    for (int i = from; i < from + length; i++) {
      char c = text[i];
      switch (c) {
        case '\r' -> at = 0;
        case '\n' -> nextRow();
        case '\u001b' -> i = escape(text, i + 1);
        default -> put(c);
      }
    }
  }

  private int escape(char[] text, int bracket) {
    int end = bracket + 1;
    while (!Character.isLetter(text[end])) {
      end++;
    }
    StringBuilder row = rows.get(rows.size() - 1);
    if (text[end] == 'K') {
      row.setLength(Math.min(row.length(), at));
    } else if (text[end] != 'm') {
      throw new IllegalArgumentException("an escape sequence that ends in " + text[end]);
    }
    return end;
  }

  private void put(char c) {
    if (c < ' ') {
      throw new IllegalArgumentException("control character " + (int) c);
    }
    if (at == columns) {
      nextRow();
      at = 0;
    }
    StringBuilder row = rows.get(rows.size() - 1);
    while (row.length() <= at) {
      row.append(' ');
    }
    row.setCharAt(at++, c);
  }

  private void nextRow() {
    rows.add(new StringBuilder());
    at = 0;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
