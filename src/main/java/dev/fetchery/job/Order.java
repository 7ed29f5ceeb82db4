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

  /** Whether the request may be sent again without being told to (RFC 9110, 9.2.2). */
  public boolean repeatable() {
    return method.equals("GET");
  }
}
