package dev.fetchery.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code fetchery retry ID…}. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = "Tries failed, missing and cancelled items of a service's jobs again.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery retry 01JD2YCQ4M1S5D0W9T8Z7K6P3R",
      "  fetchery retry 01JD2YCQ4M1S5D0W9T8Z7K6P3R --code timeout,http_status",
      "  fetchery retry 01JD2YCQ4M1S5D0W9T8Z7K6P3R --item 37",
      "",
      ClientCommand.EXIT
    })
final class RetryCommand extends JobsCommand {
  @Option(
      names = "--code",
      paramLabel = "CODE[,CODE]",
      description = "Only items with these errors.")
  private @Nullable String codes;

  @Option(
      names = "--item",
      paramLabel = "N[,N]",
      split = ",",
      description =
          "Only the items with these numbers, as the page and the interface show them (seq).")
  private List<Long> items = new ArrayList<>();

  /** Each job has numbers of its own. */
  @Override
  void check(List<String> jobs) {
    if (items.stream().anyMatch(item -> item < 0)) {
      throw new ParameterException(
          spec.commandLine(), "--item takes numbers of items, which begin at 0");
    }
    if (!items.isEmpty() && jobs.size() > 1) {
      throw new ParameterException(spec.commandLine(), "--item goes with one ID alone");
    }
  }

  @Override
  int run(ServiceClient client, String id) throws Exception {
    List<String> query = new ArrayList<>();
    if (codes != null) {
      query.add("code=" + ServiceClient.encoded(codes));
    }
    if (!items.isEmpty()) {
      query.add("seq=" + items.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    return command(client, id, query.isEmpty() ? "retry" : "retry?" + String.join("&", query));
  }
}
