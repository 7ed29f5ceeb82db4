package dev.fetchery.fetcher;

import dev.fetchery.bus.Request;
import dev.fetchery.client.Call;
import dev.fetchery.fetcher.file.Continuation;
import dev.fetchery.job.Header;
import dev.fetchery.job.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The request of a task as it is sent: for a whole body, or for the rest of one. Pure. */
final class Calls {
  private Calls() {}

  /**
   * The request for the whole, or for what is behind an earlier attempt's bytes of the same entity
   * (RFC 9110, 13.1.5 and 14.2).
   *
   * @param earlier part whose rest is asked for, if it is continued; or null
   */
  static Call of(Request request, @Nullable ResumablePart earlier) {
    Part continued = earlier == null ? null : earlier.continued();
    if (earlier == null || continued == null) {
      return call(request, request.headers());
    }
    List<Header> headers = new ArrayList<>(request.headers());
    headers.add(new Header("Range", "bytes=" + earlier.bytes() + "-"));
    headers.add(new Header("If-Range", Objects.requireNonNull(Continuation.validator(continued))));
    return call(request, headers);
  }

  private static Call call(Request request, List<Header> headers) {
    return new Call(
        request.method(),
        request.url(),
        headers,
        request.body(),
        request.contentType(),
        request.connectTimeoutMs(),
        request.idleTimeoutMs(),
        request.totalTimeoutMs(),
        request.minBytesPerSecond());
  }
}
