package dev.fetchery.job;

import java.util.Locale;

/** Why an item, or a discovery, failed; the wire name is the lower-case constant. */
public enum ErrorCode {
  DNS,
  CONNECT,
  TLS,
  TIMEOUT,
  TOO_SLOW,
  /** The connection was lost before the end of the head of the answer. */
  RESET,
  /** The connection was lost after the head of the answer. */
  TRUNCATED,
  /** No HTTP, a head over the cap, or a redirect to nowhere. */
  BAD_RESPONSE,
  HTTP_STATUS,
  TOO_MANY_REDIRECTS,
  TOO_LARGE,
  TOO_SMALL,
  UNEXPECTED_TYPE,
  CHECKSUM,
  EXISTS,
  COLLISION,
  BAD_NAME,
  BLOCKED_ADDRESS,
  BAD_URL,
  LOOKUP,
  /** This target alone cannot be written: permission, or a directory in the way. */
  DISK;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The code of that wire name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ErrorCode ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
