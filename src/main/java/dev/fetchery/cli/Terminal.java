package dev.fetchery.cli;

import dev.fetchery.app.Signals;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The terminal that shows standard output. */
interface Terminal {
  /** Assumed where it cannot be asked. */
  int USUAL_COLUMNS = 80;

  /** Where it cannot be asked: what {@code COLUMNS} says, or the usual. */
  static int unasked(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
  }

  /** Columns of a line, at least 1; changes when the user changes the window. */
  int columns();

  /** Whether standard output is a terminal that can rewrite its line. */
  static boolean onOutput() {
    return is(1) && !isDumb(System.getenv());
  }

  /** Whether it shows escapes as they are: it gets no colours, and no bar. */
  static boolean isDumb(Map<String, String> environment) {
    return "dumb".equals(environment.get("TERM"));
  }

  /** Whether standard error is a terminal. */
  static boolean onErrors() {
    return is(2);
  }

  /** Whether another program reads what is written there; false where it cannot be told. */
  static boolean isPipe(int descriptor) {
    try {
      Path opened = Path.of("/proc/self/fd", Integer.toString(descriptor));
      return Files.readSymbolicLink(opened).toString().matches("(pipe|socket):.*");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @SuppressWarnings("SystemConsoleNull") // Java 22 and later are asked isTerminal()
  private static boolean is(int descriptor) {
    Path opened = Path.of("/proc/self/fd", Integer.toString(descriptor));
    if (Files.isSymbolicLink(opened)) {
      try {
        String device = Files.readSymbolicLink(opened).toString();
        return device.matches("/dev/(pts/\\d+|tty.*|console)( \\(deleted\\))?");
      } catch (IOException e) {
        // asked otherwise
      }
    }
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

  /** The terminal of the process, measured now and whenever its window changes. */
  static Terminal ofProcess() {
    Measured measured = new Measured();
    Signals.on("WINCH", measured::measure);
    return measured;
  }

  /**
   * Asks {@code stty}, which every system with a terminal has: Java has no call for it, and
   * libraries that do take over signals of the process.
   */
  final class Measured implements Terminal {
    private static final Pattern SIZE = Pattern.compile("\\d{1,5} (\\d{1,5})");

    private volatile int columns;

    private Measured() {
      measure();
    }

    private void measure() {
      columns = asked();
    }

    @Override
    public int columns() {
      return columns;
    }

    private static int asked() {
      try {
        Process stty =
            new ProcessBuilder("stty", "size")
                .redirectInput(new File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        Matcher rowsAndColumns = SIZE.matcher(size.strip());
        if (stty.waitFor(1, TimeUnit.SECONDS) && rowsAndColumns.matches()) {
          int asked = Integer.parseInt(rowsAndColumns.group(1));
          return asked > 0 ? asked : unasked(System.getenv());
        }
      } catch (IOException e) {
        // there is no stty, or no terminal
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return unasked(System.getenv());
    }
  }
}
