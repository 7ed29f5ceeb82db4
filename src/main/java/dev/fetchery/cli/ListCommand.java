package dev.fetchery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.app.ExitCode;
import dev.fetchery.context.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fetchery list}: the jobs of a service. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the jobs of a service, newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery list",
      "  fetchery list --state running,paused --search picture",
      "  fetchery list --json | jq -r .jobs[].id",
      "",
      ClientCommand.EXIT
    })
final class ListCommand extends ClientCommand {
  private static final int MOST = 1000;
  private static final List<String> HEAD =
      List.of("ID", "STATE", "DONE", "TROUBLE", "BYTES", "AGE", "NAME");

  @Option(
      names = "--state",
      paramLabel = "STATE[,STATE]",
      description = "Only jobs in these states.")
  private @Nullable String state;

  @Option(
      names = "--search",
      paramLabel = "TEXT",
      description = "Only jobs with this in their name or id.")
  private @Nullable String search;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Jobs at most, from 1 to 1000 (${DEFAULT-VALUE}).")
  private int limit;

  @Override
  int run(ServiceClient client) throws Exception {
    if (limit < 1 || limit > MOST) {
      throw Mistakes.refused(spec.commandLine(), "--limit", "from 1 to " + MOST, limit);
    }
    StringBuilder query = new StringBuilder("/jobs?limit=" + limit);
    if (state != null) {
      query.append("&state=").append(ServiceClient.encoded(state));
    }
    if (search != null) {
      query.append("&q=").append(ServiceClient.encoded(search));
    }
    ServiceClient.Reply reply = client.get(query.toString());
    if (server.json()) {
      println(reply.text());
    } else {
      int columns = Terminal.onOutput() ? Terminal.ofProcess().columns() : Integer.MAX_VALUE;
      table(reply.json(), Clock.system().now(), columns).forEach(this::println);
    }
    return ExitCode.OK;
  }

  /**
   * @param columns of the terminal: what does not fit is left out or cut; {@code Integer.MAX_VALUE}
   *     where it is none, so that programs find every column in its place
   */
  static List<String> table(JsonNode page, Instant now, int columns) {
    List<String> lines = new ArrayList<>();
    if (page.path("jobs").isEmpty()) {
      lines.add("no jobs");
      return lines;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    for (JsonNode job : page.path("jobs")) {
      JobStatus status = JobStatus.ofView(job);
      long trouble = status.progress().failed() + status.progress().notFound();
      rows.add(
          List.of(
              job.path("id").asText(),
              status.state(),
              (status.progress().done() + status.progress().skipped())
                  + "/"
                  + status.total()
                  + (status.counted() ? "" : "+"),
              trouble == 0 ? "-" : Long.toString(trouble),
              Amounts.bytes(status.progress().bytes()),
              age(job.path("createdAt").asText(), now),
              Printable.of(job.path("name").asText(""))));
    }
    lines.addAll(new JobTable(rows).lines(columns));
    if (page.path("next").isTextual()) {
      lines.add("more jobs are older; --limit shows up to " + MOST);
    }
    return lines;
  }

  private static String age(String instant, Instant now) {
    try {
      return Amounts.about(Duration.between(Instant.parse(instant), now).toMillis())
          .replaceFirst(" h .*", " h");
    } catch (DateTimeParseException e) {
      return "";
    }
  }
}
