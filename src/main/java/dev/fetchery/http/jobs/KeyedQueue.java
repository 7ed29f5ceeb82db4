package dev.fetchery.http.jobs;

import dev.fetchery.context.Confined;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs work under the same key one after the other. Confined to the HTTP event loop. */
final class KeyedQueue {
  private final Confined confined = new Confined();
  private final Map<String, Future<?>> last = new HashMap<>();

  /**
   * Runs the work once everything before it under that key is done.
   *
   * @param key null runs at once
   */
  <T> Future<T> run(@Nullable String key, Supplier<Future<T>> work) {
    assert confined.here();
    if (key == null) {
      return work.get();
    }
    Future<?> before = last.getOrDefault(key, Future.succeededFuture());
    Future<T> mine = before.transform(done -> work.get());
    last.put(key, mine);
    mine.onComplete(done -> last.remove(key, mine));
    return mine;
  }
}
