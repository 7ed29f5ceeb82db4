package dev.fetchery.store;

import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Copies the write-ahead log into the database beside the writer, so that no commit waits until
 * some megabytes are copied and synced. The log begins anew only when all of it is copied, which
 * never happens beside a writer that goes on: so the writer copies the last pages itself.
 *
 * @see <a href="https://www.sqlite.org/wal.html#ckpt">SQLite, Write-Ahead Logging, 2.2</a>
 */
final class SqliteCheckpoints implements AutoCloseable {
  /** A page that changes often is copied once: a long log pays. Pages of 4 KiB. */
  static final int PAGES = 4_000;

  /** So many pages the writer copies itself. */
  private static final int LAST_PAGES = 400;

  /** After so many passes beside it the writer copies what is left, however much that is. */
  private static final int PASSES = 4;

  private static final long PATIENCE_S = 10;

  private final SqliteConnection writer;
  private final SqliteConnection beside;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "store-checkpoint");
            made.setDaemon(true);
            return made;
          });

  /** Whether a pass is under way beside the writer. */
  private volatile boolean copying;

  /** Passes since the log was last copied to its end. Confined to the writer's thread. */
  private int passes;

  /** With so many pages to be copied the next begins: more where a reader keeps some. */
  private long wanted = PAGES;

  /**
   * @param writer used in {@link #committed} alone
   * @param beside for the passes, closed with this
   */
  SqliteCheckpoints(SqliteConnection writer, SqliteConnection beside) {
    this.writer = writer;
    this.beside = beside;
  }

  /** To be called after each commit, by the thread that writes. */
  void committed() {
    if (copying) {
      return;
    }
    try {
      long left = writer.pagesToCopy();
      if (passes == 0 ? left >= wanted : left > LAST_PAGES && passes < PASSES) {
        passes++;
        copying = true;
        thread.execute(this::pass);
      } else if (passes > 0) {
        passes = 0;
        writer.copyPages();
        wanted = PAGES + writer.pagesToCopy();
      }
    } catch (SQLException e) {
      // As on a full disk: what was committed stays so, and where the log cannot grow commits fail.
    }
  }

  private void pass() {
    try {
      beside.copyPages();
    } catch (SQLException e) {
      // The writer tries it next.
    } finally {
      copying = false;
    }
  }

  /** Waits for a pass that is under way. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      boolean ended = thread.awaitTermination(PATIENCE_S, TimeUnit.SECONDS);
      assert ended : "the log is still being copied";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    beside.close();
  }
}
