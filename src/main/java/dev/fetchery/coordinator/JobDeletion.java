package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.coordinator.job.JobServices;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes jobs: their files if asked for, then a mark, then their rows in slices. */
final class JobDeletion {
  private static final Logger LOG = LoggerFactory.getLogger(JobDeletion.class);

  private final StoreCalls store;
  private final FileService files;
  private final JobServices services;
  private final JobQueue jobs;
  private final PostedLists lists;
  private final int keepDays;
  private boolean sweeping;

  /** Whether it was asked for again while it was under way. */
  private boolean sweepAgain;

  /**
   * @param keepDays how long ended jobs are kept; 0 for ever
   */
  JobDeletion(JobServices services, JobQueue jobs, PostedLists lists, int keepDays) {
    this.store = services.store();
    this.files = services.items().files();
    this.services = services;
    this.jobs = jobs;
    this.lists = lists;
    this.keepDays = keepDays;
  }

  /**
   * @param withFiles whether what it saved is removed too
   */
  Future<Answer> delete(JobRow row, boolean withFiles) {
    Future<Void> first = withFiles ? removeAllFiles(row.id()) : Future.succeededFuture();
    return first
        .compose(v -> store.call(rows -> rows.markDeleted(row.id())))
        .onSuccess(marked -> deleted(row.id()))
        // One that is left goes at the next start.
        .compose(v -> lists.remove(row).otherwiseEmpty())
        .map(new Answer.Done());
  }

  private void deleted(String id) {
    services.announcer().announce(new CoordinatorEvent.Deleted(id));
    sweep();
  }

  private Future<Void> removeAllFiles(String job) {
    return removeFiles(job, -1).compose(v -> removeDirectoriesAfter(job, null));
  }

  private Future<Void> removeDirectoriesAfter(String job, @Nullable String before) {
    return store
        .call(rows -> rows.directories(job, before, JobReads.PAGE))
        .compose(
            paths -> paths.isEmpty() ? Future.succeededFuture() : removeDirectories(job, paths));
  }

  private Future<Void> removeDirectories(String job, List<String> paths) {
    return files
        .ask(new FileRequest.RemoveDirectories(paths))
        .compose(v -> removeDirectoriesAfter(job, paths.get(paths.size() - 1)));
  }

  private Future<Void> removeFiles(String job, long after) {
    return store
        .call(rows -> rows.items(job, ItemState.DONE, after, JobReads.PAGE))
        .compose(items -> items.isEmpty() ? Future.succeededFuture() : removeFiles(job, items));
  }

  private Future<Void> removeFiles(String job, List<Item> items) {
    long first = items.get(0).seq();
    long last = items.get(items.size() - 1).seq();
    Future<Map<Long, Long>> times =
        ExpectedFiles.needTimes(items)
            ? store.call(rows -> rows.savedTimes(job, first, last))
            : Future.succeededFuture(Map.of());
    return times
        .compose(known -> files.ask(new FileRequest.Remove(known(items, known))))
        .compose(v -> removeFiles(job, last));
  }

  /** Without those of which neither digest nor time is known. */
  private static List<FileRequest.Saved> known(List<Item> items, Map<Long, Long> times) {
    return ExpectedFiles.of(items, times).stream()
        .filter(file -> file.sha256() != null || file.mtimeMs() != FileRequest.Saved.ANY_TIME)
        .toList();
  }

  /** Goes on removing what is marked, and what has been kept long enough. */
  void sweep() {
    if (sweeping) {
      sweepAgain = true;
      return;
    }
    sweeping = true;
    Instant before =
        keepDays == 0
            ? Instant.EPOCH
            : services.loop().clock().now().minus(Duration.ofDays(keepDays));
    store
        .call(rows -> rows.deletable(before))
        .compose(ids -> eraseAll(ids, before))
        .onComplete(done -> swept(done.cause()));
  }

  private void swept(@Nullable Throwable cause) {
    sweeping = false;
    if (cause != null) {
      LOG.warn("old jobs could not be removed: {}", cause.getMessage());
    }
    if (sweepAgain) {
      sweepAgain = false;
      sweep();
    }
  }

  private Future<Void> eraseAll(List<String> ids, Instant before) {
    Future<Void> all = Future.succeededFuture();
    for (String id : ids) {
      all =
          all.compose(v -> jobs.inTurn(id, () -> mark(id, before)))
              .compose(marked -> marked ? erase(id) : Future.succeededFuture());
    }
    return all;
  }

  /**
   * One that has been kept long enough is deleted like any other, unless it was tried again since;
   * marked ones are not found.
   */
  private Future<Boolean> mark(String id, Instant before) {
    return store
        .call(rows -> rows.job(id))
        .compose(
            row -> {
              if (row == null) {
                return Future.succeededFuture(true);
              }
              return isOld(row, before)
                  ? delete(row, false).map(true)
                  : Future.succeededFuture(false);
            });
  }

  private static boolean isOld(JobRow row, Instant before) {
    Instant finishedAt = row.finishedAt();
    return finishedAt != null && finishedAt.isBefore(before);
  }

  private Future<Void> erase(String id) {
    return store
        .call(rows -> rows.erase(id))
        .compose(gone -> gone ? Future.succeededFuture() : erase(id));
  }
}
