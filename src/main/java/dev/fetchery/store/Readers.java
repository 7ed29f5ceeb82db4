package dev.fetchery.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Threads that read while the writer writes, each on a connection of its own. */
final class Readers implements AutoCloseable {

  /** A read of committed rows. */
  interface Query<T> {
    @Nullable T run(SqlConnection connection) throws SQLException;
  }

  private static final int COUNT = 2;

  private static final List<String> PRAGMAS =
      List.of("busy_timeout=10000", "query_only=1", "cache_size=-4000");

  /** What a thread does next; false ends the thread. */
  private interface Step {
    boolean run(SqlConnection connection);
  }

  private final BlockingQueue<Step> queue = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Guarded by this. */
  private boolean closed;

  static Readers start(Path file) throws SQLException {
    Readers readers = new Readers();
    try {
      for (int i = 1; i <= COUNT; i++) {
        SqlConnection connection = SqlConnection.open(file, "", PRAGMAS);
        Thread thread = new Thread(() -> readers.serve(connection), "store-reader-" + i);
        thread.setDaemon(true);
        thread.start();
        readers.threads.add(thread);
      }
      return readers;
    } catch (SQLException e) {
      readers.close();
      throw e;
    }
  }

  synchronized <T> CompletionStage<T> submit(Query<T> query) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (closed) {
      answer.completeExceptionally(new StoreException.Closed());
      return answer;
    }
    queue.add(connection -> answer(connection, query, answer));
    return answer;
  }

  private static <T> boolean answer(
      SqlConnection connection, Query<T> query, CompletableFuture<T> answer) {
    try {
      answer.complete(query.run(connection));
    } catch (SQLException e) {
      answer.completeExceptionally(
          new StoreException("the store could not be read: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
    return true;
  }

  private void serve(SqlConnection connection) {
    try (connection) {
      boolean more = true;
      while (more) {
        more = queue.take().run(connection);
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
        threads.forEach(thread -> queue.add(connection -> false));
      }
    }
    threads.forEach(Threads::join);
  }
}
