package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A source of pages that does not say which page follows; only a dry run takes it. */
final class UnsaidPages {
  private UnsaidPages() {}

  /** Whether the posted job's source is one. */
  static boolean is(JsonNode job) {
    JsonNode source = job.path("source");
    return source.isObject()
        && source.path("type").asText().equals("pages")
        && !source.has("more")
        && !source.has("parent");
  }

  /** Has it say something that is right whatever else the source says, while that is checked. */
  static void standIn(JsonNode job) {
    ((ObjectNode) job.get("source")).putObject("more").put("link", "next");
  }

  static void takeBack(JsonNode job) {
    ((ObjectNode) job.get("source")).remove("more");
  }

  /** What is missing, with how to find it. */
  static List<Violation> helped(List<Violation> found) {
    return found.stream()
        .map(
            fault ->
                fault.pointer().equals("/source/more")
                    ? new Violation(
                        fault.pointer(), fault.detail() + "; a dry run (?dryRun=true) proposes it")
                    : fault)
        .toList();
  }
}
