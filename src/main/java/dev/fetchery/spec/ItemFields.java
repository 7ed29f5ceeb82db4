package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.Source;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The variables that a source's items bring, as far as the job tells them. */
final class ItemFields {
  private static final String OF_PARENT = "parent.";

  /** What an entry's URL gives. */
  private static final Set<String> OF_URL =
      Set.of("url", "url.host", "url.path", "url.file", "url.stem", "url.ext");

  private final Set<String> names = new HashSet<>();
  private final Set<String> possible = new HashSet<>();

  /** Whether more of them are known only once the source is read. */
  private boolean open;

  /** Those of the parent's entries, which the items have with {@code parent.} in front; or null. */
  private final @Nullable ItemFields parent;

  /** Whether its entries may have URLs, and what follows from these. */
  private boolean urls = true;

  private ItemFields(@Nullable ItemFields parent) {
    this.parent = parent;
  }

  /** Those of a posted list's lines. */
  static ItemFields named(Collection<String> names) {
    ItemFields fields = new ItemFields(null);
    fields.names.addAll(names);
    return fields;
  }

  /** Those that a posted list's lines may bring; whether any of them does is not known. */
  static ItemFields possible(Collection<String> names) {
    ItemFields fields = new ItemFields(null);
    fields.possible.addAll(names);
    return fields;
  }

  /** Any. */
  static ItemFields any() {
    ItemFields fields = new ItemFields(null);
    fields.open = true;
    return fields;
  }

  static ItemFields of(JsonNode source) {
    return of(source, 1);
  }

  private static ItemFields of(JsonNode source, int level) {
    if (level > Source.MAX_LEVELS) {
      // Reported elsewhere.
      return any();
    }
    boolean chained = source.has("parent");
    ItemFields fields = new ItemFields(chained ? of(source.path("parent"), level + 1) : null);
    switch (source.path("type").asText()) {
      case "urls" -> fields.ofUrls(source.path("urls"));
      case "template" -> {
        fields.ofValues(source.path("values"));
        fields.urls = source.has("url");
      }
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

  /** Those of the parent's entries; null where there is no parent. */
  @Nullable ItemFields parent() {
    return parent;
  }

  /** Whether a variable is one of the parent's entry, by its name, and there is a parent. */
  boolean isOfParent(String name) {
    return parent != null && name.startsWith(OF_PARENT) && name.length() > OF_PARENT.length();
  }

  /** Those that are known. */
  Set<String> named() {
    return Collections.unmodifiableSet(names);
  }

  /** All that are known, also of parents, from here and from there. */
  Set<String> near() {
    Set<String> all = new HashSet<>(names);
    if (parent != null) {
      Set<String> above = parent.near();
      all.addAll(above);
      above.forEach(name -> all.add(OF_PARENT + name));
    }
    return all;
  }

  /** Whether an item may have it, known or not. What a parent's entry may have is its alone. */
  boolean mayHave(String name) {
    return parent != null && isOfParent(name)
        ? parent.gives(name.substring(OF_PARENT.length()))
        : open || names.contains(name) || possible.contains(name);
  }

  private boolean gives(String name) {
    return mayHave(name) || urls && OF_URL.contains(name);
  }
}
