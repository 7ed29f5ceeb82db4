package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.DocumentFormat;
import dev.fetchery.job.Source;
import java.util.Set;

/** Checks what a schema cannot express about one source of a chain: globs, levels, formats. */
final class SourceChecks {
  private static final Set<String> EXPANDING = Set.of("json", "pages", "document", "template");

  private final JsonNode source;
  private final String at;
  private final Violations violations;

  /**
   * @param at pointer to the source
   */
  SourceChecks(JsonNode source, String at, Violations violations) {
    this.source = source;
    this.at = at;
    this.violations = violations;
  }

  /**
   * @param level 1 for the source that names the items, one more for each parent
   */
  void run(int level) {
    globs("include");
    globs("exclude");
    if (source.has("parent")) {
      parent(level);
    }
    if (source.has("locate") && level > 1) {
      violations.add(at + "/locate", "what a parent lists is not fetched");
    }
    if (source.path("type").asText().equals("document")) {
      document();
    }
  }

  private void globs(String name) {
    JsonNode globs = source.path(name);
    for (int i = 0; globs.isArray() && i < globs.size(); i++) {
      String problem = globs.get(i).isTextual() ? Glob.problem(globs.get(i).textValue()) : null;
      if (problem != null) {
        violations.add(Violations.child(at + "/" + name, i), problem);
      }
    }
  }

  private void parent(int level) {
    if (level >= Source.MAX_LEVELS) {
      violations.add(at + "/parent", "a chain has at most " + Source.MAX_LEVELS + " levels");
    }
    if (!EXPANDING.contains(source.path("type").asText())) {
      violations.add(
          at + "/parent",
          "urls and repeat expand nothing; a template does, whose url sees parent.*");
    }
  }

  private void document() {
    HeaderRules.check(source.path("headers"), at + "/headers", violations);
    DocumentFormat format = DocumentFormat.of(source.path("format").asText()).orElse(null);
    refuseUnless(format == null || format == DocumentFormat.HTML, "select");
    refuseUnless(format == null || format == DocumentFormat.HTML, "attr");
    refuseUnless(format == DocumentFormat.DIRECTORY, "recurse");
    refuseUnless(format == null || format == DocumentFormat.JSONL, "each");
    if (source.path("select").isTextual()) {
      String problem = CssSelector.problem(source.path("select").textValue());
      if (problem != null) {
        violations.add(at + "/select", problem);
      }
    }
  }

  private void refuseUnless(boolean fits, String field) {
    if (!fits && source.has(field)) {
      violations.add(at + "/" + field, "not with this format");
    }
  }
}
