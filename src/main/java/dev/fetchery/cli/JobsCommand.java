package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** A command that does the same with each of the jobs it is given. */
abstract class JobsCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of jobs, as list shows them.")
  private List<String> ids = new ArrayList<>();

  /** Every job is tried; the worst result is the exit code. */
  @Override
  final int run(ServiceClient client) throws Exception {
    ids.forEach(this::checkId);
    check(ids);
    int code = ExitCode.OK;
    for (String id : ids) {
      try {
        code = Math.max(code, run(client, id));
      } catch (ClientFault e) {
        // without a service there is no use in trying the next
        if (e.status() == 0) {
          throw e;
        }
        code = Math.max(code, complain(id, e));
      }
    }
    return code;
  }

  /** Refuses what makes no sense for these jobs, by a {@code ParameterException}. */
  void check(List<String> jobs) {}

  abstract int run(ServiceClient client, String id) throws Exception;

  /** A command of the interface, answered by the job. */
  int command(ServiceClient client, String id, String name) throws Exception {
    ServiceClient.Reply reply = client.post(ServiceClient.job(id) + "/" + name);
    println(server.json() ? reply.text() : id + " " + reply.json().path("state").asText());
    return ExitCode.OK;
  }
}
