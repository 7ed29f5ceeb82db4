package dev.fetchery.cli;

import picocli.CommandLine.Command;

/** {@code fetchery pause ID…}. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = "Pauses jobs of a service: nothing new is started, what is done is kept.",
    footerHeading = "%nExamples:%n",
    footer = {"  fetchery pause 01JD2YCQ4M1S5D0W9T8Z7K6P3R", "", ClientCommand.EXIT})
final class PauseCommand extends JobsCommand {
  @Override
  int run(ServiceClient client, String id) throws Exception {
    return command(client, id, "pause");
  }
}
