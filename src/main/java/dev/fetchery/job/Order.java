package dev.fetchery.job;

import org.jspecify.annotations.Nullable;

/**
 * How an item is asked for.
 *
 * @param method GET or POST; a POST is never sent twice unless the job says so
 * @param body what a POST carries, or null
 * @param range the piece that is saved, or null for the whole
 */
public record Order(String method, HttpRequest.@Nullable Body body, @Nullable ByteSpan range) {
  /** The whole, by GET. */
  public static final Order GET = new Order("GET", null, null);

  /**
   * Whether it asks for the whole of what the URL names, so that the URL alone says what comes: a
   * piece is another content under the same validators, and what a POST is answered is none of the
   * URL's.
   */
  public boolean whole() {
    return equals(GET);
  }

  /** Whether the request may be sent again without being told to (RFC 9110, 9.2.2). */
  public boolean repeatable() {
    return method.equals("GET");
  }
}
