package dev.fetchery.cli;

/** What the program ends with. */
final class ExitCode {
  static final int OK = 0;

  /** A job failed or was cancelled, or the surroundings are at fault. */
  static final int FAILED = 1;

  /** Bad options, a bad settings file or a bad job file. */
  static final int USAGE = 2;

  /** A job ended with some of its items not done. */
  static final int PARTIAL = 3;

  /** By SIGINT or SIGTERM; what was done is kept. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
