package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Source;
import dev.fetchery.spec.JobReader;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes jobs: their files if asked for, then a mark, then their rows in slices. */
final class JobDeletion {
  private static final Logger LOG = LoggerFactory.getLogger(JobDeletion.class);

  private final Desk desk;
  private boolean sweeping;

  JobDeletion(Desk desk) {
    this.desk = desk;
  }

  Future<Answer> delete(JobRow row, boolean files) {
    Future<Void> first = files ? removeAll(row.id()) : Future.succeededFuture();
    return first
        .compose(v -> removeManifest(row))
        .compose(v -> desk.on(desk.store.markDeleted(row.id())))
        .map(
            marked -> {
              desk.announce(new CoordinatorEvent.Deleted(row.id()));
              sweep();
              return new Answer.Done();
            });
  }

  private Future<Void> removeAll(String job) {
    return removeFiles(job, -1).compose(v -> removeDirectories(job, null));
  }

  private Future<Void> removeDirectories(String job, String before) {
    return desk.on(desk.store.directories(job, before, JobStore.PAGE))
        .compose(
            paths ->
                paths.isEmpty()
                    ? Future.succeededFuture()
                    : desk.files(new FileRequest.RemoveDirectories(paths), FileAnswer.Removed.class)
                        .compose(v -> removeDirectories(job, paths.get(paths.size() - 1))));
  }

  private Future<Void> removeFiles(String job, long after) {
    return desk.on(desk.store.items(job, ItemState.DONE, after, JobStore.PAGE))
        .compose(
            items -> {
              if (items.isEmpty()) {
                return Future.succeededFuture();
              }
              List<FileRequest.Saved> saved =
                  items.stream()
                      .filter(i -> i.sha256() != null)
                      .map(JobVerification::saved)
                      .toList();
              Item last = items.get(items.size() - 1);
              return desk.files(new FileRequest.Remove(saved), FileAnswer.Removed.class)
                  .compose(v -> removeFiles(job, last.seq()));
            });
  }

  private Future<Void> removeManifest(JobRow row) {
    if (!(JobReader.readStored(row.specJson()).source() instanceof Source.Manifest manifest)) {
      return Future.succeededFuture();
    }
    Path file = desk.options.dataDir().resolve(manifest.file());
    return desk.off(() -> Files.deleteIfExists(file)).mapEmpty();
  }

  /** Goes on removing what is marked, and what has been kept long enough. */
  void sweep() {
    if (sweeping) {
      return;
    }
    sweeping = true;
    int days = desk.options.keepFinishedDays();
    Instant before = days == 0 ? Instant.EPOCH : Instant.now().minus(Duration.ofDays(days));
    desk.on(desk.store.deletable(before))
        .compose(this::eraseAll)
        .onComplete(
            done -> {
              sweeping = false;
              if (done.failed()) {
                LOG.warn("old jobs could not be removed: {}", done.cause().getMessage());
              }
            });
  }

  private Future<Void> eraseAll(List<String> ids) {
    Future<Void> all = Future.succeededFuture();
    for (String id : ids) {
      if (!desk.runners.containsKey(id)) {
        all = all.compose(v -> mark(id)).compose(v -> erase(id));
      }
    }
    return all;
  }

  /** One that has been kept long enough is deleted like any other; marked ones are not found. */
  private Future<Void> mark(String id) {
    return desk.on(desk.store.job(id))
        .compose(row -> row == null ? Future.succeededFuture() : delete(row, false))
        .mapEmpty();
  }

  private Future<Void> erase(String id) {
    return desk.on(desk.store.erase(id))
        .compose(gone -> gone ? Future.succeededFuture() : erase(id));
  }
}
