package dev.fetchery.http.route;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the connections of clients, and closes those that hold a place for nothing: on which no
 * request is under way for a while, whose request head never arrives whole, that go on sending
 * after the response, and whose answer is not taken. An idle timeout of the server would also cut
 * off feeds and long commands. Confined to the HTTP event loop.
 */
public final class IdleGuard {
  private static final long LOOK_MS = 2_000;
  private static final String UNKNOWN = "";

  private static final class Use {
    final String address;
    final @Nullable SendProgress sending;
    int requests;
    long idleSinceMs;

    Use(String address, @Nullable SendProgress sending, long nowMs) {
      this.address = address;
      this.sending = sending;
      this.idleSinceMs = nowMs;
    }

    boolean isIdle() {
      return requests == 0 && (sending == null || !sending.waits());
    }
  }

  /**
   * Time limits, in milliseconds.
   *
   * @param idleMs a connection without a request is closed after so long
   * @param unreadMs one on which an answer waits and does not move, after so long
   */
  public record Limits(long idleMs, long unreadMs, ConnectionLimit connections) {}

  private final Confined confined = new Confined();
  private final Clock clock;
  private final Limits limits;

  /** In the order in which they came. */
  private final Map<HttpConnection, Use> uses = new LinkedHashMap<>();

  private final Map<String, Integer> byAddress = new HashMap<>();

  public IdleGuard(Vertx vertx, Clock clock, Limits limits) {
    this.clock = clock;
    this.limits = limits;
    long soonest = Math.min(limits.idleMs(), limits.unreadMs()) / 6;
    vertx.setPeriodic(Math.max(100, Math.min(LOOK_MS, soonest)), timer -> look());
  }

  /** Connections that are open. */
  public int connections() {
    return uses.size();
  }

  /** Takes a connection, or closes it where there are too many. */
  public void connected(HttpConnection connection) {
    assert confined.here();
    String address = address(connection);
    if (!makeRoom(address)) {
      connection.close();
      return;
    }
    Channel channel = connection instanceof ConnectionBase base ? base.channel() : null;
    SendProgress sending = channel == null ? null : new SendProgress(channel);
    uses.put(connection, new Use(address, sending, clock.monotonicMs()));
    byAddress.merge(address, 1, Integer::sum);
    connection.closeHandler(nothing -> left(connection));
    if (channel != null) {
      refuseSecondHosts(channel);
    }
  }

  private static void refuseSecondHosts(Channel channel) {
    ChannelHandlerContext codec = channel.pipeline().context(Http2FrameCodec.class);
    if (codec != null) {
      channel.pipeline().addAfter(codec.name(), "oneHost", new OneHost());
    }
  }

  private static String address(HttpConnection connection) {
    String address =
        connection.remoteAddress() == null ? null : connection.remoteAddress().hostAddress();
    return address == null ? UNKNOWN : address;
  }

  /** Whether one more fits, if need be in the place of one that has been idle for longest. */
  private boolean makeRoom(String address) {
    boolean addressFull = byAddress.getOrDefault(address, 0) >= limits.connections().perAddress();
    if (!addressFull && uses.size() < limits.connections().all()) {
      return true;
    }
    HttpConnection idle =
        uses.entrySet().stream()
            .filter(one -> one.getValue().isIdle())
            .filter(one -> !addressFull || one.getValue().address.equals(address))
            .min(Comparator.comparingLong(one -> one.getValue().idleSinceMs))
            .map(Map.Entry::getKey)
            .orElse(null);
    if (idle == null) {
      return false;
    }
    left(idle);
    close(idle);
    return true;
  }

  private void left(HttpConnection connection) {
    Use use = uses.remove(connection);
    if (use != null) {
      byAddress.computeIfPresent(use.address, (a, count) -> count > 1 ? count - 1 : null);
    }
  }

  public void began(RoutingContext context) {
    Use use = uses.get(context.request().connection());
    if (use != null) {
      use.requests++;
      context.addEndHandler(
          result -> {
            use.requests--;
            use.idleSinceMs = clock.monotonicMs();
          });
    }
    context.next();
  }

  private void look() {
    long now = clock.monotonicMs();
    List<HttpConnection> over = new ArrayList<>();
    uses.forEach(
        (connection, use) -> {
          boolean unread = use.sending != null && use.sending.stuck(now, limits.unreadMs());
          if (use.sending != null && use.sending.waits()) {
            use.idleSinceMs = now;
          }
          boolean idle = use.requests == 0 && now - use.idleSinceMs > limits.idleMs();
          if (unread || idle) {
            over.add(connection);
          }
        });
    over.forEach(IdleGuard::close);
  }

  /** At once: what waits to be sent would otherwise be waited for. */
  private static void close(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      Channel channel = base.channel();
      channel.unsafe().close(channel.voidPromise());
    } else {
      connection.close();
    }
  }
}
