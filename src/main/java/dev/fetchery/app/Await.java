package dev.fetchery.app;

import io.vertx.core.Future;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Blocks until a future completes. Not for an event loop. */
public final class Await {
  private Await() {}

  public static <T> T on(Future<T> future) throws Fault, InterruptedException {
    return on(future.toCompletionStage());
  }

  public static <T> T on(CompletionStage<T> stage) throws Fault, InterruptedException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new Fault(Objects.requireNonNull(e.getCause()));
    }
  }

  /** The future failed; its failure is the cause. */
  public static final class Fault extends Exception {
    private static final long serialVersionUID = 1;

    private final Throwable failure;

    Fault(Throwable failure) {
      super(failure.getMessage(), failure);
      this.failure = failure;
    }

    /** Never null. */
    @Override
    public synchronized Throwable getCause() {
      return failure;
    }
  }
}
