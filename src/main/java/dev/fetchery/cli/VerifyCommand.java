package dev.fetchery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.app.ExitCode;
import picocli.CommandLine.Command;

/** {@code fetchery verify ID…}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Lets a service read all files of its jobs again and compare them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery verify 01JD2YCQ4M1S5D0W9T8Z7K6P3R",
      "",
      "Exit status:",
      "  0 every file is as it was saved",
      "  1 files are missing or corrupt; or refused, or no service there",
      "  2 bad options"
    })
final class VerifyCommand extends JobsCommand {
  @Override
  int run(ServiceClient client, String id) throws Exception {
    ServiceClient.Reply reply = client.post(ServiceClient.job(id) + "/verify");
    JsonNode found = reply.json();
    long missing = found.path("missingCount").asLong();
    long corrupt = found.path("corruptCount").asLong();
    if (server.json()) {
      println(reply.text());
    } else {
      tell("missing", missing, found.path("missing"));
      tell("corrupt", corrupt, found.path("corrupt"));
      long duplicates = found.path("duplicatesCount").asLong();
      println(
          id
              + " "
              + found.path("ok").asLong()
              + " of "
              + found.path("checked").asLong()
              + " files intact, "
              + missing
              + " missing, "
              + corrupt
              + " corrupt"
              + (duplicates == 0 ? "" : ", " + duplicates + " saved more than once"));
    }
    return missing + corrupt == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private void tell(String what, long count, JsonNode items) {
    items.forEach(item -> println(what + " " + Printable.of(item.path("file").asText())));
    if (count > items.size()) {
      println("… and " + (count - items.size()) + " more " + what);
    }
  }
}
