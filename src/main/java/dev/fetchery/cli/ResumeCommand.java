package dev.fetchery.cli;

import picocli.CommandLine.Command;

/** {@code fetchery resume ID…}. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = "Lets paused jobs of a service go on.",
    footerHeading = "%nExamples:%n",
    footer = {"  fetchery resume 01JD2YCQ4M1S5D0W9T8Z7K6P3R", "", ClientCommand.EXIT})
final class ResumeCommand extends JobsCommand {
  @Override
  int run(ServiceClient client, String id) throws Exception {
    return command(client, id, "resume");
  }
}
