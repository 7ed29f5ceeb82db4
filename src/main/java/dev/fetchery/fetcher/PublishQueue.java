package dev.fetchery.fetcher;

import dev.fetchery.bus.Blocking;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The way from the event loop to the disk: everything that waits to be published goes in one hop to
 * a worker. Belongs to the event loop.
 */
final class PublishQueue {
  private static final int MAX_BATCH = 128;

  /** Enough to keep one worker busy while another's results are looked at. */
  private static final int WORKERS = 1;

  /** Syncing files one after another is what takes the time then, and several do it faster. */
  private static final int SYNCING_WORKERS = 8;

  private static final int SYNCING_BATCH = 16;

  private final Context context;
  private final DownloadRoot downloads;
  private final Publisher publisher;
  private final BooleanSupplier mayRemove;
  private final int workers;
  private final int batchSize;

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int busy;

  /** Work that blocks and has no result. */
  interface BlockingWork {
    void run() throws IOException;
  }

  private record Waiting(Publication what, Promise<Publication.Result> result) {}

  /**
   * A disk.
   *
   * @param mayRemove whether what lies at the places of tasks under way is still theirs
   */
  PublishQueue(
      Context context,
      DownloadRoot downloads,
      Publisher publisher,
      BooleanSupplier mayRemove,
      boolean fullDurability) {
    this.mayRemove = mayRemove;
    this.context = context;
    this.downloads = downloads;
    this.publisher = publisher;
    this.workers = fullDurability ? SYNCING_WORKERS : WORKERS;
    this.batchSize = fullDurability ? SYNCING_BATCH : MAX_BATCH;
  }

  DownloadRoot downloads() {
    return downloads;
  }

  /** Publishes with whatever else is waiting; does not fail. */
  Future<Publication.Result> publish(Publication what) {
    Promise<Publication.Result> result = Promise.promise();
    waiting.add(new Waiting(what, result));
    pump();
    return result.future();
  }

  private void pump() {
    while (busy < workers && !waiting.isEmpty()) {
      List<Waiting> batch = new ArrayList<>(Math.min(batchSize, waiting.size()));
      while (batch.size() < batchSize && !waiting.isEmpty()) {
        batch.add(waiting.poll());
      }
      busy++;
      List<Publication> work = batch.stream().map(Waiting::what).toList();
      work(() -> publisher.publish(work))
          .onComplete(
              done -> {
                busy--;
                for (int i = 0; i < batch.size(); i++) {
                  if (done.succeeded()) {
                    batch.get(i).result.complete(done.result().get(i));
                  } else {
                    batch.get(i).result.complete(unexpected(done.cause()));
                  }
                }
                pump();
              });
    }
  }

  private static Publication.Result unexpected(Throwable cause) {
    return Publisher.fromFault(new IOException(cause.toString()), "publishing");
  }

  /** Removes the working file of a task under way, unless it may be another's by now. */
  Future<Void> removeOwn(String file) {
    return work(
        () -> {
          if (mayRemove()) {
            Files.deleteIfExists(downloads.at(file));
          }
          return null;
        });
  }

  /** Whether the working files of tasks under way are still theirs; may be asked by workers. */
  boolean mayRemove() {
    return mayRemove.getAsBoolean();
  }

  /** Removes working files; what is not there is removed already. */
  Future<Void> remove(List<String> files) {
    return work(
        () -> {
          for (String file : files) {
            Path path = downloads.at(file);
            // One call to the system, where the other takes two; that one says why it fails.
            if (!path.toFile().delete()) {
              Files.deleteIfExists(path);
            }
          }
          return null;
        });
  }

  /** Runs blocking work on a worker, in no order. */
  <T> Future<T> work(java.util.concurrent.Callable<T> blocking) {
    return Blocking.run(context, blocking);
  }

  /** Runs blocking work without a result on a worker, in no order. */
  Future<Void> run(BlockingWork blocking) {
    return work(
        () -> {
          blocking.run();
          return null;
        });
  }
}
