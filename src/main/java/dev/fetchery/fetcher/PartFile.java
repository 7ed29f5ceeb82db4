package dev.fetchery.fetcher;

import dev.fetchery.client.Bodies;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file that a body is streamed into: what waits is written in one hop to a worker, one hop at a
 * time, and hashed in it or beside it. Its methods are for the event loop.
 */
final class PartFile implements BodyFile {
  /** Hashed in one hop where a part is continued: a worker is not held for long. */
  private static final long HASH_BYTES = 64L << 20;

  /** From here on two workers share a batch: to hash it takes longer than to write it. */
  private static final long APART_BYTES = 128 << 10;

  private final Disk disk;
  private final String relative;
  private final boolean fullDurability;
  private final Consumer<IOException> onFailure;
  private final Runnable onWritten;

  private Digests digests;
  private List<Buffer> queue = new ArrayList<>();
  private long queuedBytes;
  private long writtenBytes;
  private boolean writing = true;
  private boolean broken;

  /** Until it is begun or opened. */
  private boolean held = true;

  private boolean left;
  private Promise<Void> idle;

  // Each used by one worker at a time, the next one after the last has reported back.
  private FileChannel channel;
  private Digests.Running running;
  private long size;

  /**
   * A part.
   *
   * @param onFailure told once, when it cannot be written
   * @param onWritten told after each hop
   */
  PartFile(
      Disk disk,
      String relative,
      boolean fullDurability,
      Consumer<IOException> onFailure,
      Runnable onWritten) {
    this.disk = disk;
    this.relative = relative;
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
    return relative;
  }

  @Override
  public long continuableBytes() {
    return writtenBytes;
  }

  /** Bytes in the file, once nothing is being written. */
  long size() {
    return size;
  }

  @Override
  public Digests.Running running() {
    return running;
  }

  @Override
  public void create(String target, Digests expected) {
    if (left) {
      return;
    }
    digests = expected;
    held = false;
    hop(
        () -> {
          Path path = disk.downloads().at(relative);
          disk.downloads().enter(path);
          channel = Publisher.create(path, target == null ? null : disk.downloads().at(target));
          running = expected.start();
        });
  }

  /** Opens what an interrupted body left; fails where there is nothing of use. */
  Future<Long> open(long totalBytes) {
    held = false;
    return disk.work(
            () -> {
              Path path = disk.downloads().at(relative);
              boolean usable =
                  disk.downloads().holds(path)
                      && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                      && links(path) == 1
                      && Files.size(path) > 0
                      && (totalBytes < 0 || Files.size(path) < totalBytes);
              if (!usable) {
                throw new IOException("no part to continue");
              }
              channel =
                  FileChannel.open(
                      path,
                      StandardOpenOption.READ,
                      StandardOpenOption.WRITE,
                      LinkOption.NOFOLLOW_LINKS);
              size = channel.size();
              return size;
            })
        .onComplete(opened -> rest());
  }

  /** A part that has another name as well is published: to write into it would change that. */
  private static int links(Path path) throws IOException {
    try {
      return (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return 1;
    }
  }

  /** Takes the bytes that are there into the digests; what is written meanwhile waits for it. */
  void hashExisting(Digests expected, long length) {
    digests = expected;
    writing = true;
    hashFrom(0, length).onComplete(done -> hopped(done, 0));
  }

  private Future<Void> hashFrom(long from, long length) {
    return disk.work(
            () -> {
              if (from == 0) {
                running = digests.start();
              }
              long until = Math.min(length, from + HASH_BYTES);
              running.update(channel, from, until);
              size = until;
              channel.position(until);
              return until;
            })
        .compose(at -> at < length ? hashFrom(at, length) : Future.succeededFuture());
  }

  @Override
  public void write(Buffer bytes) {
    queue.add(bytes);
    queuedBytes += bytes.length();
    flush();
  }

  @Override
  public Future<Void> finish() {
    return whenIdle()
        .compose(
            v ->
                disk.work(
                    () -> {
                      if (fullDurability) {
                        channel.force(true);
                      }
                      channel.close();
                      return null;
                    }));
  }

  @Override
  public Future<Long> abandon(boolean keep) {
    return whenIdle()
        .otherwiseEmpty()
        .compose(
            v ->
                disk.work(
                    () -> {
                      if (channel == null) {
                        return 0L;
                      }
                      if (channel.isOpen()) {
                        channel.close();
                      }
                      if ((!keep || size == 0) && disk.mayRemove()) {
                        Files.deleteIfExists(disk.downloads().at(relative));
                      }
                      return size;
                    }))
        .otherwise(size);
  }

  @Override
  public void leave() {
    left = true;
    queue = new ArrayList<>();
    whenIdle()
        .onComplete(
            idled ->
                disk.work(
                    () -> {
                      if (channel != null) {
                        channel.close();
                      }
                      return null;
                    }));
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
            ? work(
                () -> {
                  hash(batch);
                  append(batch, bytes);
                })
            : Future.join(work(() -> hash(batch)), work(() -> append(batch, bytes)));
    kept.onComplete(
        done -> {
          batch.forEach(Bodies::release);
          hopped(done, bytes);
        });
  }

  private void hash(List<Buffer> batch) {
    batch.forEach(buffer -> running.update(Bodies.view(buffer)));
  }

  private void append(List<Buffer> batch, long bytes) throws IOException {
    ByteBuffer[] views = batch.stream().map(Bodies::view).toArray(ByteBuffer[]::new);
    long more = bytes;
    while (more > 0) {
      more -= channel.write(views);
    }
    size += bytes;
  }

  private interface Blocking {
    void run() throws IOException;
  }

  private void hop(Blocking work) {
    writing = true;
    work(work).onComplete(done -> hopped(done, 0));
  }

  private Future<Void> work(Blocking work) {
    return disk.work(
        () -> {
          work.run();
          return null;
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
