package dev.fetchery.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fetchery retry ID…}. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = "Tries failed, missing and cancelled items of a service's jobs again.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery retry 01JD2YCQ4M1S5D0W9T8Z7K6P3R",
      "  fetchery retry 01JD2YCQ4M1S5D0W9T8Z7K6P3R --code timeout,http_status",
      "",
      ClientCommand.EXIT
    })
final class RetryCommand extends JobsCommand {
  @Option(
      names = "--code",
      paramLabel = "CODE[,CODE]",
      description = "Only items with these errors.")
  private @Nullable String codes;

  @Override
  int run(ServiceClient client, String id) throws Exception {
    return command(
        client, id, codes == null ? "retry" : "retry?code=" + ServiceClient.encoded(codes));
  }
}
