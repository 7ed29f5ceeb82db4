package dev.fetchery.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables and their version. One numbered script leads from each version to the next. */
final class Schema {
  /** The version of this program; the scripts {@code /db/1.sql} up to this one make its tables. */
  static final int VERSION = 1;

  /** Marks a database as one of this program: "Fche". */
  private static final int APPLICATION_ID = 0x46636865;

  /**
   * Marked databases before 0.1.0, whose tables were others: "Ftch", "Fchy", "Fcha", "Fchb",
   * "Fchc", "Fchd".
   */
  private static final Set<Long> APPLICATION_IDS_BEFORE_0_1_0 =
      Set.of(0x46746368L, 0x46636879L, 0x46636861L, 0x46636862L, 0x46636863L, 0x46636864L);

  /** A file up to this size is checked page by page before use. */
  private static final long SMALL_BYTES = 64L << 20;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private Schema() {}

  /** Refuses a file of another program or version, or a damaged one, and leaves it as it is. */
  static void check(Path file) {
    try {
      if (!Files.exists(file) || Files.size(file) == 0) {
        return;
      }
      try (InputStream in = Files.newInputStream(file)) {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
          throw damaged(file, "it is not an SQLite database", null);
        }
      }
      try (SqlConnection connection =
          SqliteConnection.open(file, access(file), List.of("busy_timeout=5000"))) {
        check(file, connection);
      }
    } catch (SQLException | IOException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  /**
   * Without a log to be read with it, the file is opened as if on a read-only medium: otherwise
   * even a reader would leave a log and its index beside it.
   */
  private static String access(Path file) throws IOException {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    return Files.exists(log) && Files.size(log) > 0 ? "?mode=ro" : "?mode=ro&immutable=1";
  }

  private static void check(Path file, SqlConnection connection) throws SQLException, IOException {
    long applicationId = connection.number("PRAGMA application_id");
    if (APPLICATION_IDS_BEFORE_0_1_0.contains(applicationId)) {
      throw new StoreException.Unusable(
          "the database "
              + file
              + " was made by a version before 0.1.0, which this version cannot read:"
              + " move it away, or name another directory with --data-dir",
          null);
    }
    if (applicationId != APPLICATION_ID
        && connection.number("SELECT count(*) FROM sqlite_schema") > 0) {
      throw damaged(file, "it belongs to another program", null);
    }
    long version = connection.number("PRAGMA user_version");
    if (version > VERSION) {
      throw new StoreException.Unusable(
          "the database "
              + file
              + " is of a newer version ("
              + version
              + ", this program knows "
              + VERSION
              + "): start the newer program, or name another directory with --data-dir",
          null);
    }
    if (Files.size(file) <= SMALL_BYTES) {
      String found = connection.first("PRAGMA quick_check(1)", Row::text);
      if (!"ok".equals(found)) {
        throw damaged(file, found, null);
      }
    }
  }

  /** Makes the tables, or changes those of an older version to this one. */
  static void migrate(SqlConnection connection) throws SQLException {
    int version = (int) connection.number("PRAGMA user_version");
    connection.execute("PRAGMA application_id=" + APPLICATION_ID);
    for (int step = version + 1; step <= VERSION; step++) {
      connection.execute("BEGIN IMMEDIATE");
      for (String statement : SqlScript.statements("/db/" + step + ".sql")) {
        connection.execute(statement);
      }
      connection.execute("PRAGMA user_version=" + step);
      connection.execute("COMMIT");
    }
  }

  static StoreException.Unusable damaged(
      Path file, @Nullable String what, @Nullable Exception cause) {
    String line = String.valueOf(what).lines().findFirst().orElse("");
    return new StoreException.Unusable(
        "the database "
            + file
            + " cannot be used ("
            + line
            + "): move it away, restore it, or name another directory with --data-dir",
        cause);
  }
}
