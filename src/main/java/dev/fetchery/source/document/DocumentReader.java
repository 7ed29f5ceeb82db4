package dev.fetchery.source.document;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A document being read, from its beginning to its end and once. Holds no more of it than what it
 * hands on next needs. For one thread at a time; reading may block.
 */
public interface DocumentReader extends Closeable {

  /**
   * What it lists next, or null at its end.
   *
   * @throws BadDocumentException if the document is not what it should be
   * @throws IOException if its bytes cannot be read
   */
  @Nullable Found next() throws IOException;

  /** The URL that its references are relative to, as it says itself so far, or null. */
  default @Nullable String base() {
    return null;
  }
}
