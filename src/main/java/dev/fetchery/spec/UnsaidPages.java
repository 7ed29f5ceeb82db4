package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Sources of pages that do not say which page follows; only a dry run takes them. Any level of a
 * chain may be one.
 */
final class UnsaidPages {
  private static final String FIELD = "more";
  private static final Pattern POINTER = Pattern.compile("/source(/parent)*/" + FIELD);

  /** How a fault says that there is none. */
  private static final Set<String> MISSING = Set.of("is required", "must not be empty");

  private UnsaidPages() {}

  /** Those of a posted job. */
  static List<ObjectNode> of(JsonNode job) {
    List<ObjectNode> unsaid = new ArrayList<>();
    for (JsonNode level = job.path("source"); level.isObject(); level = level.path("parent")) {
      if (level.path("type").asText().equals("pages") && !level.has(FIELD)) {
        unsaid.add((ObjectNode) level);
      }
    }
    return unsaid;
  }

  /** Has them say something that is right whatever else they say, while that is checked. */
  static void standIn(List<ObjectNode> unsaid) {
    unsaid.forEach(source -> source.putObject(FIELD).put("link", "next"));
  }

  static void takeBack(List<ObjectNode> unsaid) {
    unsaid.forEach(source -> source.remove(FIELD));
  }

  /** What is missing, with how to find it. */
  static List<Violation> helped(List<Violation> found) {
    return found.stream()
        .map(
            fault ->
                POINTER.matcher(fault.pointer()).matches() && MISSING.contains(fault.detail())
                    ? new Violation(
                        fault.pointer(), fault.detail() + "; a dry run (?dryRun=true) proposes it")
                    : fault)
        .toList();
  }
}
