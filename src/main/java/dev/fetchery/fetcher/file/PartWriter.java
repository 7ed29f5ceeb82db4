package dev.fetchery.fetcher.file;

import dev.fetchery.client.Bodies;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what one connection brings to its place in a part. What comes while a write is under way
 * waits and is written together with what follows. Confined to the fetcher's event loop.
 */
public final class PartWriter {
  /** Buffers smaller than this are joined: copying costs less than a write of its own. */
  private static final int JOINED_BELOW = 64 << 10;

  private static final int JOINED_BYTES = 256 << 10;

  private final PartFile part;
  private final Owner owner;
  private List<Chunk> queue = new ArrayList<>();
  private long queuedBytes;
  private boolean writing;
  private @Nullable Promise<Void> idle;

  /** The body that the part is of. */
  public interface Owner {
    /** Whether bytes may be written by now. */
    boolean isWritable();

    /** What is done with the same bytes while they are written. */
    default Future<Void> beside(List<Buffer> bytes) {
      return Future.succeededFuture();
    }

    /** These bytes are on disk. */
    void wrote(long from, long until);

    /** A write has ended; with its failure, or null. */
    void settled(@Nullable Throwable failure);
  }

  private record Chunk(long at, Buffer bytes, int length) {
    long until() {
      return at + length;
    }
  }

  /** A writer into {@code part}. */
  public PartWriter(PartFile part, Owner owner) {
    this.part = part;
    this.owner = owner;
  }

  /** Takes the first {@code length} bytes of {@code bytes}, whose place is at {@code at}. */
  public void write(long at, Buffer bytes, int length) {
    queue.add(new Chunk(at, bytes, length));
    queuedBytes += length;
    flush();
  }

  /** Bytes that wait to be written, or are being written. */
  public long queuedBytes() {
    return queuedBytes;
  }

  /** Whether a write is under way. */
  public boolean isWriting() {
    return writing;
  }

  /** Drops what waits. */
  public void drop() {
    for (Chunk chunk : queue) {
      queuedBytes -= chunk.length();
      Bodies.release(chunk.bytes());
    }
    queue = new ArrayList<>();
  }

  /** Completes when no write is under way; does not fail. */
  public Future<Void> idle() {
    if (!writing) {
      return Future.succeededFuture();
    } else if (idle == null) {
      idle = Promise.promise();
    }
    return idle.future();
  }

  /** Writes what waits, if the part can be written to and no write is under way. */
  public void flush() {
    if (writing || queue.isEmpty() || !owner.isWritable()) {
      return;
    }
    List<Chunk> batch = queue;
    queue = new ArrayList<>();
    writing = true;
    List<Future<?>> work = new ArrayList<>(batch.size() + 1);
    work.add(owner.beside(batch.stream().map(Chunk::bytes).toList()));
    write(batch, work);
    Future.join(work).onComplete(done -> written(batch, done));
  }

  private void write(List<Chunk> batch, List<Future<?>> work) {
    int i = 0;
    while (i < batch.size()) {
      int next = endOfRun(batch, i);
      work.add(
          part.write(next == i + 1 ? whole(batch.get(i)) : join(batch, i, next), at(batch, i)));
      i = next;
    }
  }

  private static long at(List<Chunk> batch, int index) {
    return batch.get(index).at();
  }

  /** Behind the last of the small chunks that follow each other from this one on. */
  private static int endOfRun(List<Chunk> batch, int from) {
    int next = from + 1;
    long length = batch.get(from).length();
    while (next < batch.size()
        && batch.get(next - 1).length() < JOINED_BELOW
        && batch.get(next).length() < JOINED_BELOW
        && batch.get(next).at() == batch.get(next - 1).until()
        && length + batch.get(next).length() <= JOINED_BYTES) {
      length += batch.get(next).length();
      next++;
    }
    return next;
  }

  private static Buffer whole(Chunk chunk) {
    return chunk.length() == chunk.bytes().length()
        ? chunk.bytes()
        : chunk.bytes().slice(0, chunk.length());
  }

  private static Buffer join(List<Chunk> batch, int from, int until) {
    int length = (int) (batch.get(until - 1).until() - batch.get(from).at());
    Buffer joined = Buffer.buffer(length);
    for (Chunk chunk : batch.subList(from, until)) {
      joined.appendBuffer(chunk.bytes(), 0, chunk.length());
    }
    return joined;
  }

  private void written(List<Chunk> batch, AsyncResult<?> done) {
    writing = false;
    for (Chunk chunk : batch) {
      queuedBytes -= chunk.length();
      Bodies.release(chunk.bytes());
      if (done.succeeded()) {
        owner.wrote(chunk.at(), chunk.until());
      }
    }
    if (done.succeeded()) {
      flush();
    }
    // First: what waits for the last write must find its failure known.
    owner.settled(done.cause());
    if (!writing && idle != null) {
      Promise<Void> waiting = idle;
      idle = null;
      waiting.complete();
    }
  }
}
