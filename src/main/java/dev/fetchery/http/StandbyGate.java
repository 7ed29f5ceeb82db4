package dev.fetchery.http;

import dev.fetchery.http.ops.HealthCheck;
import dev.fetchery.http.route.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses what changes something while another process leads, and says which one does. */
final class StandbyGate {
  /** Names the process that leads, as a URL, on an answer of one that does not. */
  private static final String LEADER = "Fetchery-Leader";

  private static final Set<HttpMethod> READS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  /** By then another process leads, if the one before died. */
  private static final String RETRY_AFTER_S = "3";

  private final Leadership leadership;

  StandbyGate(Leadership leadership) {
    this.leadership = leadership;
  }

  /** Whether the request may go on; where it may not, it is answered. */
  boolean admits(HttpServerRequest request) {
    if (leadership.leads()) {
      return true;
    }
    String leader = leadership.leader();
    if (!leader.isEmpty()) {
      request.response().putHeader(LEADER, leader);
    }
    if (READS.contains(request.method())) {
      return true;
    }
    Problem.of(503, why(leader)).with("Retry-After", RETRY_AFTER_S).send(request);
    return false;
  }

  private static String why(String leader) {
    return leader.isEmpty()
        ? "this process stands by, and no other leads at the moment"
        : "this process stands by: send it to " + leader;
  }

  /** Only the process that leads is ready. */
  HealthCheck check() {
    return new HealthCheck("leadership", () -> Future.succeededFuture(fault()));
  }

  private @Nullable String fault() {
    if (leadership.leads()) {
      return null;
    }
    String leader = leadership.leader();
    return leader.isEmpty()
        ? "stands by, and no other process leads at the moment"
        : "stands by for " + leader;
  }
}
