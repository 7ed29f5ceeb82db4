package dev.fetchery.fetcher;

import dev.fetchery.client.Bodies;
import dev.fetchery.client.Exchange;
import dev.fetchery.client.Head;
import dev.fetchery.job.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that a large body comes into by several connections, each writing at its own place. The
 * first is the answer to the plain request: it is read on until it meets bytes that another has
 * taken. A piece is joined only if it is of the very entity that the first answer is of; whatever
 * else comes ends its connection, and the others fetch what that one did not bring.
 *
 * <p>It is hashed as far as it is whole from the start, read back from the disk. Behind that there
 * are gaps, so that nothing of it is remembered while it grows: it is cut to what is whole before
 * another attempt goes on with it, and after a crash it begins anew. One event loop's.
 */
final class SegmentedFile implements BodyFile {
  /** Hashed in one hop: a worker is not held for long. */
  private static final long HASH_BYTES = 64L << 20;

  private final Tools tools;
  private final String relative;
  private final Segments segments;
  private final Listener listener;
  private final Pieces pieces;
  private final Strip first;
  private final List<Lane> lanes = new ArrayList<>();
  private final Promise<Void> whole = Promise.promise();

  private Pieces.Span piece;
  private long at;
  private boolean firstOver;

  /** Of the first answer, what may be another connection's to bring; null where nothing may. */
  private Buffer waiting;

  /** Whether a piece that was asked for has come. */
  private boolean proven;

  private boolean halted;
  private boolean hopping;
  private long hashedBytes;
  private Fault lastFault;
  private Promise<Void> idle;

  // Set by the worker that begins the file, before any other is given it.
  private FileChannel channel;
  private Digests.Running running;

  /** Who is told what comes of it. */
  interface Listener {
    void diskFailed(IOException e);

    /** Something of the first answer has been written. */
    void written();

    /** The rest of the first answer is not needed. */
    void enough();

    /** No connection is left, and the file is not whole. */
    void lost(Fault why);

    /** Since the request was sent. */
    long elapsedMs();
  }

  SegmentedFile(Tools tools, String job, String relative, Segments segments, Listener listener) {
    this.tools = tools;
    this.relative = relative;
    this.segments = segments;
    this.listener = listener;
    this.pieces = new Pieces(segments.total(), segments.connections());
    this.first = new Strip(this, listener::written);
    this.piece = pieces.take();
    // The last one takes the first answer's turn when that is over.
    for (int i = 0; i < segments.connections(); i++) {
      lanes.add(new Lane(this, tools, job));
    }
  }

  @Override
  public String path() {
    return relative;
  }

  /** Asks for the first pieces. */
  void start() {
    wake();
  }

  @Override
  public void create(String target, Digests expected) {
    if (halted) {
      return;
    }
    Downloads downloads = tools.disk().downloads();
    hop(
        none -> {
          Path path = downloads.at(relative);
          downloads.enter(path);
          channel = Publisher.create(path, target == null ? null : downloads.at(target));
          running = expected.start();
        },
        first::flush);
  }

  @Override
  public void write(Buffer bytes) {
    if (waiting != null) {
      waiting.appendBuffer(bytes);
      Bodies.release(bytes);
      return;
    }
    int length = bytes.length();
    while (piece.until() - at < length && extend()) {
      // Until it is long enough, or another has taken what follows.
    }
    int wanted = (int) Math.min(length, piece.until() - at);
    Buffer rest = wanted < length ? bytes.getBuffer(wanted, length) : null;
    first.write(at, bytes, wanted);
    at += wanted;
    if (at == piece.until() && at < segments.total() && !extend()) {
      waiting = rest == null ? Buffer.buffer() : rest;
      meet();
    }
  }

  /**
   * The first answer has come to bytes that another connection is to bring. It is not given up
   * before the server has shown that it does serve pieces.
   */
  private void meet() {
    if (waiting == null || firstOver) {
      return;
    }
    if (extend()) {
      Buffer rest = waiting;
      waiting = null;
      if (rest.length() > 0) {
        write(rest);
      }
      listener.written();
    } else if (proven) {
      firstOver = true;
      waiting = null;
      listener.enough();
    }
  }

  private boolean extend() {
    Pieces.Span next = pieces.takeAt(piece.until());
    if (next == null) {
      return false;
    }
    piece = new Pieces.Span(piece.from(), next.until());
    return true;
  }

  /** The first answer broke off. */
  void firstLost(Fault why) {
    pieces.giveBack(at, piece.until());
    firstOver = true;
    lost(why);
  }

  /** A connection has ended and given back what it did not bring. */
  void lost(Fault why) {
    lastFault = why;
    settled(null);
  }

