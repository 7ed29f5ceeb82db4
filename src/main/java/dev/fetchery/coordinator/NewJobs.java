package dev.fetchery.coordinator;

import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.Source;
import dev.fetchery.naming.Naming;
import dev.fetchery.naming.SafeName;
import dev.fetchery.plan.JobId;
import dev.fetchery.store.JobStore.Created;
import dev.fetchery.store.JobStore.NewJob;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gives new jobs their ids and stores them, with the lists that they read. */
final class NewJobs {
  private final StoreCalls store;
  private final SteadyClock clock;
  private final JobId ids;
  private final PostedLists lists;
  private final int maxOpen;

  /**
   * @param maxOpen jobs that may be open at once
   */
  NewJobs(StoreCalls store, SteadyClock clock, JobId ids, PostedLists lists, int maxOpen) {
    this.store = store;
    this.clock = clock;
    this.ids = ids;
    this.lists = lists;
    this.maxOpen = maxOpen;
  }

  /**
   * Stores a new job.
   *
   * @param key under which the same post gets the same job, or null
   * @param fingerprint what identifies the content of the post, or null
   * @param hidden whether it is a dry run
   */
  Future<Created> create(
      JobDocument document, @Nullable String key, @Nullable String fingerprint, boolean hidden) {
    long nowMs = clock.nowMs();
    String id = ids.next(nowMs);
    NewJob job =
        new NewJob(
            id,
            document.spec().name(),
            Naming.directory(document.spec(), id, SafeName.PLATFORM),
            document.json(),
            document.shownJson(),
            Instant.ofEpochMilli(nowMs),
            key,
            fingerprint,
            hidden);
    return create(job, document.spec().source());
  }

  /** A dry run reads its list where it was posted, and outlives no coordinator. */
  private Future<Created> create(NewJob job, Source source) {
    Future<Void> kept = job.hidden() ? Future.succeededFuture() : lists.keep(source);
    return kept.compose(v -> store.call(jobs -> jobs.create(job, maxOpen)))
        .transform(
            stored ->
                job.hidden() || stored.succeeded() && !stored.result().existed()
                    ? settled(stored)
                    : lists.dropUnused(source).transform(dropped -> settled(stored)));
  }

  private static <T> Future<T> settled(AsyncResult<T> result) {
    return result.succeeded()
        ? Future.succeededFuture(result.result())
        : Future.failedFuture(result.cause());
  }
}
