package dev.fetchery.fetcher.segment;

import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.file.PartFile;
import dev.fetchery.fetcher.file.RunningDigests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Creates a part, then hashes it as far as it is whole from the start, one step at a time. Confined
 * to the fetcher's event loop.
 */
final class PrefixHasher {
  private final PartFile part;
  private final PieceMap pieces;
  private final long total;
  private final Consumer<@Nullable Throwable> onStep;

  /** The step that is under way; does not fail. */
  private Future<Void> work = Future.succeededFuture();

  /** Whether it is under way, and what follows from its end is not done yet. */
  private boolean working;

  private boolean halted;
  private @Nullable RunningDigests digests;
  private long hashedBytes;

  /**
   * @param total bytes of the whole part
   * @param onStep hears when a step has ended, with its failure or null
   */
  PrefixHasher(PartFile part, PieceMap pieces, long total, Consumer<@Nullable Throwable> onStep) {
    this.part = part;
    this.pieces = pieces;
    this.total = total;
    this.onStep = onStep;
  }

  /**
   * Creates the part.
   *
   * @param target where the file is going to be, or null
   * @param created runs when the part is there, unless it was given up meanwhile
   */
  void create(@Nullable String target, Digests expected, Runnable created) {
    digests = expected.start();
    perform(part.create(target), created);
  }

  /** Hashes what has become whole since, unless a step is under way. */
  void goOn() {
    long from = hashedBytes;
    long until = Math.min(pieces.prefix(), from + PartFile.HASH_BYTES);
    if (!working && from < until) {
      perform(part.hash(digests(), from, until), () -> hashedBytes = until);
    }
  }

  private void perform(Future<Void> begun, Runnable then) {
    Promise<Void> ended = Promise.promise();
    work = ended.future();
    working = true;
    begun.onComplete(
        done -> {
          working = false;
          if (done.succeeded() && !halted) {
            then.run();
          }
          onStep.accept(done.cause());
          ended.complete();
        });
  }

  boolean isWorking() {
    return working;
  }

  /** Whether all of the part is whole and hashed. */
  boolean isDone() {
    return hashedBytes == total;
  }

  /** Completes when no step is under way; does not fail. */
  Future<Void> idle() {
    return work;
  }

  /** What ends from now on has no effect. */
  void halt() {
    halted = true;
  }

  RunningDigests digests() {
    return Objects.requireNonNull(digests, "not begun");
  }
}
