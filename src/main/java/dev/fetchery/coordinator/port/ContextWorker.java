package dev.fetchery.coordinator.port;

import dev.fetchery.bus.Blocking;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** {@link Worker} on Vert.x's worker threads. */
public final class ContextWorker implements Worker {
  private final Context context;

  /**
   * @param context on which the answers come
   */
  public ContextWorker(Context context) {
    this.context = context;
  }

  @Override
  public <T extends @Nullable Object> Future<T> run(Callable<T> work) {
    return Blocking.run(context, work);
  }
}
