package dev.fetchery.store.pg;

import com.zaxxer.hikari.HikariDataSource;
import dev.fetchery.context.Clock;
import dev.fetchery.store.Candidate;
import dev.fetchery.store.DirectoryLock;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.Readers;
import dev.fetchery.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A process that waits for the right to write to a PostgreSQL. The session that asks for the lock
 * becomes the one that writes, so there is no moment in which one is held without the other.
 */
public final class PgCandidate implements Candidate {
  /** How long another process may take to make the tables. */
  private static final int TRIES = 100;

  private final PgServer server;
  private final DirectoryLock lock;
  private final Clock clock;
  private final HikariDataSource pool;
  private final Readers readers;
  private final PgReads reads;
  private final HolderWatch holder;
  private final Runnable whenHolderEnded;

  /** The session that asks. Guarded by this, as all below. */
  private @Nullable PgConnection connection;

  private @Nullable PgJobStore store;
  private boolean closed;

  private PgCandidate(
      PgServer server,
      DirectoryLock lock,
      PgConnection connection,
      HikariDataSource pool,
      Clock clock,
      Runnable whenHolderEnded) {
    this.server = server;
    this.lock = lock;
    this.clock = clock;
    this.connection = connection;
    this.pool = pool;
    this.readers = PgJobStore.readers(pool);
    this.reads = new PgReads(readers);
    this.holder = new HolderWatch(clock.nanoTime());
    this.whenHolderEnded = whenHolderEnded;
  }

  /**
   * Opens the database. Blocks until its tables are there, which this process makes where no other
   * one does.
   *
   * @param dataDir what else the service keeps; made if it is missing
   * @param whenHolderEnded called when this ends the session of a writer that stands still
   * @throws StoreException.Unusable if the server cannot be reached or refuses, or the database is
   *     of another version
   */
  public static PgCandidate open(
      PgServer server, Path dataDir, Clock clock, Runnable whenHolderEnded) {
    DirectoryLock lock = DirectoryLock.take(dataDir);
    try {
      return open(server, lock, clock, whenHolderEnded);
    } catch (SQLException e) {
      lock.close();
      throw PgFaults.atStart(server, e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static PgCandidate open(
      PgServer server, DirectoryLock lock, Clock clock, Runnable whenHolderEnded)
      throws SQLException {
    PgConnection first = PgJobStore.connect(server);
    PgCandidate candidate;
    try {
      candidate =
          new PgCandidate(server, lock, first, PgJobStore.pool(server), clock, whenHolderEnded);
    } catch (SQLException | RuntimeException e) {
      first.close();
      throw e;
    }
    try {
      candidate.awaitTables(first);
      return candidate;
    } catch (SQLException | RuntimeException e) {
      candidate.close();
      throw e;
    }
  }

  private synchronized void awaitTables(PgConnection first) throws SQLException {
    PgSchema.checkServer(server, first);
    for (int i = 0; i < TRIES; i++) {
      // With the right to write the connection has become the writer's.
      if (attempt(first) != null) {
        return;
      }
      boolean there = PgSchema.isThere(server, first);
      first.rollback();
      if (there) {
        return;
      }
      WriterLock.pause();
    }
    throw PgFaults.unusable(server, "another process holds it, and makes no tables in it", null);
  }

  @Override
  public JobReads reads() {
    return reads;
  }

  @Override
  public synchronized @Nullable JobStore tryToWrite() {
    if (closed || store != null) {
      return closed ? null : store;
    }
    PgConnection asking = connection;
    try {
      if (asking == null) {
        asking = PgJobStore.connect(server);
        connection = asking;
      }
      PgJobStore taken = attempt(asking);
      if (taken == null) {
        endSilent(asking);
      }
      reads.reached(true, clock.now());
      return taken;
    } catch (SQLException | StoreException e) {
      // With the session the lock goes too, if it was got.
      reads.reached(false, clock.now());
      drop();
      return null;
    }
  }

  private @Nullable PgJobStore attempt(PgConnection asking) throws SQLException {
    if (!WriterLock.tryToTake(asking)) {
      return null;
    }
    PgJobStore.prepareTables(server, asking);
    PgJobStore taken = new PgJobStore(lock, asking, readers, pool, clock);
    connection = null;
    store = taken;
    reads.writtenBy(taken);
    return taken;
  }

  /** Has a holder that stands still lose the right: it finds its session gone when it goes on. */
  private void endSilent(PgConnection asking) throws SQLException {
    if (!holder.isDue(clock.nanoTime())) {
      return;
    }
    String activity = WriterLock.activity(asking);
    if (holder.isSilent(activity, clock.nanoTime()) && activity != null) {
      whenHolderEnded.run();
      WriterLock.end(asking, activity);
    }
  }

  private void drop() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (store != null) {
      store.close();
      return;
    }
    readers.close();
    drop();
    pool.close();
    lock.close();
  }
}
