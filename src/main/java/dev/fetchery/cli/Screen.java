package dev.fetchery.cli;

import dev.fetchery.context.Clock;
import dev.fetchery.job.Progress;
import java.io.PrintWriter;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * Prints lines and, on a terminal, a progress bar below them. Lines and bar are written under one
 * lock, and a bar that has ended is not drawn again. Safe for use by many threads.
 */
final class Screen implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final int REDRAW_MS = 200;

  /**
   * Columns behind the bar that stay free: a terminal may wrap when its last column is written, and
   * it shows a typed Ctrl-C as two characters, which must not move the bar to a second row.
   */
  private static final int FREE_COLUMNS = 3;

  private final PrintWriter out;
  private final @Nullable Terminal terminal;
  private final Clock clock;
  private final @Nullable Timer ticker;
  private @Nullable Bar bar;
  private boolean drawn;

  /** Why it will end soon, beside all that the bar shows; "" while it does not. */
  private String ending = "";

  /** Whether what is shown has no pace any more, also in the last line. */
  private boolean ends;

  private long endingSinceMs;
  private long elapsedThenMs;

  /** What the bar shows; without a status it shows the name and what is being done. */
  private record Bar(String name, String note, @Nullable JobStatus status, long atMs) {}

  /**
   * @param bars whether to show a progress bar on the terminal of the process
   */
  Screen(PrintWriter out, boolean bars) {
    this(out, bars ? Terminal.ofProcess() : null, Clock.system(), bars);
  }

  /**
   * @param terminal null for lines alone
   * @param ticks whether it draws by itself, so that its clock moves although nothing else does
   */
  Screen(PrintWriter out, @Nullable Terminal terminal, Clock clock, boolean ticks) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.ticker = ticks ? new Timer("fetchery-screen", true) : null;
    if (ticker != null) {
      ticker.schedule(
          new TimerTask() {
            @Override
            public void run() {
              redraw();
            }
          },
          REDRAW_MS,
          REDRAW_MS);
    }
  }

  /** Whether standard output is a terminal. */
  static boolean terminal() {
    return Terminal.onOutput();
  }

  /** Columns that a line may take; unlimited where there is no terminal. */
  int columns() {
    return terminal == null ? Integer.MAX_VALUE : terminal.columns();
  }

  /** Prints lines, each with its line end, above the bar. */
  void print(CharSequence lines) {
    if (lines.length() > 0) {
      beside(() -> out.append(lines));
    }
  }

  void println(String line) {
    print(line + System.lineSeparator());
  }

  /** Lets something write whole lines to the terminal while the bar is out of the way. */
  void beside(Runnable writes) {
    synchronized (out) {
      erase();
      writes.run();
      draw();
      out.flush();
    }
  }

  /** Whether what was written last did not arrive: the program that read the output has ended. */
  boolean isUnread() {
    synchronized (out) {
      return out.checkError();
    }
  }

  /** Shows at once what is being done for a job of which nothing is known yet. */
  void note(String name, String note) {
    show(new Bar(Printable.of(name), note, null, clock.monotonicMs()));
  }

  /** Shows the progress of a running job; the first call creates the bar. */
  void progress(String name, Progress progress) {
    if (terminal != null) {
      progress(name, JobStatus.of(progress));
    }
  }

  /** Shows how far a job is. */
  void progress(String name, JobStatus status) {
    show(new Bar(Printable.of(name), "", status, clock.monotonicMs()));
  }

  /** Keeps what the bar shows, and adds what is being done, until there is progress again. */
  void note(String note) {
    synchronized (out) {
      if (bar != null) {
        show(new Bar(bar.name, note, bar.status, bar.atMs));
      }
    }
  }

  /** From now on the bar says, whatever it shows, why it will end soon. */
  void ending(String why) {
    synchronized (out) {
      endingSinceMs = clock.monotonicMs();
      elapsedThenMs = bar == null || bar.status == null ? 0 : elapsedMs(bar.atMs, bar.status);
      ending = why;
      ends = true;
      redraw();
    }
  }

  /** While requests end the job itself measures no more, but the clock goes on. */
  private long elapsedMs(long atMs, JobStatus status) {
    long nowMs = clock.monotonicMs();
    return ends
        ? elapsedThenMs + nowMs - endingSinceMs
        : status.progress().elapsedMs() + (status.moving() ? nowMs - atMs : 0);
  }

  private void show(Bar next) {
    if (terminal != null) {
      synchronized (out) {
        bar = next;
        redraw();
      }
    }
  }

  /** Draws the bar anew, its clock moved on. */
  void redraw() {
    synchronized (out) {
      if (bar != null) {
        draw();
        out.flush();
      }
    }
  }

  private void draw() {
    if (bar == null || terminal == null) {
      return;
    }
    int columns = Math.max(1, terminal.columns() - FREE_COLUMNS);
    // what is longer than the new text is cleared behind it, which flickers less than before it
    out.print("\r" + text(bar, columns) + "\u001b[K");
    drawn = true;
  }

  private String text(Bar bar, int columns) {
    long sinceMs = clock.monotonicMs() - bar.atMs;
    String said = ending.isEmpty() ? bar.note : shortened(ending, columns);
    String note = said.isEmpty() ? "" : said + "  ";
    if (bar.status == null) {
      String name = bar.name.isEmpty() ? "" : bar.name + "  ";
      return Columns.start(name + said + dots(sinceMs), columns);
    }
    long elapsedMs = elapsedMs(bar.atMs, bar.status);
    JobStatus status = ends ? bar.status.withoutPace() : bar.status;
    String shown = Columns.start(note, columns);
    return shown + BarText.of(bar.name, status, elapsedMs, columns - Columns.of(shown));
  }

  /** Half of a narrow terminal is left to the numbers: then only what stands before the comma. */
  private static String shortened(String text, int columns) {
    int comma = text.indexOf(',');
    return comma < 0 || Columns.of(text) <= columns / 2 ? text : text.substring(0, comma);
  }

  /** Of a job of which nothing is known yet: a clock would begin anew when it is. */
  private static String dots(long ms) {
    return " .".repeat((int) (ms / 500 % 4));
  }

  private void erase() {
    if (drawn) {
      out.print(CLEAR_LINE);
      drawn = false;
    }
  }

  /** Leaves the bar's last state as a line, once, if it showed progress; another may follow. */
  void endBar() {
    synchronized (out) {
      if (bar == null) {
        return;
      }
      if (bar.status == null) {
        erase();
      } else {
        draw();
        out.print(System.lineSeparator());
      }
      out.flush();
      drawn = false;
      bar = null;
    }
  }

  /** Ends the bar, for ever. */
  @Override
  public void close() {
    synchronized (out) {
      ending = "";
      endBar();
    }
    if (ticker != null) {
      ticker.cancel();
    }
  }
}
