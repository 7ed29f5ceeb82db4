package dev.fetchery.cluster;

import dev.fetchery.config.Settings;
import dev.fetchery.context.RootCause;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.ConnectException;
import java.net.NoRouteToHostException;

/** Tries whether the event bus of another node can be reached, as that of this one would. */
final class Dial {
  /** One that refuses a certificate may say so only after it was connected to. */
  private static final long OPEN_MS = 1_000;

  private Dial() {}

  /** Why it cannot, in one line; empty where it can. */
  static Future<String> to(Vertx vertx, Settings.Cluster cluster, ClusterMember member) {
    NetClient client = vertx.createNetClient(BusOptions.dialling(cluster));
    int port = member.facts().listening().busPort();
    return client
        .connect(port, member.host().getHostAddress())
        .compose(socket -> staysOpen(vertx, socket))
        .map(open -> open ? "" : "it closes the connection" + hint(cluster))
        .otherwise(e -> RootCause.line(e) + (unreachable(e) ? "" : hint(cluster)))
        .eventually(client::close);
  }

  /** Whether the machine answers that nothing listens there. */
  static Future<Boolean> refuses(Vertx vertx, Settings.Cluster cluster, String place) {
    int colon = place.lastIndexOf(':');
    NetClient client = vertx.createNetClient(BusOptions.dialling(cluster));
    return client
        .connect(Integer.parseInt(place.substring(colon + 1)), place.substring(0, colon))
        .map(false)
        .otherwise(Dial::isRefusal)
        .eventually(client::close);
  }

  /** A time-out is a {@link ConnectException} too, and proves nothing. */
  private static boolean isRefusal(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof ConnectException && String.valueOf(e.getMessage()).contains("refused")) {
        return true;
      }
    }
    return false;
  }

  private static Future<Boolean> staysOpen(Vertx vertx, NetSocket socket) {
    Promise<Boolean> open = Promise.promise();
    socket.exceptionHandler(e -> open.tryComplete(false));
    socket.closeHandler(v -> open.tryComplete(false));
    vertx.setTimer(OPEN_MS, t -> open.tryComplete(true));
    return open.future();
  }

  /** Before a certificate could matter. */
  private static boolean unreachable(Throwable e) {
    return e instanceof ConnectException || e instanceof NoRouteToHostException;
  }

  private static String hint(Settings.Cluster cluster) {
    return cluster.tls() == null
        ? "; has it certificates, and this node none?"
        : "; are both certificates of the authority in --cluster-ca?";
  }
}
