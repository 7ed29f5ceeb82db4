package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import dev.fetchery.context.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when memory is exhausted: what is stored is whole, and a new process continues
 * it, while this one could stand still for ever. Other exceptions that nothing catches are logged.
 */
public final class OutOfMemoryExit implements Thread.UncaughtExceptionHandler {
  /** Made beforehand: there may be no memory for it later. */
  private static final String LINE =
      "fetchery: out of memory with -Xmx"
          + (Runtime.getRuntime().maxMemory() >> 20)
          + "m: ending; give the JVM more, or lower --concurrency";

  private OutOfMemoryExit() {}

  /** Ends this process with {@link ExitCode#FAILED} when memory is exhausted, from now on. */
  public static void install() {
    Thread.setDefaultUncaughtExceptionHandler(new OutOfMemoryExit());
  }

  @Override
  public void uncaughtException(Thread thread, Throwable e) {
    if (e instanceof OutOfMemoryError) {
      System.err.println(LINE);
      // Not System.exit: an orderly stop needs memory, and could wait for what will not come.
      Runtime.getRuntime().halt(ExitCode.FAILED);
    } else if (!OutOfMemory.passOn(e)) {
      log().error("uncaught in {}", thread.getName(), e);
    }
  }

  /** Not a field: this class is loaded before logging is set up. */
  private static Logger log() {
    return LoggerFactory.getLogger(OutOfMemoryExit.class);
  }
}
