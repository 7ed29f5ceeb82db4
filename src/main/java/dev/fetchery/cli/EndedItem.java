package dev.fetchery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.spec.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * What a line says of an item that has ended, from the item itself or from its view of a service
 * elsewhere.
 *
 * @param state as in the view
 * @param url with its password masked
 * @param code of its error, or null
 * @param detail of its error, or null
 */
record EndedItem(
    String state,
    @Nullable String key,
    String url,
    @Nullable String file,
    @Nullable Integer status,
    @Nullable Long durationMs,
    @Nullable String code,
    @Nullable String detail) {

  static EndedItem of(Item item) {
    Fault error = item.error();
    return new EndedItem(
        item.state().wire(),
        item.key(),
        Secrets.maskUrl(item.url()),
        item.file(),
        item.status(),
        item.durationMs(),
        error == null ? null : error.code().wire(),
        error == null ? null : error.detail());
  }

  /** From an item view. */
  static EndedItem ofView(JsonNode item) {
    JsonNode error = item.path("error");
    return new EndedItem(
        item.path("state").asText(),
        text(item.path("key")),
        item.path("url").asText(),
        text(item.path("file")),
        item.path("status").isInt() ? Integer.valueOf(item.path("status").asInt()) : null,
        item.path("durationMs").isNumber() ? Long.valueOf(item.path("durationMs").asLong()) : null,
        text(error.path("code")),
        text(error.path("detail")));
  }

  private static @Nullable String text(JsonNode node) {
    return node.isValueNode() && !node.isNull() ? node.asText() : null;
  }

  /** Whether it is neither done nor skipped. */
  boolean troubled() {
    return !state.equals("done") && !state.equals("skipped");
  }

  /** Its key, or its URL if it has none. */
  String name() {
    return key == null || key.isEmpty() ? url : key;
  }

  /** The error's code and detail, or "". */
  String fault() {
    return code == null ? "" : code + ": " + detail;
  }
}
