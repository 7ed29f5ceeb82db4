package dev.fetchery.source.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.json.FetchedJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A JSON value a line. A line that is not JSON is told, and those after it are read. */
final class JsonLinesReader implements DocumentReader {
  private final Lines lines;

  JsonLinesReader(InputStream document) {
    this.lines = new Lines(document);
  }

  @Override
  public @Nullable Found next() throws IOException {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank()) {
        return read(line);
      }
    }
    return null;
  }

  private Found read(String line) {
    try {
      JsonNode value = FetchedJson.read(line.getBytes(StandardCharsets.UTF_8));
      return new Found.Element(value);
    } catch (IOException e) {
      return new Found.Bad("line " + lines.number() + " is not JSON");
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
