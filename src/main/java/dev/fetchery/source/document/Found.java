package dev.fetchery.source.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a document lists. References are as written: relative ones are of the document.
 */
public sealed interface Found {

  /**
   * A file.
   *
   * @param reference its URL, absolute or relative to the document's base
   * @param key its name, or null
   * @param fields what else the document says of it, variables of the templates
   * @param expected what it must be: {@code size} in bytes and digests by name, as written
   * @param mirrors further references to the same file, the preferred first
   */
  record Entry(
      String reference,
      @Nullable String key,
      Map<String, String> fields,
      Map<String, String> expected,
      List<String> mirrors)
      implements Found {
    public Entry {
      fields = Map.copyOf(fields);
      expected = Map.copyOf(expected);
      mirrors = List.copyOf(mirrors);
    }

    /** A file of which only the reference is known. */
    static Entry of(String reference) {
      return new Entry(reference, null, Map.of(), Map.of(), List.of());
    }
  }

  /** A JSON value in place of a file, read like an element of a JSON array. */
  record Element(JsonNode value) implements Found {}

  /** Another document of the same kind, whose entries stand in this one's place. */
  record Branch(String reference) implements Found {}

  /** The document that the listing goes on in. Nothing follows it here. */
  record Continuation(String reference) implements Found {}

  /** A record that cannot be read, where those after it can. */
  record Bad(String detail) implements Found {}
}
