package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fetchery delete ID…}. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = "Deletes jobs of a service; one that runs is cancelled first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery delete 01JD2YCQ4M1S5D0W9T8Z7K6P3R",
      "  fetchery delete --files 01JD2YCQ4M1S5D0W9T8Z7K6P3R",
      "",
      ClientCommand.EXIT
    })
final class DeleteCommand extends JobsCommand {
  @Option(
      names = "--files",
      description = "Deletes the files too, those that are still as they were saved.")
  private boolean files;

  @Override
  int run(ServiceClient client, String id) throws Exception {
    client.delete(ServiceClient.job(id) + (files ? "?files=true" : ""));
    // with --json: the interface answers nothing
    if (!server.json()) {
      println(id + " deleted");
    }
    return ExitCode.OK;
  }
}
