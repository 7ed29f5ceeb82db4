package dev.fetchery.fetcher;

import dev.fetchery.client.Bodies;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what one of several connections brings to its place in their file: what waits goes in one
 * hop to a worker, one hop at a time. One event loop's.
 */
final class RangeWriter {
  private final SegmentedFile file;
  private final PublishQueue disk;
  private final Runnable onWritten;
  private List<Chunk> queue = new ArrayList<>();
  private long queuedBytes;
  private boolean writing;

  private record Chunk(long at, Buffer bytes, int length) {}

  RangeWriter(SegmentedFile file, PublishQueue disk, Runnable onWritten) {
    this.file = file;
    this.disk = disk;
    this.onWritten = onWritten;
  }

  /** Takes the first {@code length} bytes of {@code bytes}, which belong at {@code at}. */
  void write(long at, Buffer bytes, int length) {
    queue.add(new Chunk(at, bytes, length));
    queuedBytes += length;
    flush();
  }

  long queuedBytes() {
    return queuedBytes;
  }

  boolean isWriting() {
    return writing;
  }

  /** What waits is not written any more. */
  void drop() {
    queue.forEach(chunk -> Bodies.release(chunk.bytes()));
    queue = new ArrayList<>();
  }

  /** Writes what waits, if the file can be written to and no hop is under way. */
  void flush() {
    if (writing || queue.isEmpty() || !file.isWritable()) {
      return;
    }
    List<Chunk> batch = queue;
    queue = new ArrayList<>();
    writing = true;
    Future<Void> written = disk.run(() -> write(batch));
    written.onComplete(
        done -> {
          writing = false;
          for (Chunk chunk : batch) {
            queuedBytes -= chunk.length();
            Bodies.release(chunk.bytes());
            if (done.succeeded()) {
              file.wrote(chunk.at(), chunk.at() + chunk.length());
            }
          }
          flush();
          file.settled(done.cause());
          onWritten.run();
        });
  }

  private void write(List<Chunk> batch) throws IOException {
    for (Chunk chunk : batch) {
      ByteBuffer view = Bodies.view(chunk.bytes());
      view.limit(view.position() + chunk.length());
      file.part().write(view, chunk.at());
    }
  }
}
