package dev.fetchery.client;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a server says by the error codes of HTTP/2 (RFC 9113, 7). */
final class Http2Errors {
  private static final int UNKNOWN = -1;

  /** What Vert.x says of it; the frame itself cannot be asked, since its buffer is gone by then. */
  private static final Pattern GO_AWAY =
      Pattern.compile("Stream was closed \\(GOAWAY error code = (\\d+)\\)");

  private Http2Errors() {}

  /** Whether a stream was refused before anything was done about it (RFC 9113, 8.7). */
  static boolean isRefused(Throwable e) {
    return e instanceof StreamResetException reset
        ? reset.getCode() == Http2Error.REFUSED_STREAM.code()
        : e instanceof Http2Exception local && local.error() == Http2Error.REFUSED_STREAM;
  }

  /** Whether the request has to be sent by HTTP/1.1. */
  static boolean wantsHttp1(Throwable e) {
    return code(e) == Http2Error.HTTP_1_1_REQUIRED.code();
  }

  /** What the server did, with the reason that it gave; null where it gave none. */
  static @Nullable String told(Throwable e) {
    long code = code(e);
    boolean reset = e instanceof StreamResetException;
    if (code == UNKNOWN || (!reset && code == Http2Error.NO_ERROR.code())) {
      return null;
    }
    Http2Error known = Http2Error.valueOf(code);
    String name = known == null ? "HTTP/2 error " + code : known.name();
    return (reset ? "stream reset by the server (" : "connection closed by the server (")
        + name
        + ")";
  }

  private static long code(Throwable e) {
    if (e instanceof StreamResetException reset) {
      return reset.getCode();
    }
    Matcher goAway = GO_AWAY.matcher(String.valueOf(e.getMessage()));
    return e instanceof HttpClosedException && goAway.matches()
        ? Long.parseLong(goAway.group(1))
        : UNKNOWN;
  }
}
