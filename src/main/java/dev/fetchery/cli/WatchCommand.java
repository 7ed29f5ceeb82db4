package dev.fetchery.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fetchery watch ID}. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description =
        "Follows a job of a service to its end, from its first item on; goes on by itself after a"
            + " lost connection.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery watch 01JD2YCQ4M1S5D0W9T8Z7K6P3R",
      "  fetchery watch 01JD2YCQ4M1S5D0W9T8Z7K6P3R --json | jq -r .sha256",
      "",
      "Ctrl-C ends the watching alone; the job goes on.",
      "",
      "Exit status:",
      "  0   succeeded",
      "  1   failed or cancelled; or refused, or no service there",
      "  2   bad options",
      "  3   partial: some items were not found, failed or were cancelled",
      "  130 interrupted"
    })
final class WatchCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "Id of the job, as list shows it.")
  private String id;

  @Mixin private WatchOptions watched = new WatchOptions();

  @Override
  int run(ServiceClient client) throws Exception {
    checkId(id);
    return new RemoteWatch(client, id, spec.commandLine(), watched.wanted(server.json())).follow();
  }
}
