package dev.fetchery.job;

import java.util.Locale;

/** Why an item, or a discovery, failed; the wire name is the lower-case constant. */
public enum ErrorCode {
  DNS,
  CONNECT,
  /** The proxy failed or refused, as opposed to the origin behind it. */
  PROXY,
  TLS,
  TIMEOUT,
  TOO_SLOW,
  /** The connection was lost before the end of the head of the response. */
  RESET,
  /** The connection was lost after the head of the response. */
  TRUNCATED,
  /** Malformed HTTP, a head over the cap, or an unusable redirect. */
  BAD_RESPONSE,
  /** A document of the job's source, or a page of it, that is not what it should be. */
  BAD_DOCUMENT,
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
  /** Only this target cannot be written: permission, or a directory in its place. */
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
