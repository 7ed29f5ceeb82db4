package dev.fetchery.cli;

import dev.fetchery.job.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Prints lines and, on a terminal, a progress bar below them. */
final class Screen implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final int REDRAW_MS = 200;

  private final PrintWriter out;
  private final boolean bars;
  private @Nullable ProgressBar bar;

  /**
   * @param bars whether to show a progress bar
   */
  Screen(PrintWriter out, boolean bars) {
    this.out = out;
    this.bars = bars;
  }

  /** Whether standard input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // Java 22 and later are asked isTerminal()
  static boolean terminal() {
    Console console = System.console();
    try {
      // since Java 22 there is always a console, but it need not be a terminal
      return console != null && (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Prints lines, each with its line end, above the bar. */
  void print(CharSequence lines) {
    if (lines.length() > 0) {
      write((bar == null ? "" : CLEAR_LINE) + lines);
    }
  }

  void println(String line) {
    print(line + System.lineSeparator());
  }

  /** Shows the progress of a job; the first call creates the bar. */
  void progress(String name, Progress progress) {
    if (!bars) {
      return;
    }
    long ended = progress.discovered() - progress.waiting() - progress.active();
    ProgressBar shown = bar == null ? begin(name, ended, progress) : bar;
    shown.maxHint(progress.discovered());
    shown.stepTo(ended);
    shown.setExtraMessage(extra(progress));
    bar = shown;
  }

  private ProgressBar begin(String name, long ended, Progress progress) {
    return new ProgressBarBuilder()
        .setTaskName(Printable.of(name))
        .setUnit(" items", 1)
        .setStyle(ProgressBarStyle.ASCII)
        .showSpeed()
        .setInitialMax(progress.discovered())
        .startsFrom(ended, Duration.ZERO)
        .setUpdateIntervalMillis(REDRAW_MS)
        .setConsumer(new ToScreen())
        .build();
  }

  private static String extra(Progress progress) {
    return (progress.failed() == 0 ? "" : " " + progress.failed() + " failed")
        + (progress.notFound() == 0 ? "" : " " + progress.notFound() + " not found")
        + (progress.retries() == 0 ? "" : " " + progress.retries() + " retries")
        + (progress.discoveryDone() ? "" : " discovering");
  }

  private void write(String text) {
    synchronized (out) {
      out.print(text);
      out.flush();
    }
  }

  /** Closes the bar, if there is one; another may follow. */
  void endBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    endBar();
  }

  /** Writes the bar through the same writer as the lines, cut to the terminal's width. */
  private final class ToScreen extends ConsoleProgressBarConsumer {
    ToScreen() {
      super(System.out);
    }

    @Override
    public void accept(String rendered) {
      int width = Math.min(rendered.length(), getMaxRenderedLength());
      write("\r" + rendered.substring(0, width));
    }

    @Override
    public void close() {
      write(System.lineSeparator());
    }
  }
}
