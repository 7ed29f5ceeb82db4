package dev.fetchery.app;

/** What the program ends with. */
public final class ExitCode {
  public static final int OK = 0;

  /** A job failed or was cancelled, or the surroundings are at fault. */
  public static final int FAILED = 1;

  /** Bad options, a bad settings file or a bad job file. */
  public static final int USAGE = 2;

  /** A job ended with some of its items not done. */
  public static final int PARTIAL = 3;

  /** By SIGINT or SIGTERM; what was done is kept. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
