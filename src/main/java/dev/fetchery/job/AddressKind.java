package dev.fetchery.job;

/** A kind of network address that may, or may not, be reached. */
public enum AddressKind {
  PUBLIC,
  /** RFC 1918, unique local (RFC 4193) and shared (RFC 6598) addresses. */
  PRIVATE,
  LOOPBACK
}
