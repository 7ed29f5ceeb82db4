package dev.fetchery.http.jobs;

import dev.fetchery.http.route.Problem;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the request that posts a job says beside its body. */
final class SubmitHeaders {
  private static final int MAX_KEY_CHARS = 255;
  private static final Pattern RUN = Pattern.compile("(run|list):[0-9a-f]{64}");

  private SubmitHeaders() {}

  /** The key under which a repeated post gets the job of the first, or null. */
  static @Nullable String key(RoutingContext context) {
    String key = context.request().getHeader("Idempotency-Key");
    if (key != null && (key.isBlank() || key.length() > MAX_KEY_CHARS)) {
      throw Problem.badRequest("an Idempotency-Key has 1 to " + MAX_KEY_CHARS + " characters");
    }
    return key;
  }

  /** What identifies the content of a run, or null. */
  static @Nullable String run(RoutingContext context) {
    String run = context.request().getHeader("Fetchery-Run");
    if (run != null && !RUN.matcher(run).matches()) {
      throw Problem.badRequest("Fetchery-Run is run: or list: and a SHA-256 in hex digits");
    }
    return run;
  }

  /** The query as it was sent, which may be empty. */
  static String query(RoutingContext context) {
    String query = context.request().query();
    return query == null ? "" : query;
  }
}
