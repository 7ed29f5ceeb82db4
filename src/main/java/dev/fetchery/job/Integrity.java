package dev.fetchery.job;

import java.util.Locale;

/** How a saved body was found to be whole. */
public enum Integrity {
  /** A checksum of the job or the response was given, and matched. */
  DIGEST,
  /** As many bytes arrived as {@code Content-Length} says. */
  LENGTH,
  /** The last chunk of a chunked body (or the end of an HTTP/2 stream) arrived. */
  CHUNKED,
  /** Nothing but the end of the connection marked the end of the body. */
  UNVERIFIED;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
