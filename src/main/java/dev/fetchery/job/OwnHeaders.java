package dev.fetchery.job;

import java.util.Locale;
import java.util.Set;

/** The request headers that the service sets itself: no job and no credential may. */
public final class OwnHeaders {
  /** They frame the message, belong to the connection, or are set by the fetchers. */
  private static final Set<String> NAMES =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authorization",
          "proxy-authenticate",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "http2-settings",
          "accept-encoding",
          "range",
          "if-range");

  private OwnHeaders() {}

  /** Whether it is one of them, in any case. */
  public static boolean contains(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
