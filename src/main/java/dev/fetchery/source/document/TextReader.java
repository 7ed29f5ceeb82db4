package dev.fetchery.source.document;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A URL a line; blank lines and those that begin with {@code #} are left out. */
final class TextReader implements DocumentReader {
  private final Lines lines;

  TextReader(InputStream document) {
    this.lines = new Lines(document);
  }

  @Override
  public @Nullable Found next() throws IOException {
    for (String line = lines.next(); line != null; line = lines.next()) {
      String text = line.strip();
      if (!text.isEmpty() && text.charAt(0) != '#') {
        return Found.Entry.of(text);
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
