package dev.fetchery.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events (HTML Living Standard, 9.2) from a stream. An event that the end of the
 * stream cuts off is none.
 */
final class FeedReader {
  private final BufferedReader lines;
  private final Runnable alive;

  /**
   * @param alive called for every line, comments included
   */
  FeedReader(InputStream stream, Runnable alive) {
    this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    this.alive = alive;
  }

  /**
   * @param name of its kind
   * @param id or null
   */
  record Event(String name, @Nullable String id, String data) {}

  /** The next event, or null at the end of the stream. */
  @Nullable Event next() throws IOException {
    String name = "message";
    String id = null;
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      alive.run();
      if (line.isEmpty()) {
        if (data.length() > 0) {
          return new Event(name, id, data.toString());
        }
        name = "message";
      } else if (!line.startsWith(":")) {
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
          case "event" -> name = value;
          case "id" -> id = value;
          case "data" -> data.append(data.length() == 0 ? "" : "\n").append(value);
          default -> {
            // such as retry
          }
        }
      }
    }
    return null;
  }
}
