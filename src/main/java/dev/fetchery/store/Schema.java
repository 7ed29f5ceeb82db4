package dev.fetchery.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** The tables and their versions: each step from one version to the next is a numbered script. */
final class Schema {
  /** Of this program's databases; scripts {@code /db/1.sql} up to this one make it. */
  static final int VERSION = 1;

  /** Marks a database as one of this program: "Fchy". */
  private static final int APPLICATION_ID = 0x46636879;

  /** Marked databases before 0.1.0, whose tables were others: "Ftch". */
  private static final int APPLICATION_ID_BEFORE_0_1_0 = 0x46746368;

  /** Up to here every page is looked at before use; that takes well under a second. */
  private static final long SMALL_BYTES = 64L << 20;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private Schema() {}

  /** Refuses a file that is not ours, damaged or of a newer version, and leaves it as it is. */
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
      try (SqlConnection session =
          SqlConnection.open(file, access(file), List.of("busy_timeout=5000"))) {
        check(file, session);
      }
    } catch (SQLException | IOException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  /**
   * Where there is no log to be read with it, the file is opened as if on a medium that nobody can
   * write to: else even a reader would leave a log and its index beside it.
   */
  private static String access(Path file) throws IOException {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    return Files.exists(log) && Files.size(log) > 0 ? "?mode=ro" : "?mode=ro&immutable=1";
  }

  private static void check(Path file, SqlConnection session) throws SQLException, IOException {
    long applicationId = session.number("PRAGMA application_id");
    if (applicationId == APPLICATION_ID_BEFORE_0_1_0) {
      throw new StoreException.Unusable(
          "the database "
              + file
              + " was made by a version before 0.1.0, which this version cannot read:"
              + " move it away, or name another directory with --data-dir",
          null);
    }
    if (applicationId != APPLICATION_ID
        && session.number("SELECT count(*) FROM sqlite_schema") > 0) {
      throw damaged(file, "it belongs to another program", null);
    }
    long version = session.number("PRAGMA user_version");
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
      String found = session.first("PRAGMA quick_check(1)", Row::text);
      if (!"ok".equals(found)) {
        throw damaged(file, found, null);
      }
    }
  }

  /** Makes the tables, or brings those of an older version up to this one. */
  static void migrate(SqlConnection session) throws SQLException {
    int version = (int) session.number("PRAGMA user_version");
    session.execute("PRAGMA application_id=" + APPLICATION_ID);
    for (int step = version + 1; step <= VERSION; step++) {
      session.execute("BEGIN IMMEDIATE");
      for (String statement : script(step).split(";\n", -1)) {
        if (!statement.isBlank()) {
          session.execute(statement);
        }
      }
      session.execute("PRAGMA user_version=" + step);
      session.execute("COMMIT");
    }
  }

  static StoreException.Unusable damaged(Path file, String what, Exception cause) {
    String line = String.valueOf(what).lines().findFirst().orElse("");
    return new StoreException.Unusable(
        "the database "
            + file
            + " cannot be used ("
            + line
            + "): move it away, restore it, or name another directory with --data-dir",
        cause);
  }

  private static String script(int step) {
    String name = "/db/" + step + ".sql";
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
