package dev.fetchery.app;

import io.vertx.core.Future;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Waiting for what is to come, on a thread that may wait. */
public final class Await {
  private Await() {}

  public static <T> T on(Future<T> future) throws Fault, InterruptedException {
    return on(future.toCompletionStage());
  }

  public static <T> T on(CompletionStage<T> stage) throws Fault, InterruptedException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new Fault(e.getCause());
    }
  }

  /** What was waited for has failed; the cause says why. */
  public static final class Fault extends Exception {
    private static final long serialVersionUID = 1;

    Fault(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }
}
