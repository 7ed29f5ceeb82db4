package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** The variables that a source's items bring, as far as the job tells them. */
final class ItemFields {
  private static final String OF_PARENT = "parent.";

  private final Set<String> names = new HashSet<>();
  private final Set<String> possible = new HashSet<>();

  /** Whether more of them are known only once the source is read. */
  private boolean open;

  /** Whether the source has a parent: what its entries hold is known only once they are read. */
  private final boolean chained;

  private ItemFields(boolean chained) {
    this.chained = chained;
  }

  /** Those of a posted list's lines. */
  static ItemFields named(Collection<String> names) {
    ItemFields fields = new ItemFields(false);
    fields.names.addAll(names);
    return fields;
  }

  /** Those that a posted list's lines may bring; whether any of them does is not known. */
  static ItemFields possible(Collection<String> names) {
    ItemFields fields = new ItemFields(false);
    fields.possible.addAll(names);
    return fields;
  }

  /** Any. */
  static ItemFields any() {
    ItemFields fields = new ItemFields(false);
    fields.open = true;
    return fields;
  }

  static ItemFields of(JsonNode source) {
    ItemFields fields = new ItemFields(source.has("parent"));
    switch (source.path("type").asText()) {
      case "urls" -> fields.ofUrls(source.path("urls"));
      case "template" -> fields.ofValues(source.path("values"));
      case "repeat" -> fields.open = false;
      default -> fields.open = true;
    }
    return fields;
  }

  private void ofUrls(JsonNode urls) {
    for (JsonNode entry : urls) {
      entry.fieldNames().forEachRemaining(names::add);
    }
    names.removeIf(name -> UrlEntries.OWN.contains(name) && !name.equals("key"));
  }

  private void ofValues(JsonNode values) {
    if (values.isArray()) {
      for (JsonNode value : values) {
        if (value.isObject()) {
          value.fieldNames().forEachRemaining(names::add);
        } else {
          names.add("value");
        }
      }
    } else if (values.isObject()) {
      names.add("value");
    }
    if (names.contains("value")) {
      names.add("key");
    }
    // Missing values are reported by the schema; faults that follow from that are not.
    open = names.isEmpty();
  }

  /** More of them. */
  void add(Set<String> more) {
    names.addAll(more);
  }

  /** Whether a variable stands for a field of the parent's entry. */
  static boolean isOfParent(String name) {
    return name.startsWith(OF_PARENT) && name.length() > OF_PARENT.length();
  }

  /** Those that are known. */
  Set<String> named() {
    return Collections.unmodifiableSet(names);
  }

  /** Whether an item may have it, known or not. */
  boolean mayHave(String name) {
    return open || names.contains(name) || possible.contains(name) || chained && isOfParent(name);
  }
}
