package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.json.FetchedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads JSON that the service itself wrote or checked: positions, parameters. */
final class Positions {
  private Positions() {}

  /**
   * @throws IllegalArgumentException if it is not JSON
   */
  static JsonNode read(String position) {
    try {
      return FetchedJson.read(position.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException("not a position of this source: " + position, e);
    }
  }
}
