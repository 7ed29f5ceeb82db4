package dev.fetchery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.app.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fetchery show ID}: one job of a service, and its failures by cause. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows a job of a service, and its failures by cause.",
    footerHeading = "%nExamples:%n",
    footer = {"  fetchery show 01JD2YCQ4M1S5D0W9T8Z7K6P3R", "", ClientCommand.EXIT})
final class ShowCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "Id of the job, as list shows it.")
  private String id;

  @Override
  int run(ServiceClient client) throws Exception {
    checkId(id);
    ServiceClient.Reply reply = client.get(ServiceClient.job(id));
    if (server.json()) {
      println(reply.text());
      return ExitCode.OK;
    }
    JsonNode job = reply.json();
    JobStatus status = JobStatus.ofView(job);
    boolean probe = job.path("spec").path("mode").asText().equals("probe");
    line("id", job.path("id").asText());
    line("name", job.path("name").asText(""));
    line("state", status.state());
    line("created", job.path("createdAt").asText(""));
    line("started", job.path("startedAt").asText(""));
    line("finished", job.path("finishedAt").asText(""));
    line("items", ItemFormat.summary(status));
    line("bytes", bytes(status));
    boolean ended = job.path("finishedAt").isTextual();
    Long left = ended ? null : status.progress().etaMs();
    line("left", left == null ? "" : Amounts.about(left));
    line("saved in", status.hasFiles(probe) ? job.path("directory").asText("") : "");
    JsonNode error = job.path("error");
    line(
        "error",
        error.isObject() ? error.path("code").asText() + ": " + error.path("detail").asText() : "");
    if (status.progress().failed() + status.progress().notFound() > 0) {
      Causes causes = new Causes();
      count(client, "failed", causes);
      count(client, "not_found", causes);
      println("failures");
      causes.lines().forEach(cause -> println("  " + cause));
    }
    return ExitCode.OK;
  }

  private static String bytes(JobStatus status) {
    String received = Amounts.bytes(status.progress().bytes());
    String kept = status.keptText().isEmpty() ? "" : ", and " + status.keptText();
    Long expected = status.progress().bytesExpected();
    return expected == null || expected == 0
        ? received + kept
        : received + " of " + Amounts.bytes(expected) + kept;
  }

  private void line(String what, String value) {
    if (!value.isEmpty() && !value.equals("null")) {
      println(String.format("%-9s %s", what, Printable.of(value)));
    }
  }

  /** Streams the items of a state: there may be millions. */
  private void count(ServiceClient client, String state, Causes causes) throws Exception {
    String path = ServiceClient.job(id) + "/items?state=" + state;
    try (BufferedReader items =
        new BufferedReader(
            new InputStreamReader(
                client.open(path, "Accept", "application/x-ndjson").body(),
                StandardCharsets.UTF_8))) {
      for (String item = items.readLine(); item != null; item = items.readLine()) {
        JsonNode view = ServiceClient.json(item);
        EndedItem ended = EndedItem.ofView(view);
        // With the number that retry --item takes.
        causes.count(ended, ended.name() + " (item " + view.path("seq").asText() + ")");
      }
    } catch (IOException e) {
      throw client.lost(e);
    }
  }
}
