package dev.fetchery.coordinator.port;

import io.vertx.core.Future;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs work that may block away from the event loop, and answers on it. */
public interface Worker {
  <T extends @Nullable Object> Future<T> run(Callable<T> work);
}
