package dev.fetchery.http.route;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * Closes connections on which no request is under way for a while: those kept alive for nothing,
 * those whose request never becomes whole, and those that go on sending after the answer. An idle
 * timeout of the server would also cut off feeds and long commands. Belongs to one event loop.
 */
public final class IdleGuard {
  private static final class Use {
    int underWay;
    long idleSinceMs = nowMs();
  }

  private final Map<HttpConnection, Use> uses = new HashMap<>();
  private final long idleMs;

  public IdleGuard(Vertx vertx, long idleMs) {
    this.idleMs = idleMs;
    vertx.setPeriodic(Math.max(100, idleMs / 6), timer -> closeIdle());
  }

  public void connected(HttpConnection connection) {
    uses.put(connection, new Use());
    connection.closeHandler(nothing -> uses.remove(connection));
  }

  public void began(RoutingContext context) {
    Use use = uses.get(context.request().connection());
    if (use != null) {
      use.underWay++;
      context.addEndHandler(
          result -> {
            use.underWay--;
            use.idleSinceMs = nowMs();
          });
    }
    context.next();
  }

  private void closeIdle() {
    long now = nowMs();
    for (Map.Entry<HttpConnection, Use> entry : new ArrayList<>(uses.entrySet())) {
      Use use = entry.getValue();
      if (use.underWay == 0 && now - use.idleSinceMs > idleMs) {
        entry.getKey().close();
      }
    }
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }
}
