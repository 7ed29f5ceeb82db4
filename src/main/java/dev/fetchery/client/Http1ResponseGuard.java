package dev.fetchery.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Supplier;

/**
 * Lets one response through for each request of an HTTP/1.1 connection. Drops interim responses
 * (RFC 9110, 15.2: a client that does not know one may ignore it), since Vert.x takes those that it
 * does not know for the final one. Closes a connection on which bytes come that belong to no
 * request: they would be taken for the response to the next (RFC 9112, 6.3).
 */
final class Http1ResponseGuard {
  /** Interim responses before the final one: a server could send them for ever. */
  static final int MAX_INTERIM = 100;

  private static final String CODEC = "codec";
  private static final int SWITCHING_PROTOCOLS = 101;

  private boolean skipping;
  private int interim;

  /** Whether there is no request under way. */
  private boolean idle;

  /** Whether what was read last is the end of a response. */
  private boolean ended;

  private Http1ResponseGuard() {}

  /**
   * Watches a connection that speaks HTTP/1.1, and has it read into {@code blocks}.
   *
   * @param codec takes the place of Vert.x's; no request has been sent yet
   */
  static void watch(Channel channel, DirectBufferPool blocks, Supplier<ClientCodec> codec) {
    if (channel.pipeline().get(CODEC) != null) {
      channel.pipeline().replace(CODEC, CODEC, codec.get());
      Http1ResponseGuard guard = new Http1ResponseGuard();
      channel.config().setRecvByteBufAllocator(blocks);
      channel.pipeline().addBefore(CODEC, "bytes", guard.new Bytes());
      channel.pipeline().addAfter(CODEC, "answers", guard.new Messages());
    }
  }

  /**
   * Lets a connection that speaks HTTP/1.1 read, or not. Vert.x would read on until many pieces of
   * a paused body wait in its queues, each of any size.
   */
  static void letRead(HttpConnection connection, boolean read) {
    if (connection instanceof ConnectionBase base
        && connection.protocolVersion() != HttpVersion.HTTP_2) {
      base.channel().config().setAutoRead(read);
    }
  }

  /** A failure to close goes through the pipeline, as every other one does. */
  private static void drop(ChannelHandlerContext context) {
    context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  /** On the network's side of the codec. */
  private final class Bytes extends ChannelDuplexHandler {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
        throws Exception {
      idle = false;
      super.write(context, message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      if (!(message instanceof ByteBuf bytes)) {
        super.channelRead(context, message);
        return;
      } else if (idle) {
        bytes.release();
        drop(context);
        return;
      }
      ended = false;
      bytes.retain();
      try {
        super.channelRead(context, bytes);
        // What the codec left of it lies behind the response. That does not show where the codec
        // had
        // to put pieces together: then the next request fails by a malformed response.
        if (ended && bytes.isReadable()) {
          drop(context);
        }
      } finally {
        bytes.release();
      }
    }
  }

  /** On our side of the codec. */
  private final class Messages extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      boolean last = message instanceof LastHttpContent;
      if (message instanceof HttpResponse head && isInterim(head)) {
        skipping = true;
        if (++interim > MAX_INTERIM) {
          ReferenceCountUtil.release(message);
          context.fireExceptionCaught(new VertxException("interim responses without an end", true));
          drop(context);
          return;
        }
      }
      if (skipping) {
        ReferenceCountUtil.release(message);
        skipping = !last;
        return;
      }
      ended = last;
      if (last) {
        interim = 0;
        idle = true;
      }
      super.channelRead(context, message instanceof HttpContent part ? compact(part) : message);
    }

    private static HttpContent compact(HttpContent part) {
      ByteBuf bytes = part.content();
      if (!DirectBufferPool.isWorthCopying(bytes)) {
        return part;
      }
      try {
        return part.replace(Unpooled.copiedBuffer(bytes));
      } finally {
        part.release();
      }
    }

    private boolean isInterim(HttpResponse head) {
      int status = head.status().code();
      return head.decoderResult().isSuccess()
          && status >= 100
          && status < 200
          && status != SWITCHING_PROTOCOLS;
    }
  }
}
