package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fetchery submit JOB.json|LIST|-}. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = "Gives a job, or a list of URLs, to a service and prints the job's id.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery submit conf/jobs/emojis.json --watch",
      "  fetchery submit urls.csv.gz --name pictures --as '{index}-{url.file}'",
      "  fetchery submit - --format txt < urls",
      "",
      "Exit status: 0 accepted, 1 refused or no service there, 2 bad options, job or list;",
      "with --watch those of watch"
    })
final class SubmitCommand extends ClientCommand {
  @Parameters(
      paramLabel = "JOB.json|LIST",
      description =
          "A job, or a list of URLs: .txt, .csv, .tsv, .ndjson or .jsonl, each also .gz or .zst. - is"
              + " standard input.")
  private String file;

  @Mixin private ListOptions lists = new ListOptions();
  @Mixin private WatchOptions watched = new WatchOptions();

  @Option(names = "--watch", description = "Follows the job to its end, as watch does.")
  private boolean watch;

  @Option(
      names = "--dry-run",
      description = "Prints what would be fetched and saved where; no job is made.")
  private boolean dryRun;

  @Override
  int run(ServiceClient client) throws Exception {
    lists.check();
    ServiceClient.Reply reply;
    try (ListContent content = ListContent.open(file, System.in, List.of())) {
      reply = post(client, content);
    } catch (InvalidInput e) {
      e.lines().forEach(this::complain);
      return ExitCode.USAGE;
    } catch (ClientFault e) {
      String shown = file.equals(ListContent.STDIN) ? "standard input" : file;
      return complain(e.status() == 400 ? shown : "", e);
    }
    if (dryRun) {
      PlanText.print(reply.text(), server.json(), spec.commandLine().getOut());
      return ExitCode.OK;
    }
    String id = reply.json().path("id").asText();
    println(server.json() ? reply.text() : id);
    return watch
        ? new RemoteWatch(client, id, spec.commandLine(), watched.wanted(server.json())).follow()
        : ExitCode.OK;
  }

  private ServiceClient.Reply post(ServiceClient client, ListContent content) throws Exception {
    ListFormat list = lists.format(file, content);
    if (list == null) {
      lists.refuseForJob();
      return post(client, "", "application/json", content);
    }
    String query = ListJob.query(lists.parameters(file), lists.reading(list));
    return post(client, query, list.mediaType(), content);
  }

  private ServiceClient.Reply post(
      ServiceClient client, String query, String mediaType, ListContent content) throws Exception {
    BodyPublisher body = content.body();
    return dryRun
        ? client.plan(query, mediaType, body)
        : client.post("/jobs" + query, mediaType, body);
  }
}
