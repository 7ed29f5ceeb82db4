package dev.fetchery.http.route;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether what waits to be sent on a connection moves: in its socket, and over HTTP/2 in each of
 * its streams (RFC 9113, 5.2), whose receiver may keep its window shut. Confined to the
 * connection's event loop.
 */
final class SendProgress {
  private static final int SOCKET = 0;

  private final Channel channel;
  private Map<Integer, Waiting> waiting = new HashMap<>();

  /**
   * What waits in one place.
   *
   * @param state changes with every byte that leaves
   * @param sinceMs when it was first seen so
   */
  private record Waiting(long state, long sinceMs) {}

  SendProgress(Channel channel) {
    this.channel = channel;
  }

  /** Looks again; whether anything has waited and not moved for so long. */
  boolean stuck(long nowMs, long forMs) {
    Map<Integer, Waiting> now = new HashMap<>();
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer != null && buffer.totalPendingWriteBytes() > 0) {
      long state = 31 * (31L * buffer.totalPendingWriteBytes() + buffer.size());
      note(now, SOCKET, state + buffer.currentProgress(), nowMs);
    }
    Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    if (http2 != null) {
      streams(http2.connection(), now, nowMs);
    }
    waiting = now;
    return now.values().stream().anyMatch(one -> nowMs - one.sinceMs >= forMs);
  }

  /** Whether anything waits, as it was last seen. */
  boolean waits() {
    return !waiting.isEmpty();
  }

  private void streams(Http2Connection connection, Map<Integer, Waiting> now, long nowMs) {
    Http2RemoteFlowController flow = connection.remote().flowController();
    try {
      connection.forEachActiveStream(
          stream -> {
            if (flow.hasFlowControlled(stream)) {
              note(now, stream.id(), flow.windowSize(stream), nowMs);
            }
            return true;
          });
    } catch (Http2Exception e) {
      throw new IllegalStateException("looking at a stream failed", e);
    }
  }

  private void note(Map<Integer, Waiting> now, int place, long state, long nowMs) {
    @Nullable Waiting before = waiting.get(place);
    boolean same = before != null && before.state == state;
    now.put(place, same ? before : new Waiting(state, nowMs));
  }
}
