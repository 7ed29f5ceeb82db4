package dev.fetchery.cli;

import picocli.CommandLine.Command;

/** {@code fetchery cancel ID…}. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Cancels jobs of a service; what is done is kept.",
    footerHeading = "%nExamples:%n",
    footer = {"  fetchery cancel 01JD2YCQ4M1S5D0W9T8Z7K6P3R", "", ClientCommand.EXIT})
final class CancelCommand extends JobsCommand {
  @Override
  int run(ServiceClient client, String id) throws Exception {
    return command(client, id, "cancel");
  }
}
