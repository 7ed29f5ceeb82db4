package dev.fetchery.plan;

import org.jspecify.annotations.Nullable;

/**
 * Something to be requested, ready or waiting for its time.
 *
 * @param <T> what the owner needs to start it
 */
public final class QueuedRequest<T> {
  final String job;
  final String host;
  final T load;
  final boolean urgent;
  final long notBeforeMs;
  private @Nullable QueuedRequest<T> prerequisite;

  /**
   * @param host {@code host:port} that is asked
   * @param urgent goes before the others of its job and host: what other items wait for
   * @param notBeforeMs epoch milliseconds; 0 for now
   */
  public QueuedRequest(String job, String host, T load, boolean urgent, long notBeforeMs) {
    this.job = job;
    this.host = host;
    this.load = load;
    this.urgent = urgent;
    this.notBeforeMs = notBeforeMs;
  }

  public String job() {
    return job;
  }

  public String host() {
    return host;
  }

  public T load() {
    return load;
  }

  /**
   * A request that goes first: it starts just before this one if its host admits it, else by itself
   * as soon as its host does.
   */
  public void prerequisite(QueuedRequest<T> other) {
    prerequisite = other;
  }

  @Nullable QueuedRequest<T> takePrerequisite() {
    QueuedRequest<T> taken = prerequisite;
    prerequisite = null;
    return taken;
  }
}
