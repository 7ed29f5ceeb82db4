package dev.fetchery.store;

import dev.fetchery.context.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Jobs in one SQLite database: one thread writes, many operations to a commit, while others read
 * what is committed (write-ahead logging).
 *
 * <p>Memory: the page caches, some tens of MiB for a database of any size.
 */
public final class SqliteJobStore extends SqlJobStore {
  private static final String FILE = "fetchery.db";

  private SqliteJobStore(
      DirectoryLock lock,
      SqlConnection connection,
      Readers readers,
      Clock clock,
      Writer.CommitGate gate) {
    super(lock, connection, readers, clock, gate);
  }

  /**
   * Opens the store of a data directory, which is made if it is missing. Blocks.
   *
   * @param fullDurability whether a commit survives a power cut rather than only a killed process
   * @throws StoreException.Unusable if it is in use, damaged, of another version or not writable,
   *     or if the native library cannot be loaded
   */
  public static SqliteJobStore open(Path dataDir, boolean fullDurability, Clock clock) {
    return open(dataDir, fullDurability, clock, () -> {});
  }

  static SqliteJobStore open(
      Path dataDir, boolean fullDurability, Clock clock, Writer.CommitGate gate) {
    DirectoryLock lock = DirectoryLock.take(dataDir);
    Path file = dataDir.resolve(FILE);
    try {
      NativeLibrary.load(dataDir);
      Schema.check(file);
      OwnerOnly.store(dataDir, FILE);
      List<String> pragmas = pragmas(fullDurability);
      SqliteConnection connection = SqliteConnection.open(file, "", pragmas);
      return start(lock, file, connection, pragmas, clock, gate);
    } catch (SQLException e) {
      lock.close();
      throw Schema.damaged(file, e.getMessage(), e);
    } catch (IOException e) {
      lock.close();
      throw new StoreException.Unusable(
          "the files in " + dataDir + " cannot be kept to their owner: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static SqliteJobStore start(
      DirectoryLock lock,
      Path file,
      SqliteConnection connection,
      List<String> pragmas,
      Clock clock,
      Writer.CommitGate gate)
      throws SQLException {
    try {
      Schema.migrate(connection);
      connection.copyBy(SqliteConnection.open(file, "", pragmas));
      prepare(connection, Append.PENDING_URLS);
      return new SqliteJobStore(lock, connection, SqliteReaders.start(file), clock, gate);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static List<String> pragmas(boolean fullDurability) {
    List<String> pragmas = new ArrayList<>();
    pragmas.add("busy_timeout=10000");
    pragmas.add("journal_mode=WAL");
    pragmas.add("synchronous=" + (fullDurability ? "FULL" : "NORMAL"));
    pragmas.add("cache_size=-24000");
    pragmas.add("temp_store=MEMORY");
    // By a commit itself only where the copy beside it does not come to its end.
    pragmas.add("wal_autocheckpoint=" + 4 * SqliteCheckpoints.PAGES);
    pragmas.add("journal_size_limit=" + (32 << 20));
    return pragmas;
  }
}
