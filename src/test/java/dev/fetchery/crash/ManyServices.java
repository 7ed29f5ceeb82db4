package dev.fetchery.crash;

import dev.fetchery.cli.FetcheryCommand;
import dev.fetchery.cli.OutOfMemoryExit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Several services in one process, each begun by the command {@code serve}, so that the start of a
 * virtual machine is paid once for all of them. Each line of standard input is a directory that a
 * service is begun in; what that service prints has the directory before it. Runs beside the
 * shipped jar, and uses nothing else of the tests.
 */
final class ManyServices {
  /** Printed, with the directory before it, when the command begins. */
  static final String BEGINS = "begins";

  private ManyServices() {}

  public static void main(String[] args) throws IOException {
    OutOfMemoryExit.install();
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = lines.readLine()) != null) {
      String dir = line;
      new Thread(() -> serve(dir), "serve-" + dir).start();
    }
  }

  private static void serve(String dir) {
    String[] args = {
      "serve", "--port", "0", "--data-dir", dir + "/data", "--downloads-dir", dir + "/downloads"
    };
    PrintWriter out = new Named(dir);
    out.println(BEGINS);
    // It returns only where the service could not be started.
    System.exit(FetcheryCommand.commandLine(args).setOut(out).execute(args));
  }

  /** Says whose line it is. */
  private static final class Named extends PrintWriter {
    private final String name;

    Named(String name) {
      super(System.out, true);
      this.name = name;
    }

    @Override
    public void println(String line) {
      System.out.println(name + " " + line);
    }
  }
}
