package dev.fetchery.store.pg;

import dev.fetchery.store.StoreException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The right to write: an advisory lock, held by the session that writes, and free as soon as the
 * server notices that the session is gone.
 */
final class WriterLock {
  /** Any number that other programs do not take: "Fchb". */
  static final long KEY = 0x46636862;

  /** The server may need a moment to notice that a killed process is gone. */
  private static final int TRIES = 30;

  private static final long PAUSE_MS = 100;

  private static final String HOLDER =
      """
       FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.objid = %d
      """
          .formatted(KEY);

  /** The server waits for the holder: to say something, or to take an answer. */
  private static final String WAITS = " AND a.wait_event_type = 'Client'";

  private static final String ACTIVITY = "(a.pid || ' ' || a.state_change)";

  private WriterLock() {}

  /** Takes it, or refuses where another process keeps it. */
  static void take(PgServer server, PgConnection connection) throws SQLException {
    for (int i = 0; i < TRIES; i++) {
      if (tryToTake(connection)) {
        return;
      }
      pause();
    }
    throw PgFaults.unusable(
        server,
        "it is in use by another instance ("
            + holder(connection)
            + "): stop that one, or name another database with --store",
        null);
  }

  /** Takes it where it is free. */
  static boolean tryToTake(PgConnection connection) throws SQLException {
    boolean taken =
        connection.count("SELECT count(*) WHERE pg_try_advisory_lock(" + KEY + ")") == 1;
    connection.commit();
    return taken;
  }

  /** Has the server notice soon when this process is cut off. */
  static void noticeLoss(PgConnection connection) throws SQLException {
    connection.run("SET tcp_keepalives_idle = 3");
    connection.run("SET tcp_keepalives_interval = 2");
    connection.run("SET tcp_keepalives_count = 3");
    connection.run("SET tcp_user_timeout = '8s'");
    // What was announced must outlive the server's own crash too.
    connection.run(
        "SELECT set_config('synchronous_commit', 'on', false)"
            + " WHERE current_setting('synchronous_commit') = 'off'");
    connection.commit();
  }

  /** Waits before it is tried again. */
  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while the database was in use", e);
    }
  }

  /**
   * What changes with everything that the holder asks of the server; null where no session holds
   * the lock, where the server works for it, or where it belongs to another user.
   */
  static @Nullable String activity(PgConnection connection) throws SQLException {
    String seen = connection.line("SELECT " + ACTIVITY + HOLDER + WAITS);
    connection.commit();
    return seen;
  }

  /** Ends the holder's session, and with it its right, where it has asked nothing since. */
  static void end(PgConnection connection, String activity) throws SQLException {
    connection.count(
        "SELECT count(pg_terminate_backend(a.pid))"
            + HOLDER
            + WAITS
            + " AND "
            + ACTIVITY
            + " = '"
            + activity
            + "'");
    connection.commit();
  }

  private static String holder(PgConnection connection) throws SQLException {
    String holder =
        connection.line(
            """
            SELECT a.application_name || coalesce(' at ' || host(a.client_addr), '')
              || coalesce(', since ' || to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS'), '')
            """
                + HOLDER);
    return holder == null ? "which has just ended" : holder;
  }
}
