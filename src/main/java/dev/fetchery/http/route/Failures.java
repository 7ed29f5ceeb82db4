package dev.fetchery.http.route;

import dev.fetchery.bus.CoordinatorClient.RefusedException;
import dev.fetchery.store.StoreException;
import io.vertx.core.eventbus.ReplyException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The problem that a failure of another part is to a caller. */
final class Failures {
  private static final String RETRY_AFTER_S = "10";

  private Failures() {}

  /** The problem to answer with, or null where the failure is a defect of the service. */
  static @Nullable Problem problem(Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return problem(failure.getCause());
    }
    if (failure instanceof Problem problem) {
      return problem;
    }
    if (failure instanceof RefusedException refused) {
      return refused(refused.status(), refused.getMessage());
    }
    if (failure instanceof ReplyException reply) {
      return switch (reply.failureType()) {
        case NO_HANDLERS -> later("the service is starting or stopping");
        case TIMEOUT -> later("there was no answer in time; it may still be carried out");
        default -> null;
      };
    }
    if (failure instanceof StoreException.TooManyOpen) {
      return refused(429, failure.getMessage());
    }
    if (failure instanceof StoreException.KeyReused) {
      return refused(422, failure.getMessage());
    }
    if (failure instanceof StoreException) {
      return later(failure.getMessage());
    }
    return null;
  }

  private static Problem refused(int status, @Nullable String detail) {
    Problem problem = Problem.of(status, String.valueOf(detail));
    return status == 429 || status == 503 ? problem.with("Retry-After", RETRY_AFTER_S) : problem;
  }

  private static Problem later(@Nullable String detail) {
    return Problem.of(503, String.valueOf(detail)).with("Retry-After", "5");
  }
}
