package dev.fetchery.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Threads that read while the writer writes, each with a lender of connections of its own. */
public final class Readers implements AutoCloseable {

  /**
   * Connections that a read is tried by. What ends one session, as a restart of the server does,
   * has often ended all, and one that was being made at that moment is taken for good.
   */
  private static final int MOST_CONNECTIONS = 3;

  /** A read of committed rows. */
  interface Query<T> {
    @Nullable T run(SqlConnection connection) throws SQLException;
  }

  /** Lends a connection to one thread. */
  public interface Lender extends AutoCloseable {
    /** The connection for one query. */
    SqlConnection lend() throws SQLException;

    /** The query has ended. */
    default void giveBack(SqlConnection connection) throws SQLException {}

    /** A connection was lost, and with it perhaps others that are idle. */
    default void lost() {}

    @Override
    void close();
  }

  /** What a thread does next; false ends the thread. */
  private interface Step {
    boolean run(Lender lender);
  }

  private final BlockingQueue<Step> queue = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Guarded by this. */
  private boolean closed;

  private Readers() {}

  /** Starts a thread for each lender. */
  public static Readers start(List<? extends Lender> lenders) {
    Readers readers = new Readers();
    for (Lender lender : lenders) {
      int number = readers.threads.size() + 1;
      Thread thread = new Thread(() -> readers.serve(lender), "store-reader-" + number);
      thread.setDaemon(true);
      thread.start();
      readers.threads.add(thread);
    }
    return readers;
  }

  synchronized <T> CompletionStage<T> submit(Query<T> query) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (closed) {
      answer.completeExceptionally(new StoreException.Closed());
      return answer;
    }
    queue.add(lender -> answer(lender, query, answer));
    return answer;
  }

  private static <T> boolean answer(Lender lender, Query<T> query, CompletableFuture<T> answer) {
    try {
      answer.complete(read(lender, query, MOST_CONNECTIONS));
    } catch (SQLException e) {
      answer.completeExceptionally(
          new StoreException("the store could not be read: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
    return true;
  }

  private static <T> @Nullable T read(Lender lender, Query<T> query, int connections)
      throws SQLException {
    SqlConnection connection = lender.lend();
    try {
      return query.run(connection);
    } catch (SQLException e) {
      if (connections == 1 || connection.failure(e) != SqlConnection.Failure.LOST) {
        throw e;
      }
      lender.lost();
    } finally {
      lender.giveBack(connection);
    }
    return read(lender, query, connections - 1);
  }

  private void serve(Lender lender) {
    try (lender) {
      boolean more = true;
      while (more) {
        more = queue.take().run(lender);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        threads.forEach(thread -> queue.add(lender -> false));
      }
    }
    threads.forEach(Threads::join);
  }
}
