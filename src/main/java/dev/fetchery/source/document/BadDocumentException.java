package dev.fetchery.source.document;

import java.io.IOException;

/** A document is not what its format asks for. The message says why and where, in one line. */
public final class BadDocumentException extends IOException {
  private static final long serialVersionUID = 1L;

  BadDocumentException(String message) {
    super(message);
  }
}
