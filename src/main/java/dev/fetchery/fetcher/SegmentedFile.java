package dev.fetchery.fetcher;

import dev.fetchery.client.Exchange;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that a large body comes into by several connections, each writing at its own place: that
 * of the first answer and the lanes, which ask for pieces. A piece is joined only if it is of the
 * very entity that the first answer is of; whatever else comes ends its connection, and the others
 * fetch what that one did not bring.
 *
 * <p>It is hashed as far as it is whole from the start, read back from the disk. Behind that there
 * are gaps, so that nothing of it is remembered while it grows: it is cut to what is whole before
 * another attempt goes on with it, and after a crash it begins anew. One event loop's.
 */
final class SegmentedFile implements BodyFile {
  private final TaskRun run;
  private final PublishQueue disk;
  private final Segments segments;
  private final PieceMap pieces;
  private final PartChannel part;
  private final InitialResponse first;
  private final List<RangeConnection> lanes = new ArrayList<>();
  private final Promise<Void> whole = Promise.promise();

  /** Whether a piece that was asked for has come. */
  private boolean proven;

  private boolean halted;
  private boolean hopping;
  private long hashedBytes;
  private Fault lastFault;
  private Promise<Void> idle;

  /**
   * The file of a task's body.
   *
   * @param onWritten told when something of the first answer has been written
   */
  SegmentedFile(TaskRun run, String relative, Segments segments, Runnable onWritten) {
    this.run = run;
    this.disk = run.tools().disk();
    this.segments = segments;
    this.pieces = new PieceMap(segments.total(), segments.connections());
    this.part = new PartChannel(disk, relative);
    this.first = new InitialResponse(this, disk, segments.total(), onWritten, run::enough);
    // The last one takes the first answer's turn when that is over.
    for (int i = 0; i < segments.connections(); i++) {
      lanes.add(new RangeConnection(this, run.tools(), run.task().job()));
    }
  }

  @Override
  public String path() {
    return part.path();
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
    hop(() -> part.create(target, expected), this::flush);
  }

  /** What came before the file was begun may be all that its connections read for now. */
  private void flush() {
    first.strip().flush();
    lanes.forEach(lane -> lane.strip().flush());
  }

  @Override
  public void write(Buffer bytes) {
    first.write(bytes);
  }

  /** The first answer broke off. */
  void firstLost(Fault why) {
    first.broke();
    lost(why);
  }

  /** A connection has ended and given back what it did not bring. */
  void lost(Fault why) {
    lastFault = why;
    settled(null);
  }

  @Override
  public long queuedBytes() {
    return first.queuedBytes();
  }

  @Override
  public long continuableBytes() {
    return 0;
  }

  /** Bytes that came by the further connections. */
  long received() {
    return lanes.stream().mapToLong(RangeConnection::received).sum();
  }

  @Override
  public Digests.Running running() {
    return part.running();
  }

  PieceMap pieces() {
    return pieces;
  }

  PartChannel part() {
    return part;
  }

  /** These bytes are on disk. */
  void wrote(long from, long until) {
    pieces.wrote(from, until);
  }

  /** Asks for a piece; what comes of it is told to {@code lane}. */
  Exchange fetch(PieceMap.Span wanted, RangeConnection lane) {
    return run.tools().fetch().send(segments.call(wanted, run.elapsedMs()), lane);
  }

  /** Whether an answer is the piece that was asked for. */
  boolean accepts(PieceMap.Span wanted, ResponseHead answer) {
    boolean right = segments.isPiece(wanted, answer);
    proven |= right;
    return right;
  }

  /**
   * The piece that begins there, for the first answer to go on with; or null where another brings
   * it. As long as the server has not shown that it serves pieces, nobody does: one that answers a
   * single request at a time never would.
   */
  PieceMap.Span follow(long from) {
    PieceMap.Span free = pieces.takeAt(from);
    if (free != null || proven) {
      return free;
    }
    return lanes.stream()
        .filter(lane -> lane.isAt(from))
        .findFirst()
        .map(RangeConnection::giveWay)
        .orElse(null);
  }

  /** Whether it has been begun and nobody has given it up. */
  boolean isWritable() {
    return part.isOpened() && !halted;
  }

  private void hop(PublishQueue.BlockingWork blocking, Runnable then) {
    hopping = true;
    disk.run(blocking)
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
      run.diskFailed(failure, part.path());
    }
    if (!halted) {
      wake();
      hash();
      if (hashedBytes == segments.total()) {
        whole.tryComplete();
      } else if (isDeserted()) {
        halt();
        run.broken(lastFault, true, false);
      }
    }
    if (idle != null && !isBusy()) {
      idle.tryComplete();
    }
  }

  private void wake() {
    long busy =
        lanes.stream().filter(RangeConnection::isFetching).count() + (first.isOver() ? 0 : 1);
    for (RangeConnection lane : lanes) {
      if (busy < segments.connections() && lane.isIdle() && lane.fetchNext()) {
        busy++;
      }
    }
  }

  private void hash() {
    long from = hashedBytes;
    long until = Math.min(pieces.prefix(), from + PartChannel.HASH_BYTES);
    if (!hopping && from < until) {
      hop(() -> part.hash(from, until), () -> hashedBytes = until);
    }
  }

  /** Whether something is missing and nobody is left to bring it. */
  private boolean isDeserted() {
    return first.isOver()
        && !isBusy()
        && !pieces.isWhole()
        && lanes.stream().noneMatch(RangeConnection::isFetching);
  }

  private boolean isBusy() {
    return hopping
        || first.strip().isWriting()
        || lanes.stream().anyMatch(lane -> lane.strip().isWriting());
  }

  private void halt() {
    halted = true;
    first.strip().drop();
    lanes.forEach(RangeConnection::halt);
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
    first.end();
    settled(null);
    boolean durable = run.tools().fullDurability();
    return whole.future().compose(hashed -> disk.run(() -> part.finish(durable)));
  }

  @Override
  public Future<Long> abandon(boolean keep) {
    halt();
    return whenIdle().compose(idled -> leave(keep ? pieces.prefix() : 0)).otherwise(0L);
  }

  /** Closes it with so much of it left. */
  private Future<Long> leave(long bytes) {
    return disk.work(
        () -> {
          if (bytes > 0) {
            part.truncate(bytes);
            part.close();
          } else {
            part.remove();
          }
          return bytes;
        });
  }

  @Override
  public void leave() {
    halt();
    whenIdle().onSuccess(idled -> disk.run(part::close));
  }
}
