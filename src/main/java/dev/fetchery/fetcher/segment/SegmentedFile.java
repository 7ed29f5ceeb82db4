package dev.fetchery.fetcher.segment;

import dev.fetchery.client.HttpFetch;
import dev.fetchery.context.Confined;
import dev.fetchery.fetcher.file.BodyFile;
import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.file.PartFile;
import dev.fetchery.fetcher.file.PartWriter;
import dev.fetchery.fetcher.file.RunningDigests;
import dev.fetchery.fetcher.flow.BackPressure;
import dev.fetchery.job.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A large body by several connections, each of which writes at its own place: the first response,
 * and those that ask for pieces. A piece is accepted only if it is of the very entity that the
 * first response is of; otherwise its connection ends, and the others fetch what that one did not
 * bring.
 *
 * <p>It is hashed as far as it is whole from the start, read back from the disk. Behind that there
 * are gaps, so that nothing of it is put on record while it grows: it is cut to what is whole
 * before another attempt continues it, and after a crash it begins anew. Confined to the fetcher's
 * event loop.
 */
public final class SegmentedFile implements BodyFile, RangeConnection.Owner {
  private final Confined confined = new Confined();
  private final Owner owner;
  private final PieceMap pieces;
  private final PartFile part;
  private final InitialResponse first;
  private final RangeConnections connections;
  private final Promise<Void> whole = Promise.promise();

  private final PrefixHasher hasher;
  private State state = State.NEW;
  private @Nullable Fault lastFault;

  /** Whether the first response broke off. */
  private boolean broken;

  private enum State {
    /** The part is not there yet: what comes waits. */
    NEW,
    WRITABLE,
    /** Whole on disk and hashed. */
    WHOLE,
    /** Given up: nothing more is fetched or written. */
    HALTED
  }

  /** The task whose body it is. */
  public interface Owner {
    /** Milliseconds since the first request was sent. */
    long elapsedMs();

    /** Something of the first response has been written. */
    void written();

    /** The rest of the first response is not needed. */
    void enough();

    /** The disk did not take the bytes. */
    void diskFailed(Throwable failure);

    /** No connection is left to bring what is missing. */
    void deserted(Fault why);

    /** Nothing more comes for now, since the host rests. */
    void hostRests();
  }

  /** A body in {@code part}; nothing is asked for before {@link #start}. */
  public SegmentedFile(
      HttpFetch fetch,
      Supplier<BackPressure> flows,
      PartFile part,
      Segments segments,
      HostRests.OfFile host,
      Owner owner) {
    this.owner = owner;
    this.pieces = new PieceMap(segments.total(), segments.connections());
    this.part = part;
    PieceRequests requests = new PieceRequests(fetch, segments, host, owner::elapsedMs);
    this.connections = new RangeConnections(pieces, requests);
    this.hasher = new PrefixHasher(part, pieces, segments.total(), this::progress);
    this.first =
        new InitialResponse(
            pieces,
            segments.total(),
            new PartWriter(part, new Writing(owner::written)),
            connections::follow,
            owner::enough);
    for (int i = 0; i < segments.connections(); i++) {
      connections.add(connection(requests, flows.get()));
    }
  }

  private RangeConnection connection(PieceRequests requests, BackPressure flow) {
    RangeConnection[] made = new RangeConnection[1];
    PartWriter writer = new PartWriter(part, new Writing(() -> made[0].written()));
    made[0] = new RangeConnection(pieces, requests, this, flow, writer);
    return made[0];
  }

  /** What the writes of one connection come to. */
  private final class Writing implements PartWriter.Owner {
    private final Runnable onWritten;

    Writing(Runnable onWritten) {
      this.onWritten = onWritten;
    }

    @Override
    public boolean isWritable() {
      return state == State.WRITABLE;
    }

    @Override
    public void wrote(long from, long until) {
      pieces.wrote(from, until);
    }

    @Override
    public void settled(@Nullable Throwable failure) {
      progress(failure);
      onWritten.run();
    }
  }

  @Override
  public String path() {
    return part.path();
  }

  /** Asks for the first pieces. */
  public void start() {
    assert confined.here();
    connections.wake(1);
  }

  @Override
  public void create(@Nullable String target, Digests expected) {
    assert confined.here();
    if (state == State.NEW) {
      hasher.create(target, expected, this::created);
    }
  }

  private void created() {
    state = State.WRITABLE;
    // What came before may be all that its connections read for now.
    first.writer().flush();
    connections.flush();
  }

  @Override
  public void write(Buffer bytes) {
    assert confined.here();
    first.write(bytes);
  }

  /** The first response broke off. */
  public void firstLost(Fault why) {
    assert confined.here();
    first.broke();
    broken = true;
    lost(why);
  }

  @Override
  public void lost(Fault why) {
    lastFault = why;
    progress(null);
  }

  @Override
  public void done() {
    progress(null);
  }

  @Override
  public long queuedBytes() {
    return first.writer().queuedBytes();
  }

  @Override
  public long continuableBytes() {
    return 0;
  }

  /** Bytes that came by the further connections. */
  public long received() {
    return connections.received();
  }

  @Override
  public RunningDigests digests() {
    return hasher.digests();
  }

  /** Decides what is next after something ended; with its failure, or null. */
  private void progress(@Nullable Throwable failure) {
    if (state == State.HALTED || state == State.WHOLE) {
      return;
    } else if (failure != null) {
      halt();
      owner.diskFailed(failure);
      return;
    }
    boolean awake = connections.wake(first.isOver() ? 0 : 1);
    hasher.goOn();
    if (hasher.isDone()) {
      state = State.WHOLE;
      whole.complete();
    } else if (isDeserted()) {
      halt();
      if (awake || broken) {
        owner.deserted(Objects.requireNonNull(lastFault));
      } else {
        owner.hostRests();
      }
    }
  }

  /** Whether something is missing and no connection is left to bring it. */
  private boolean isDeserted() {
    return first.isOver()
        && state == State.WRITABLE
        && !hasher.isWorking()
        && !first.writer().isWriting()
        && !pieces.isWhole()
        && !connections.isBusy();
  }

  private void halt() {
    state = State.HALTED;
    hasher.halt();
    first.writer().drop();
    connections.halt();
  }

  /** Completes when nothing is under way on disk; does not fail. */
  private Future<Void> whenIdle() {
    List<Future<Void>> under = new ArrayList<>(connections.idle());
    under.add(hasher.idle());
    under.add(first.writer().idle());
    return Future.join(under).mapEmpty();
  }

  @Override
  public Future<Void> finish() {
    assert confined.here();
    first.end();
    progress(null);
    return whole.future().compose(hashed -> part.finish().onFailure(owner::diskFailed));
  }

  @Override
  public Future<Long> abandon(boolean keep) {
    assert confined.here();
    halt();
    return whenIdle().compose(idle -> leave(keep ? pieces.prefix() : 0)).otherwise(0L);
  }

  /** Closes it with so much of it left. */
  private Future<Long> leave(long bytes) {
    return (bytes > 0 ? part.truncate(bytes) : part.remove()).map(bytes);
  }

  @Override
  public void leave() {
    assert confined.here();
    halt();
    whenIdle().onComplete(idle -> part.close());
  }
}
