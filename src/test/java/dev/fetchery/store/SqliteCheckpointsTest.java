package dev.fetchery.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteCheckpointsTest {
  /** Neither a commit nor closing a connection copies anything. */
  private static final List<String> PRAGMAS =
      List.of("journal_mode=WAL", "synchronous=NORMAL", "wal_autocheckpoint=0");

  private static final int PAGES_A_COMMIT = 100;
  private static final int COMMITS = 2 * SqliteCheckpoints.PAGES / PAGES_A_COMMIT;

  @TempDir private Path dir;

  private Path file;
  private SqliteConnection writer;
  private SqliteConnection reader;
  private long rows;

  @BeforeEach
  void open() throws SQLException {
    file = dir.resolve("a.db");
    writer = SqliteConnection.open(file, "", PRAGMAS);
    writer.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, bytes BLOB)");
    reader = SqliteConnection.open(file, "", PRAGMAS);
    writer.copyBy(SqliteConnection.open(file, "", PRAGMAS));
  }

  @AfterEach
  void close() {
    reader.close();
    writer.close();
  }

  private void commit() throws SQLException {
    writer.begin();
    for (int i = 0; i < PAGES_A_COMMIT; i++) {
      writer.update("INSERT INTO rows (bytes) VALUES (zeroblob(4000))");
      rows++;
    }
    writer.commit();
  }

  private void commitMuch() throws SQLException {
    for (int i = 0; i < COMMITS; i++) {
      commit();
    }
  }

  /**
   * Commits, and tells whether all pages are copied behind it. What is left below {@link
   * SqliteCheckpoints#PAGES} after a copy waits for more, so each of these commits brings some.
   */
  private boolean isCopied() throws SQLException {
    commit();
    return writer.pagesToCopy() == 0;
  }

  /** Rows that are in the database without its log. */
  private long copied() throws IOException, SQLException {
    Path copy = dir.resolve("copy.db");
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    try (SqliteConnection alone = SqliteConnection.open(copy, "", List.of())) {
      return alone.number("SELECT count(*) FROM rows");
    }
  }

  @Test
  void logIsCopiedToItsEndAndBeginsAnew() throws Exception {
    commitMuch();
    Until.holds(this::isCopied);
    assertThat(copied()).isEqualTo(rows);
    long length = Files.size(dir.resolve("a.db-wal"));
    commit();
    assertThat(Files.size(dir.resolve("a.db-wal"))).isEqualTo(length);
  }

  @Test
  void whatAReaderStillNeedsIsCopiedWhenItHasEnded() throws Exception {
    commit();
    reader.execute("BEGIN");
    assertThat(reader.number("SELECT count(*) FROM rows")).isEqualTo(rows);
    long seen = rows;
    commitMuch();
    assertThat(reader.number("SELECT count(*) FROM rows")).isEqualTo(seen);
    assertThat(writer.pagesToCopy()).isGreaterThan(SqliteCheckpoints.PAGES);
    reader.execute("COMMIT");
    commitMuch();
    Until.holds(this::isCopied);
    assertThat(copied()).isEqualTo(rows);
  }

  @Test
  void fewPagesStayInTheLogUntilTheEnd() throws Exception {
    commit();
    assertThat(writer.pagesToCopy()).isGreaterThanOrEqualTo(PAGES_A_COMMIT);
    reader.close();
    writer.finish();
    assertThat(Files.size(dir.resolve("a.db-wal"))).isZero();
    assertThat(copied()).isEqualTo(rows);
  }
}
