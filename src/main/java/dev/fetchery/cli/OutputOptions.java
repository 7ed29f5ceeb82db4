package dev.fetchery.cli;

import picocli.CommandLine.Option;

/** Options of commands that run a job in this process. */
final class OutputOptions {
  @Option(
      names = "--json",
      description = "Prints item views, one a line; with --quiet the job's alone.")
  private boolean json;

  @Option(names = "--quiet", description = "Prints only the last line.")
  private boolean quiet;

  @Option(
      names = "--verbose",
      description = "Prints every item. By default, jobs of over 10,000 items print failures only.")
  private boolean verbose;

  @Option(
      names = "--dry-run",
      description = "Prints what would be fetched and saved where; stores and saves nothing.")
  private boolean dryRun;

  @Option(
      names = "--here",
      description =
          "Runs the job in this process. By default a service that runs with the same data directory"
              + " gets it.")
  private boolean here;

  RunOutput.Wanted wanted() {
    return new RunOutput.Wanted(json, quiet, verbose);
  }

  boolean here() {
    return here;
  }

  boolean dryRun() {
    return dryRun;
  }

  /** Whether the output is for people, and may move. */
  boolean bars() {
    return !quiet && !json && Terminal.onOutput();
  }
}
