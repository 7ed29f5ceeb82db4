package dev.fetchery.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** Reads beside the writer, each on a connection of the thread that carries it out. */
final class Readers implements AutoCloseable {

  /** A read of what is committed. */
  interface Query<T> {
    T run(SqlConnection session) throws SQLException;
  }

  private static final int COUNT = 2;

  private static final List<String> PRAGMAS =
      List.of("busy_timeout=10000", "query_only=1", "cache_size=-4000");

  /** What a thread does next; false ends it. */
  private interface Step {
    boolean run(SqlConnection session);
  }

  private final BlockingQueue<Step> queue = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Guarded by this. */
  private boolean closed;

  static Readers start(Path file) throws SQLException {
    Readers readers = new Readers();
    try {
      for (int i = 1; i <= COUNT; i++) {
        SqlConnection session = SqlConnection.open(file, "", PRAGMAS);
        Thread thread = new Thread(() -> readers.serve(session), "store-reader-" + i);
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
    queue.add(session -> answer(session, query, answer));
    return answer;
  }

  private static <T> boolean answer(
      SqlConnection session, Query<T> query, CompletableFuture<T> answer) {
    try {
      answer.complete(query.run(session));
    } catch (SQLException e) {
      answer.completeExceptionally(
          new StoreException("the store could not be read: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
    return true;
  }

  private void serve(SqlConnection session) {
    try (session) {
      boolean more = true;
      while (more) {
        more = queue.take().run(session);
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
        threads.forEach(thread -> queue.add(session -> false));
      }
    }
    threads.forEach(Threads::join);
  }
}
