package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.url.WebUrl;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads an element of {@code urls}, or a line of a manifest: a URL, or an object with one. */
final class UrlEntries {
  /** Fields that are no variables. */
  static final Set<String> OWN = own();

  private UrlEntries() {}

  private static Set<String> own() {
    Set<String> own = new HashSet<>(Set.of("url", "key", "headers"));
    own.addAll(EntryTerms.NAMES);
    return Set.copyOf(own);
  }

  /** Adds the faults of an element beyond its shape. */
  static void check(JsonNode posted, String pointer, Violations violations) {
    if (posted.isTextual()) {
      checkUrl(posted, pointer, violations);
    } else if (posted.isObject()) {
      checkUrl(posted.path("url"), pointer + "/url", violations);
      HeaderRules.check(posted.path("headers"), pointer + "/headers", violations);
      EntryTerms.read(posted, pointer, violations);
    }
  }

  static void checkUrl(JsonNode url, String pointer, Violations violations) {
    String problem = url.isTextual() ? WebUrl.problem(url.textValue()) : null;
    if (problem != null) {
      violations.add(pointer, problem);
    }
  }

  /** The entry of an element found good. */
  static UrlEntry of(JsonNode posted) {
    if (posted.isTextual()) {
      return UrlEntry.of(posted.textValue());
    }
    Map<String, String> fields = new HashMap<>();
    posted
        .properties()
        .forEach(
            member -> {
              if (!OWN.contains(member.getKey()) && !member.getValue().isNull()) {
                fields.put(member.getKey(), member.getValue().asText());
              }
            });
    JsonNode key = posted.get("key");
    return new UrlEntry(
        posted.get("url").textValue(),
        key == null ? null : key.asText(),
        EntryTerms.read(posted, "", new Violations()),
        JsonFields.texts(posted.path("headers")),
        fields);
  }
}
