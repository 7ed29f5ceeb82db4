package dev.fetchery.fetcher;

import dev.fetchery.client.Bodies;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file that a body is streamed into: what waits is written in one hop to a worker, one hop at a
 * time, and hashed in it or beside it. Its methods are for the event loop.
 */
final class PartFile implements BodyFile {
  /** From here on two workers share a batch: to hash it takes longer than to write it. */
  private static final long APART_BYTES = 128 << 10;

  private final PublishQueue disk;
  private final PartChannel file;
  private final boolean fullDurability;
  private final Consumer<IOException> onFailure;
  private final Runnable onWritten;

  private List<Buffer> queue = new ArrayList<>();
  private long queuedBytes;
  private long writtenBytes;
  private boolean writing = true;
  private boolean broken;

  /** Until it is begun or opened. */
  private boolean held = true;

  private boolean left;
  private Promise<Void> idle;

  /**
   * A part.
   *
   * @param onFailure told once, when it cannot be written
   * @param onWritten told after each hop
   */
  PartFile(
      PublishQueue disk,
      String relative,
      boolean fullDurability,
      Consumer<IOException> onFailure,
      Runnable onWritten) {
    this.disk = disk;
    this.file = new PartChannel(disk, relative);
    this.fullDurability = fullDurability;
    this.onFailure = onFailure;
    this.onWritten = onWritten;
  }

  @Override
  public long queuedBytes() {
    return queuedBytes;
  }

  @Override
  public String path() {
    return file.path();
  }

  @Override
  public long continuableBytes() {
    return writtenBytes;
  }

  @Override
  public Digests.Running running() {
    return file.running();
  }

  @Override
  public void create(String target, Digests expected) {
    if (left) {
      return;
    }
    held = false;
    writing = true;
    disk.run(() -> file.create(target, expected)).onComplete(done -> hopped(done, 0));
  }

  /** Opens what an interrupted body left; fails where there is nothing of use. */
  Future<Long> open(long totalBytes) {
    held = false;
    return disk.work(() -> file.reopen(totalBytes)).onComplete(opened -> rest());
  }

  /** Takes the bytes that are there into the digests; what is written meanwhile waits for it. */
  void hashExisting(Digests expected, long length) {
    writing = true;
    hashFrom(0, length, expected).onComplete(done -> hopped(done, 0));
  }

  private Future<Void> hashFrom(long from, long length, Digests expected) {
    return disk.work(() -> file.hashFound(expected, from, length))
        .compose(at -> at < length ? hashFrom(at, length, expected) : Future.succeededFuture());
  }

  @Override
  public void write(Buffer bytes) {
    queue.add(bytes);
    queuedBytes += bytes.length();
    flush();
  }

  @Override
  public Future<Void> finish() {
    return whenIdle().compose(idled -> disk.run(() -> file.finish(fullDurability)));
  }

  @Override
  public Future<Long> abandon(boolean keep) {
    return whenIdle()
        .otherwiseEmpty()
        .compose(idled -> disk.work(() -> close(keep)))
        .otherwise(file.size());
  }

  private long close(boolean keep) throws IOException {
    if (keep && file.size() > 0) {
      file.close();
    } else {
      file.remove();
    }
    return file.size();
  }

  @Override
  public void leave() {
    left = true;
    queue = new ArrayList<>();
    whenIdle().onComplete(idled -> disk.run(file::close));
  }

  private Future<Void> whenIdle() {
    if (held) {
      left = true;
      return Future.failedFuture("not begun");
    } else if (!writing) {
      return broken ? Future.failedFuture("broken") : Future.succeededFuture();
    }
    idle = Promise.promise();
    return idle.future();
  }

  private void flush() {
    if (writing || queue.isEmpty() || broken) {
      return;
    }
    List<Buffer> batch = queue;
    queue = new ArrayList<>();
    long bytes = queuedBytes;
    writing = true;
    Future<?> kept =
        bytes < APART_BYTES
            ? disk.run(
                () -> {
                  file.hash(batch);
                  file.append(batch, bytes);
                })
            : Future.join(
                disk.run(() -> file.hash(batch)), disk.run(() -> file.append(batch, bytes)));
    kept.onComplete(
        done -> {
          batch.forEach(Bodies::release);
          hopped(done, bytes);
        });
  }

  private void hopped(AsyncResult<?> done, long bytes) {
    writing = false;
    queuedBytes -= bytes;
    if (done.failed()) {
      broken = true;
      onFailure.accept(
          done.cause() instanceof IOException io ? io : new IOException(done.cause().toString()));
    } else {
      writtenBytes += bytes;
      flush();
    }
    if (!writing) {
      tellIdle();
    }
    onWritten.run();
  }

  private void rest() {
    writing = false;
    tellIdle();
  }

  private void tellIdle() {
    Promise<Void> waiter = idle;
    idle = null;
    if (waiter == null) {
      return;
    } else if (broken) {
      waiter.fail("broken");
    } else {
      waiter.complete();
    }
  }
}
