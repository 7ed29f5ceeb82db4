package dev.fetchery.cli;

import picocli.CommandLine.Option;

/** What of a watched job is printed. */
final class WatchOptions {
  @Option(names = "--quiet", description = "Prints only the last line.")
  private boolean quiet;

  @Option(
      names = "--verbose",
      description = "Prints every item. By default, jobs of over 10,000 items print failures only.")
  private boolean verbose;

  RunOutput.Wanted wanted(boolean json) {
    return new RunOutput.Wanted(json, quiet, verbose);
  }
}
