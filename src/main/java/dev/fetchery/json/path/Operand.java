package dev.fetchery.json.path;

import com.fasterxml.jackson.databind.JsonNode;

/** What a filter compares: a value, or nothing (RFC 9535, 2.4.1). */
sealed interface Operand {

  /** A value written out. */
  record Literal(JsonNode value) implements Operand {}

  /** What a singular query selects. */
  record Single(Selector.Query query) implements Operand {}

  /** How many characters, elements or members a value has. */
  record Length(Operand of) implements Operand {}

  /** How many values a query selects. */
  record Count(Selector.Query query) implements Operand {}

  /** The value that a query selects, if it selects just one. */
  record Value(Selector.Query query) implements Operand {}
}
