package dev.fetchery.http.jobs;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Work under one key is done one after the other. Belongs to one event loop. */
final class KeyedQueue {
  private final Map<String, Future<?>> last = new HashMap<>();

  /**
   * Does the work once everything before it under that key is done.
   *
   * @param key or null: then at once
   */
  <T> Future<T> run(String key, Supplier<Future<T>> work) {
    if (key == null) {
      return work.get();
    }
    Future<?> before = last.getOrDefault(key, Future.succeededFuture());
    Future<T> mine = before.transform(whatever -> work.get());
    last.put(key, mine);
    mine.onComplete(whatever -> last.remove(key, mine));
    return mine;
  }
}
