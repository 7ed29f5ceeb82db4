package dev.fetchery.client;

import dev.fetchery.context.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * Lets one response through for each stream of an HTTP/2 connection, as {@link Http1ResponseGuard}
 * does for HTTP/1.1: drops interim responses, of which Vert.x takes those that it does not know for
 * the final one, and refuses a stream that is no response (RFC 9113, 8.1 and 8.3.2). Knows of which
 * streams the server will not hear, and when anything came last. Confined to the fetcher's event
 * loop.
 */
final class Http2ResponseGuard extends Http2FrameListenerDecorator {
  private static final AttributeKey<Http2ResponseGuard> GUARD =
      AttributeKey.valueOf(Http2ResponseGuard.class, "guard");

  private static final int SWITCHING_PROTOCOLS = 101;

  private final Http2Connection connection;
  private final Http2Connection.PropertyKey interim;
  private final Clock clock;
  private long readNanos;

  private Http2ResponseGuard(Http2FrameListener next, Http2Connection connection, Clock clock) {
    super(next);
    this.connection = connection;
    this.interim = connection.newKey();
    this.clock = clock;
    this.readNanos = clock.nanoTime();
  }

  /** Watches a connection that speaks HTTP/2; no request has been sent yet. */
  static void watch(Channel channel, Clock clock) {
    Http2ConnectionHandler codec = channel.pipeline().get(Http2ConnectionHandler.class);
    if (codec != null) {
      Http2ResponseGuard guard =
          new Http2ResponseGuard(codec.decoder().frameListener(), codec.connection(), clock);
      codec.decoder().frameListener(guard);
      channel.pipeline().addFirst("pulse", guard.new Pulse());
      channel.attr(GUARD).set(guard);
    }
  }

  /** The guard of a connection, or null where it does not speak HTTP/2. */
  static @Nullable Http2ResponseGuard of(HttpConnection connection) {
    return connection instanceof ConnectionBase base ? base.channel().attr(GUARD).get() : null;
  }

  /**
   * Whether the server said when it closed the connection that it has not looked at this stream and
   * will not (RFC 9113, 6.8).
   */
  boolean isLeftOut(long streamId) {
    int last = connection.local().lastStreamKnownByPeer();
    return last >= 0 && streamId > last;
  }

  /** Whether nothing at all has come since then. */
  boolean isSilentSince(long nanos) {
    return readNanos - nanos <= 0;
  }

  private final class Pulse extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      readNanos = clock.nanoTime();
      super.channelRead(context, message);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean last)
      throws Http2Exception {
    if (isForVertx(id, headers, last)) {
      super.onHeadersRead(context, id, headers, padding, last);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int id,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last)
      throws Http2Exception {
    if (isForVertx(id, headers, last)) {
      super.onHeadersRead(context, id, headers, dependency, weight, exclusive, padding, last);
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean last)
      throws Http2Exception {
    Http2Stream stream = connection.stream(id);
    if (stream != null && !stream.isHeadersReceived()) {
      throw malformed(id, "a body without a head");
    }
    return super.onDataRead(context, id, data, padding, last);
  }

  /** Whether it is the head of a final response, or trailers. */
  private boolean isForVertx(int id, Http2Headers headers, boolean last) throws Http2Exception {
    Http2Stream stream = connection.stream(id);
    if (stream == null || stream.isTrailersReceived()) {
      return true;
    }
    int status = status(id, headers.status());
    if (status >= 200) {
      return true;
    } else if (last || status == SWITCHING_PROTOCOLS) {
      throw malformed(id, "interim response " + status + " in place of a final one");
    }
    Integer before = stream.getProperty(interim);
    int count = before == null ? 1 : before + 1;
    if (count > Http1ResponseGuard.MAX_INTERIM) {
      throw malformed(id, "interim responses without an end");
    }
    stream.setProperty(interim, count);
    return false;
  }

  private static int status(int id, @Nullable CharSequence sent) throws Http2Exception {
    if (sent == null
        || sent.length() != 3
        || sent.charAt(0) == '0'
        || !sent.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed(id, "no valid :status");
    }
    return Integer.parseInt(sent, 0, 3, 10);
  }

  private static Http2Exception malformed(int id, String what) {
    return Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "%s", what);
  }
}
