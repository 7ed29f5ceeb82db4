package dev.fetchery.store;

import dev.fetchery.store.JobStore.Health;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries out writes in the order they are called, as many to a commit as are waiting.
 *
 * <p>A commit that fails for want of space or the like is tried again until it succeeds, and
 * nothing is answered before. An operation that cannot be carried out at all fails alone: the
 * others are carried out again without it.
 */
final class Writer implements AutoCloseable {

  /**
   * A change of the database. It may be carried out several times, of which the last counts; a
   * {@link StoreException} must be thrown before anything is changed.
   */
  interface Operation<T> {
    T run(WriteContext books) throws SQLException;
  }

  /** Called before each commit; throws to have it fail. */
  interface CommitGate {
    void pass() throws SQLException;
  }

  /** Rows in a commit, above which what is waiting is left to the next one. */
  private static final int MAX_ROWS = 2_000;

  /**
   * From the beginning of a commit to that of the next: what comes meanwhile goes into one, and
   * everyone who is told of it is woken once. Measured: a seventh less CPU for small files than
   * without; more is not better.
   */
  private static final long COMMIT_SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 5_000;

  /** How long the end waits for a commit that fails. */
  private static final long CLOSE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Failures that pass when there is room, or the device answers: NOMEM, READONLY and so on. */
  private static final Set<Integer> PASSING = Set.of(5, 6, 7, 8, 10, 13, 14, 15);

  private final WriteContext books;
  private final CommitGate gate;
  private final Thread thread = new Thread(this::serve, "store-writer");
  private final BlockingQueue<Call<?>> queue = new LinkedBlockingQueue<>();
  private final Call<Void> end = new Call<>(0, unused -> null);
  private volatile Health health = new Health(0, 0, null);

  /** Guarded by this. */
  private boolean closed;

  private final CountDownLatch closing = new CountDownLatch(1);

  /** When the last commit began; the writer's own. */
  private long began = System.nanoTime() - COMMIT_SPACING_NANOS;

  /** Set before {@link #closing} is let go. */
  private long closedNanos;

  Writer(WriteContext books, CommitGate gate) {
    this.books = books;
    this.gate = gate;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Health health() {
    return health;
  }

  /**
   * @param rows about how many rows it changes
   */
  synchronized <T> CompletionStage<T> submit(int rows, Operation<T> operation) {
    Call<T> call = new Call<>(rows, operation);
    if (closed) {
      call.answer.completeExceptionally(new StoreException.Closed());
    } else {
      queue.add(call);
    }
    return call.answer;
  }

  private void serve() {
    boolean ended = false;
    try (SqlConnection session = books.session()) {
      boolean more = true;
      while (more) {
        List<Call<?>> batch = new ArrayList<>();
        more = gather(batch);
        if (!batch.isEmpty() && carryOut(batch)) {
          batch.forEach(Call::settle);
        }
      }
      ended = true;
      session.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // Nothing is lost: the log stays beside the database and is read at the next start.
    } finally {
      if (!ended) {
        // An error of the virtual machine: nothing will be stored any more, which is to be seen.
        health = new Health(health.commitMicros(), health.batch(), Instant.now());
      }
    }
  }

  /** Waits for an operation and takes what else is there; false at the end. */
  private boolean gather(List<Call<?>> batch) throws InterruptedException {
    int rows = 0;
    Call<?> call = queue.take();
    long early = began + COMMIT_SPACING_NANOS - System.nanoTime();
    if (early > 0) {
      LockSupport.parkNanos(early);
    }
    began = System.nanoTime();
    while (call != null && call != end) {
      batch.add(call);
      rows += call.rows;
      call = rows < MAX_ROWS ? queue.poll() : null;
    }
    return call != end;
  }

  /** False if the store was closed before it could be done. */
  private boolean carryOut(List<Call<?>> batch) throws InterruptedException {
    long pauseMs = FIRST_PAUSE_MS;
    while (true) {
      try {
        long start = System.nanoTime();
        transact(batch);
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        health = new Health(micros, batch.size(), null);
        return true;
      } catch (Rejected e) {
        books.rollback();
      } catch (SQLException e) {
        books.rollback();
        Instant since = health.failingSince() == null ? Instant.now() : health.failingSince();
        health = new Health(health.commitMicros(), batch.size(), since);
        if (!pause(pauseMs)) {
          StoreException failure =
              new StoreException("the store could not be written: " + e.getMessage(), e);
          batch.forEach(call -> call.answer.completeExceptionally(failure));
          return false;
        }
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  private void transact(List<Call<?>> batch) throws SQLException, Rejected {
    books.begin();
    for (Call<?> call : batch) {
      call.run(books);
    }
    gate.pass();
    books.commit();
  }

  /** False once the store has been closed for long enough. */
  private boolean pause(long pauseMs) throws InterruptedException {
    if (!closing.await(pauseMs, TimeUnit.MILLISECONDS)) {
      return true;
    }
    TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MS);
    return System.nanoTime() - closedNanos < CLOSE_PATIENCE_NANOS;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        closedNanos = System.nanoTime();
        queue.add(end);
        closing.countDown();
      }
    }
    Threads.join(thread);
  }

  /** An operation failed in the middle: the transaction is to be made again without it. */
  private static final class Rejected extends Exception {
    private static final long serialVersionUID = 1;
  }

  private static final class Call<T> {
    final int rows;
    final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Operation<T> operation;
    private boolean rejected;
    private T result;
    private RuntimeException failure;

    Call(int rows, Operation<T> operation) {
      this.rows = rows;
      this.operation = operation;
    }

    void run(WriteContext books) throws SQLException, Rejected {
      if (rejected) {
        return;
      }
      try {
        failure = null;
        result = operation.run(books);
      } catch (StoreException e) {
        failure = e;
      } catch (SQLException e) {
        if (PASSING.contains(e.getErrorCode())) {
          throw e;
        }
        reject(new StoreException("the store refused a change: " + e.getMessage(), e));
      } catch (RuntimeException e) {
        reject(e);
      }
    }

    private void reject(RuntimeException cause) throws Rejected {
      rejected = true;
      failure = cause;
      throw new Rejected();
    }

    void settle() {
      if (failure == null) {
        answer.complete(result);
      } else {
        answer.completeExceptionally(failure);
      }
    }
  }
}
