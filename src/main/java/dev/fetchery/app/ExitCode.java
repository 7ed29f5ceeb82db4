package dev.fetchery.app;

/** Exit codes of the program. */
public final class ExitCode {
  public static final int OK = 0;

  /** A job failed or was cancelled, or the service could not run. */
  public static final int FAILED = 1;

  /** Bad options, a bad settings file or a bad job file. */
  public static final int USAGE = 2;

  /** A job ended, but some of its items are not done. */
  public static final int PARTIAL = 3;

  /** Ended by SIGINT or SIGTERM; completed items are kept. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
