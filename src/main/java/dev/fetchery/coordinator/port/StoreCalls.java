package dev.fetchery.coordinator.port;

import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store's answers, delivered on the coordinator's event loop. Always by its queue, also where
 * an answer is there already: answers come in the order of the commits, and an event's number must
 * not overtake the one before it.
 */
public final class StoreCalls {
  private final JobStore store;
  private final Executor loop;

  /**
   * @param loop runs what it is given on the coordinator's event loop, in order
   */
  public StoreCalls(JobStore store, Executor loop) {
    this.store = store;
    this.loop = loop;
  }

  /** Makes a call; the future completes on the event loop. */
  public <T extends @Nullable Object> Future<T> call(
      Function<JobStore, CompletionStage<T>> operation) {
    Promise<T> answer = Promise.promise();
    operation
        .apply(store)
        .whenComplete((value, e) -> loop.execute(() -> complete(answer, value, e)));
    return answer.future();
  }

  private static <T extends @Nullable Object> void complete(
      Promise<T> answer, T value, @Nullable Throwable e) {
    if (e == null) {
      answer.complete(value);
    } else {
      answer.fail(e);
    }
  }

  /** The store itself, for work away from the event loop. */
  public JobStore direct() {
    return store;
  }

  /** Whether nothing can be stored at present. */
  public boolean failing() {
    return store.health().failingSince() != null;
  }

  /** The items of one job. */
  public ItemStore itemsOf(String job) {
    return new StoredItems(this, job);
  }
}
