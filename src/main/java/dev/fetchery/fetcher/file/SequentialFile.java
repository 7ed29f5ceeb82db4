package dev.fetchery.fetcher.file;

import dev.fetchery.context.Confined;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A body by one connection, written in order. What waits is written by one worker and hashed by
 * another. Confined to the fetcher's event loop.
 */
public final class SequentialFile implements BodyFile, PartWriter.Owner {
  private final Confined confined = new Confined();
  private final PartFile part;
  private final PartWriter writer;
  private final Consumer<IOException> onFailure;
  private final Runnable onWritten;

  private State state = State.NEW;

  /** Completes when the part can be written to; null before that is tried. */
  private @Nullable Future<Void> ready;

  /** Completes when that has been tried; fails where it never will be. */
  private final Promise<Void> begun = Promise.promise();

  private @Nullable RunningDigests digests;

  /** Bytes of an earlier attempt, before those of this one. */
  private long foundBytes;

  private long takenBytes;
  private long writtenBytes;

  private enum State {
    /** Neither created nor reopened: the lease is waited for. */
    NEW,
    /** Being created, reopened or read back. */
    PREPARING,
    WRITABLE,
    FAILED,
    /** Given up before it was begun. */
    LEFT
  }

  /**
   * A body in {@code part}.
   *
   * @param onFailure called once, when it cannot be written
   * @param onWritten called after each write
   */
  public SequentialFile(PartFile part, Consumer<IOException> onFailure, Runnable onWritten) {
    this.part = part;
    this.writer = new PartWriter(part, this);
    this.onFailure = onFailure;
    this.onWritten = onWritten;
  }

  @Override
  public String path() {
    return part.path();
  }

  @Override
  public long queuedBytes() {
    return writer.queuedBytes();
  }

  @Override
  public long continuableBytes() {
    return writtenBytes;
  }

  @Override
  public RunningDigests digests() {
    return Objects.requireNonNull(digests, "not begun");
  }

  @Override
  public void create(@Nullable String target, Digests expected) {
    assert confined.here();
    if (state == State.NEW) {
      digests = expected.start();
      prepare(part.create(target));
    }
  }

  /**
   * Opens what an interrupted body left; fails where it cannot be continued.
   *
   * @param totalBytes length of the whole body, or -1
   */
  public Future<Long> reopen(long totalBytes) {
    assert confined.here();
    state = State.PREPARING;
    Future<Long> opened =
        part.reopen(totalBytes)
            .map(
                bytes -> {
                  foundBytes = bytes;
                  return bytes;
                });
    ready = opened.mapEmpty();
    return opened;
  }

  /** Takes the bytes that were found into the digests; what is written waits for it. */
  public void hashFound(Digests expected) {
    assert confined.here();
    digests = expected.start();
    prepare(hashFrom(digests, 0));
  }

  private Future<Void> hashFrom(RunningDigests running, long from) {
    long until = Math.min(foundBytes, from + PartFile.HASH_BYTES);
    return part.hash(running, from, until)
        .compose(
            hashed -> until < foundBytes ? hashFrom(running, until) : Future.succeededFuture());
  }

  private void prepare(Future<Void> preparing) {
    state = State.PREPARING;
    // Not the work itself: it is complete on its worker before its end is known here.
    Promise<Void> prepared = Promise.promise();
    ready = prepared.future();
    preparing.onComplete(
        done -> {
          if (done.succeeded()) {
            state = State.WRITABLE;
            writer.flush();
          } else {
            fail(done.cause());
          }
          onWritten.run();
          prepared.complete();
        });
    begun.tryComplete();
  }

  @Override
  public void write(Buffer bytes) {
    assert confined.here();
    long at = foundBytes + takenBytes;
    takenBytes += bytes.length();
    writer.write(at, bytes, bytes.length());
  }

  @Override
  public boolean isWritable() {
    return state == State.WRITABLE;
  }

  @Override
  public Future<Void> beside(List<Buffer> bytes) {
    return part.hash(digests(), bytes);
  }

  @Override
  public void wrote(long from, long until) {
    writtenBytes += until - from;
  }

  @Override
  public void settled(@Nullable Throwable failure) {
    if (failure != null) {
      fail(failure);
    }
    onWritten.run();
  }

  private void fail(Throwable failure) {
    state = State.FAILED;
    onFailure.accept(DiskFault.cause(failure));
  }

  @Override
  public Future<Void> finish() {
    assert confined.here();
    // A short body may have come before the lease is confirmed and the part is begun.
    return begun
        .future()
        .compose(tried -> whenIdle())
        .compose(
            idle ->
                state == State.WRITABLE
                    ? part.finish().onFailure(this::fail)
                    : Future.failedFuture("not writable"));
  }

  @Override
  public Future<Long> abandon(boolean keep) {
    assert confined.here();
    return whenIdle().compose(idle -> close(keep)).otherwise(bytes());
  }

  private Future<Long> close(boolean keep) {
    long bytes = bytes();
    Future<Void> closed = keep && bytes > 0 ? part.close() : part.remove();
    return closed.map(bytes);
  }

  private long bytes() {
    return foundBytes + writtenBytes;
  }

  @Override
  public void leave() {
    assert confined.here();
    writer.drop();
    whenIdle().onComplete(idle -> part.close());
  }

  /** Completes when nothing is under way any more; does not fail. */
  private Future<Void> whenIdle() {
    if (ready == null) {
      state = State.LEFT;
      begun.tryFail("given up before it was begun");
      return Future.succeededFuture();
    }
    return ready.otherwiseEmpty().compose(prepared -> writer.idle());
  }
}
