package dev.fetchery.store;

import dev.fetchery.context.Clock;
import dev.fetchery.store.JobReads.Health;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries out writes in the order they are called, all that wait in one commit.
 *
 * <p>A commit that fails for a reason that may pass, such as a full disk, is tried again until it
 * succeeds; until then its operations stay unanswered. An operation that can never succeed fails
 * alone: the others are carried out again without it.
 *
 * <p>Where the connection itself is lost, and with it the right to write, the writer ends: nothing
 * that was not answered before is answered any more.
 */
final class Writer implements AutoCloseable {

  /** Called before each commit, which fails if this throws. */
  interface CommitGate {
    void pass() throws SQLException;
  }

  /** Most rows in a commit; operations beyond it go into the next one. */
  private static final int MAX_ROWS = 2_000;

  /**
   * Least time from the beginning of a commit to that of the next. Operations that come meanwhile
   * share a commit, and their callers are woken once.
   */
  private static final long COMMIT_SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 5_000;

  /** How long closing waits for a commit that fails. */
  private static final long CLOSE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How long the writer is idle before it proves its connection. */
  private static final long IDLE_MS = 1_000;

  private final WriteContext context;
  private final Clock clock;
  private final CommitGate gate;
  private final Thread thread = new Thread(this::serve, "store-writer");
  private final BlockingQueue<PendingWrite<?>> queue = new LinkedBlockingQueue<>();
  private final PendingWrite<Void> end = new PendingWrite<>(0, unused -> null);
  private final CompletableFuture<StoreException> lost = new CompletableFuture<>();
  private volatile Health health = Health.FRESH;

  /** Guarded by this. */
  private boolean closed;

  private final CountDownLatch closing = new CountDownLatch(1);

  /** When the last commit began. Confined to the writer's thread. */
  private long began;

  /** Set before {@link #closing} is counted down. */
  private long closedNanos;

  Writer(WriteContext context, CommitGate gate) {
    this.context = context;
    this.clock = context.clock();
    this.gate = gate;
    this.began = clock.nanoTime() - COMMIT_SPACING_NANOS;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Health health() {
    return health;
  }

  /** Completes if the connection is lost. */
  CompletionStage<StoreException> lost() {
    return lost;
  }

  /**
   * @param rows how many rows it changes, about
   */
  synchronized <T> CompletionStage<T> submit(int rows, PendingWrite.Operation<T> operation) {
    PendingWrite<T> write = new PendingWrite<>(rows, operation);
    if (closed) {
      write.fail(new StoreException.Closed());
    } else {
      queue.add(write);
    }
    return write.answer();
  }

  private void serve() {
    boolean ended = false;
    try (SqlConnection connection = context.connection()) {
      boolean more = true;
      while (more) {
        List<PendingWrite<?>> batch = new ArrayList<>();
        more = gather(batch);
        if (!batch.isEmpty() && carryOut(batch)) {
          batch.forEach(PendingWrite::settle);
        }
      }
      ended = true;
      connection.finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // Nothing is lost: what was committed is there at the next start.
    } finally {
      if (!ended) {
        // An error of the virtual machine ended this thread: health shows that nothing is stored.
        health = health.failing(health.batch(), clock.now());
      }
    }
  }

  /** Waits for an operation and takes those behind it; false at the end. */
  private boolean gather(List<PendingWrite<?>> batch) throws InterruptedException {
    int rows = 0;
    PendingWrite<?> write = next();
    long early = began + COMMIT_SPACING_NANOS - clock.nanoTime();
    if (early > 0) {
      LockSupport.parkNanos(early);
    }
    began = clock.nanoTime();
    while (write != null && write != end) {
      batch.add(write);
      rows += write.rows();
      write = rows < MAX_ROWS ? queue.poll() : null;
    }
    return write != end;
  }

  private PendingWrite<?> next() throws InterruptedException {
    if (!context.connection().remote()) {
      return queue.take();
    }
    PendingWrite<?> write = queue.poll(IDLE_MS, TimeUnit.MILLISECONDS);
    while (write == null) {
      try {
        context.connection().prove();
      } catch (SQLException e) {
        giveUp(e);
      }
      write = queue.poll(IDLE_MS, TimeUnit.MILLISECONDS);
    }
    return write;
  }

  /** Waits for the end of the process. What waits to be written stays unanswered until then. */
  private void giveUp(SQLException e) throws InterruptedException {
    health = health.failing(health.batch(), clock.now());
    lost.complete(
        new StoreException(
            "the database is lost, and with it the right to write: " + firstLine(e), e));
    closing.await();
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** False if the store was closed before the commit succeeded. */
  private boolean carryOut(List<PendingWrite<?>> batch) throws InterruptedException {
    long pauseMs = FIRST_PAUSE_MS;
    while (true) {
      try {
        long start = clock.nanoTime();
        transact(batch);
        long micros = TimeUnit.NANOSECONDS.toMicros(clock.nanoTime() - start);
        health = health.committed(micros, batch.size());
        return true;
      } catch (PendingWrite.Rejected e) {
        context.rollback();
      } catch (SQLException e) {
        if (context.connection().failure(e) == SqlConnection.Failure.LOST) {
          giveUp(e);
          return unwritten(batch, e);
        }
        context.rollback();
        Instant since = health.failingSince() == null ? clock.now() : health.failingSince();
        health = health.failing(batch.size(), since);
        if (!pause(pauseMs)) {
          return unwritten(batch, e);
        }
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  private static boolean unwritten(List<PendingWrite<?>> batch, SQLException e) {
    StoreException failure =
        new StoreException("the store could not be written: " + e.getMessage(), e);
    batch.forEach(write -> write.fail(failure));
    return false;
  }

  private void transact(List<PendingWrite<?>> batch) throws SQLException, PendingWrite.Rejected {
    context.begin();
    for (PendingWrite<?> write : batch) {
      write.run(context);
    }
    gate.pass();
    context.commit();
  }

  /** Waits; false if the store was closed and its patience is over. */
  private boolean pause(long pauseMs) throws InterruptedException {
    if (!closing.await(pauseMs, TimeUnit.MILLISECONDS)) {
      return true;
    }
    TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MS);
    return clock.nanoTime() - closedNanos < CLOSE_PATIENCE_NANOS;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        closedNanos = clock.nanoTime();
        queue.add(end);
        closing.countDown();
      }
    }
    Threads.join(thread);
  }
}
