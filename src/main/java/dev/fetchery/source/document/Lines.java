package dev.fetchery.source.document;

import dev.fetchery.context.ByteOrderMark;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A text in UTF-8 as a stream of lines; what is malformed comes as U+FFFD, a BOM is left out. */
final class Lines implements Closeable {
  private static final int MAX_LINE_BYTES = 1 << 20;

  private final InputStream in;
  private long number;

  Lines(InputStream document) {
    this.in = new BufferedInputStream(document, 64 << 10);
  }

  /** The number of the line read last, from 1. */
  long number() {
    return number;
  }

  /**
   * The next line without its end, or null.
   *
   * @throws BadDocumentException if it is longer than any record may be
   */
  @Nullable String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    int b = in.read();
    if (b < 0) {
      return null;
    }
    number++;
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() >= MAX_LINE_BYTES) {
        throw new BadDocumentException("line " + number + " is longer than 1 MiB");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    String bare = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    return number == 1 ? ByteOrderMark.without(bare) : bare;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
