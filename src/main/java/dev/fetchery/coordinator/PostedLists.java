package dev.fetchery.coordinator;

import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.coordinator.port.Worker;
import dev.fetchery.job.Source;
import dev.fetchery.spec.JobReader;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.ListCopies;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lists that jobs read: files of the data directory, and pieces in a store that the next
 * coordinator reaches from another machine.
 */
final class PostedLists {
  private static final Logger LOG = LoggerFactory.getLogger(PostedLists.class);

  private final StoreCalls store;
  private final Worker worker;
  private final Path dataDir;

  PostedLists(StoreCalls store, Worker worker, Path dataDir) {
    this.store = store;
    this.worker = worker;
    this.dataDir = dataDir;
  }

  /** Puts the list of a job that is about to be stored where the next coordinator finds it. */
  Future<Void> keep(Source source) {
    return source instanceof Source.Manifest list
        ? copied(() -> ListCopies.keep(store.direct(), dataDir, list.file()))
            .recover(e -> drop(list).eventually(() -> Future.failedFuture(e)))
        : Future.succeededFuture();
  }

  /**
   * Has the list of a job here, where the job has still to read it. That a list is gone is told by
   * its discovery, which breaks off, also where the store keeps none.
   */
  Future<Void> bringHere(JobRow row, Source source) {
    boolean isRead = !row.discovery().done() && !row.cancelling();
    return isRead && source instanceof Source.Manifest list
        ? copied(() -> bringHere(list))
        : Future.succeededFuture();
  }

  private void bringHere(Source.Manifest list) throws IOException {
    try {
      ListCopies.bringHere(store.direct(), dataDir, list.file());
    } catch (NoSuchFileException e) {
      LOG.debug("a list is gone: {}", e.getMessage());
    }
  }

  /** Copies between the data directory and the store, which keeps lists or leaves it at that. */
  private interface Copy {
    void run() throws IOException;
  }

  private Future<Void> copied(Copy copy) {
    return worker.run(
        () -> {
          copy.run();
          return null;
        });
  }

  /** Removes what was kept for a job that was not stored. */
  Future<Void> dropUnused(Source source) {
    return source instanceof Source.Manifest list ? drop(list) : Future.succeededFuture();
  }

  /** Removes the list of a job that is deleted. */
  Future<Void> remove(JobRow row) {
    return worker
        .run(() -> JobReader.readStored(row.specJson()).source())
        .compose(
            source ->
                source instanceof Source.Manifest list
                    ? drop(list).compose(v -> removeFile(list))
                    : Future.succeededFuture());
  }

  private Future<Void> removeFile(Source.Manifest list) {
    return worker.run(() -> Files.deleteIfExists(dataDir.resolve(list.file()))).mapEmpty();
  }

  private Future<Void> drop(Source.Manifest list) {
    return store.direct().keepsLists()
        ? store.call(lists -> lists.dropList(list.file()))
        : Future.succeededFuture();
  }
}