  @Override
  public long queuedBytes() {
    return waiting == null ? first.queuedBytes() : Long.MAX_VALUE;
  }

  @Override
  public long continuableBytes() {
    return 0;
  }

  /** Bytes that came by the further connections. */
  long received() {
    return lanes.stream().mapToLong(Lane::received).sum();
  }

  @Override
  public Digests.Running running() {
    return running;
  }

  Pieces pieces() {
    return pieces;
  }

  /** These bytes are on disk. */
  void wrote(long from, long until) {
    pieces.wrote(from, until);
  }

  /** Asks for a piece; what comes of it is told to {@code lane}. */
  Exchange fetch(Pieces.Span wanted, Lane lane) {
    return tools.fetch().send(segments.call(wanted, listener.elapsedMs()), lane);
  }

  /** Whether an answer is the piece that was asked for. */
  boolean accepts(Pieces.Span wanted, Head answer) {
    boolean right = segments.isPiece(wanted, answer);
    if (right && !proven) {
      proven = true;
      meet();
    }
    return right;
  }

  /** Whether it has been begun and nobody has given it up. */
  boolean isWritable() {
    return channel != null && !halted;
  }

  /** What a worker does with the file. */
  interface Blocking {
    void run(FileChannel channel) throws IOException;
  }

  /** Uses the file on a worker. */
  Future<Void> work(Blocking blocking) {
    return tools
        .disk()
        .work(
            () -> {
              blocking.run(channel);
              return null;
            });
  }

  private void hop(Blocking blocking, Runnable then) {
    hopping = true;
    work(blocking)
        .onComplete(
            done -> {
              hopping = false;
              if (done.succeeded()) {
                then.run();
              }
              settled(done.cause());
            });
  }

  /** Looks what is to be done, after something came to its end; with {@code failure}, or null. */
  void settled(Throwable failure) {
    if (failure != null && !halted) {
      halt();
      listener.diskFailed(
          failure instanceof IOException io ? io : new IOException(failure.toString()));
    }
    if (!halted) {
      meet();
      wake();
      hash();
      if (hashedBytes == segments.total()) {
        whole.tryComplete();
      } else if (isDeserted()) {
        halt();
        listener.lost(lastFault);
      }
    }
    if (idle != null && !isBusy()) {
      idle.tryComplete();
    }
  }

  private void wake() {
    long busy = lanes.stream().filter(Lane::isFetching).count() + (firstOver ? 0 : 1);
    for (Lane lane : lanes) {
      if (busy < segments.connections() && lane.isIdle() && lane.fetchNext()) {
        busy++;
      }
    }
  }

  private void hash() {
    long from = hashedBytes;
    long until = Math.min(pieces.prefix(), from + HASH_BYTES);
    if (!hopping && from < until) {
      hop(file -> running.update(file, from, until), () -> hashedBytes = until);
    }
  }

  /** Whether something is missing and nobody is left to bring it. */
  private boolean isDeserted() {
    return firstOver
        && !isBusy()
        && !pieces.isWhole()
        && lanes.stream().noneMatch(Lane::isFetching);
  }

  private boolean isBusy() {
    return hopping
        || first.isWriting()
        || lanes.stream().anyMatch(lane -> lane.strip().isWriting());
  }

  private void halt() {
    halted = true;
    first.drop();
    lanes.forEach(Lane::halt);
  }

  private Future<Void> whenIdle() {
    if (!isBusy()) {
      return Future.succeededFuture();
    }
    idle = Promise.promise();
    return idle.future();
  }

  @Override
  public Future<Void> finish() {
    firstOver = true;
    settled(null);
    return whole
        .future()
        .compose(
            hashed ->
                work(
                    file -> {
                      if (tools.fullDurability()) {
                        file.force(true);
                      }
                      file.close();
                    }));
  }

  @Override
  public Future<Long> abandon(boolean keep) {
    halt();
    return whenIdle().compose(idled -> close(keep ? pieces.prefix() : 0)).otherwise(0L);
  }

  /** Leaves so much of it. */
  private Future<Long> close(long bytes) {
    return tools
        .disk()
        .work(
            () -> {
              if (channel == null) {
                return 0L;
              }
              if (channel.isOpen()) {
                if (bytes > 0) {
                  channel.truncate(bytes);
                }
                channel.close();
              }
              if (bytes == 0 && tools.disk().mayRemove()) {
                Files.deleteIfExists(tools.disk().downloads().at(relative));
              }
              return bytes;
            });
  }

  @Override
  public void leave() {
    halt();
    whenIdle()
        .onSuccess(
            idled ->
                work(
                    file -> {
                      if (file != null) {
                        file.close();
                      }
                    }));
  }
}
