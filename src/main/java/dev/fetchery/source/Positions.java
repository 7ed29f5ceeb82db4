package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Positions that are JSON objects. */
final class Positions {
  private Positions() {}

  /**
   * @throws IllegalArgumentException if it is none
   */
  static JsonNode read(String position) {
    try {
      return JsonTree.read(position.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException("no position of this source: " + position, e);
    }
  }
}
