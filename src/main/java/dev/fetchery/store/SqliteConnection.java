package dev.fetchery.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/** A connection to a database in a file. */
final class SqliteConnection extends SqlConnection {
  private static final Properties OPTIONS = new Properties();

  /** Result codes that may pass, such as FULL and IOERR, when there is room again. */
  private static final Set<Integer> PASSING = Set.of(5, 6, 7, 8, 10, 13, 14, 15);

  static {
    // Otherwise the driver queries the last row id after every change.
    OPTIONS.setProperty("jdbc.get_generated_keys", "false");
  }

  private @Nullable SqliteCheckpoints checkpoints;

  private SqliteConnection(Connection jdbc) {
    super(jdbc);
  }

  /**
   * @param options of the address, such as {@code ?mode=ro}, or empty
   */
  static SqliteConnection open(Path file, String options, List<String> pragmas)
      throws SQLException {
    // As a URI: a plain name is cut at a question mark. Not by the manager of drivers, which would
    // load those of other databases too.
    String address = "jdbc:sqlite:" + file.toUri() + options;
    SqliteConnection connection = new SqliteConnection(JDBC.createConnection(address, OPTIONS));
    try {
      for (String pragma : pragmas) {
        connection.execute("PRAGMA " + pragma);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  protected void begin() throws SQLException {
    execute("BEGIN IMMEDIATE");
  }

  @Override
  protected void commit() throws SQLException {
    execute("COMMIT");
    if (checkpoints != null) {
      checkpoints.committed();
    }
  }

  /** Has the log that this one writes copied by another connection, which is closed with it. */
  void copyBy(SqliteConnection beside) {
    checkpoints = new SqliteCheckpoints(this, beside);
  }

  /** Pages of the log that are not in the database yet. */
  long pagesToCopy() throws SQLException {
    return one(
        "PRAGMA wal_checkpoint(NOOP)",
        row -> {
          row.number();
          long pages = row.number();
          return pages - row.number();
        });
  }

  /** Copies pages of the log into the database, as far as no reader needs what was before them. */
  void copyPages() throws SQLException {
    execute("PRAGMA wal_checkpoint(PASSIVE)");
  }

  /** SQLite rolls back by itself after some failures; then this fails. */
  @Override
  protected void rollback() throws SQLException {
    execute("ROLLBACK");
  }

  @Override
  protected Failure failure(SQLException e) {
    return PASSING.contains(e.getErrorCode()) ? Failure.PASSING : Failure.REFUSED;
  }

  @Override
  protected void finish() throws SQLException {
    endCheckpoints();
    execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  private void endCheckpoints() {
    if (checkpoints != null) {
      checkpoints.close();
      checkpoints = null;
    }
  }

  @Override
  public void close() {
    endCheckpoints();
    super.close();
  }
}
