package dev.fetchery.http.route;

import dev.fetchery.store.StoreException;
import io.vertx.core.eventbus.ReplyException;
import java.util.concurrent.CompletionException;

/** What a failure of another part means to a caller. */
final class Failures {
  private Failures() {}

  /** The problem to answer with, or null where the failure is a defect of ours. */
  static Problem problem(Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return problem(failure.getCause());
    }
    if (failure instanceof Problem problem) {
      return problem;
    }
    if (failure instanceof ReplyException reply) {
      return switch (reply.failureType()) {
        case NO_HANDLERS -> later("the service is starting or stopping");
        case TIMEOUT -> later("there was no answer in time; it may still be carried out");
        default -> null;
      };
    }
    if (failure instanceof StoreException.TooManyOpen) {
      return Problem.of(429, failure.getMessage()).with("Retry-After", "10");
    }
    if (failure instanceof StoreException.KeyReused) {
      return Problem.of(422, failure.getMessage());
    }
    if (failure instanceof StoreException) {
      return later(failure.getMessage());
    }
    return null;
  }

  private static Problem later(String detail) {
    return Problem.of(503, detail).with("Retry-After", "5");
  }
}
