package dev.fetchery.web;

import io.vertx.core.MultiMap;
import java.util.Set;

/**
 * The parameters of a call.
 *
 * @param parameters as they came
 */
record Query(MultiMap parameters) {
  String get(String name, String otherwise) {
    String value = parameters.get(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** Of one that takes several values, by commas. */
  Set<String> several(String name) {
    String value = get(name, "");
    return value.isEmpty() ? Set.of() : Set.of(value.split(",", -1));
  }
}
