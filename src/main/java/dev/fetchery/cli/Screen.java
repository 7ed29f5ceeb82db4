package dev.fetchery.cli;

import dev.fetchery.job.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Lines, and on a terminal a progress bar below them. */
final class Screen implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final int REDRAW_MS = 200;

  private final PrintWriter out;
  private final boolean bars;
  private ProgressBar bar;

  /**
   * @param bars whether there may be a progress bar: a person is watching
   */
  Screen(PrintWriter out, boolean bars) {
    this.out = out;
    this.bars = bars;
  }

  /** Whether standard input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // asked further where it may mislead
  static boolean terminal() {
    Console console = System.console();
    try {
      // from Java 22 on there always is a console, which may be no terminal
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

  /** Shows how far a job is; the first call begins its bar. */
  void progress(String name, Progress progress) {
    if (!bars) {
      return;
    }
    long ended = progress.discovered() - progress.waiting() - progress.active();
    if (bar == null) {
      bar = begin(name, ended, progress);
    }
    bar.maxHint(progress.discovered());
    bar.stepTo(ended);
    bar.setExtraMessage(extra(progress));
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

  /** Ends the bar, if there is one; another may follow. */
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

  /** As wide as the terminal, but through the one writer that the lines go through too. */
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
