package dev.fetchery.job;

import java.util.Locale;

/** How a saved body was found to be whole. */
public enum Integrity {
  /** A checksum was given, by the job or the answer, and held. */
  DIGEST,
  /** As many bytes as {@code Content-Length} said. */
  LENGTH,
  /** The last chunk of a chunked body (or the end of an HTTP/2 stream) arrived. */
  CHUNKED,
  /** The end of the connection was all there was to go by. */
  UNVERIFIED;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
