package dev.fetchery.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Blocking work away from an event loop. */
public final class Blocking {
  private Blocking() {}

  /**
   * Runs {@code work} on a worker, in no order with other work.
   *
   * <p>What {@code executeBlocking} returns is completed by the worker: a listener added after that
   * is called at once, one added before it comes by the loop's queue, and so the second may
   * overtake the first. What is returned here is completed on the context; its listeners are called
   * in the order in which they were added there.
   */
  public static <T extends @Nullable Object> Future<T> run(Context context, Callable<T> work) {
    Promise<T> answer = Promise.promise();
    context.executeBlocking(work, false).onComplete(answer);
    return answer.future();
  }
}
