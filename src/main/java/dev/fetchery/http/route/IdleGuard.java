package dev.fetchery.http.route;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * Closes connections on which no request is under way for a while: idle ones, those whose request
 * head never arrives whole, and those that go on sending after the response. An idle timeout of the
 * server would also cut off feeds and long commands. Confined to the HTTP event loop.
 */
public final class IdleGuard {
  private static final class Use {
    int requests;
    long idleSinceMs;

    Use(long nowMs) {
      this.idleSinceMs = nowMs;
    }
  }

  private final Confined confined = new Confined();
  private final Clock clock;
  private final Map<HttpConnection, Use> uses = new HashMap<>();
  private final long idleMs;

  /**
   * @param idleMs time without a request after which a connection is closed
   */
  public IdleGuard(Vertx vertx, Clock clock, long idleMs) {
    this.clock = clock;
    this.idleMs = idleMs;
    vertx.setPeriodic(Math.max(100, idleMs / 6), timer -> closeIdle());
  }

  public void connected(HttpConnection connection) {
    assert confined.here();
    uses.put(connection, new Use(clock.monotonicMs()));
    connection.closeHandler(nothing -> uses.remove(connection));
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

  private void closeIdle() {
    long now = clock.monotonicMs();
    for (Map.Entry<HttpConnection, Use> entry : new ArrayList<>(uses.entrySet())) {
      Use use = entry.getValue();
      if (use.requests == 0 && now - use.idleSinceMs > idleMs) {
        entry.getKey().close();
      }
    }
  }
}
