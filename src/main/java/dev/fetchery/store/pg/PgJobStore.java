package dev.fetchery.store.pg;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.fetchery.context.Clock;
import dev.fetchery.store.DirectoryLock;
import dev.fetchery.store.Readers;
import dev.fetchery.store.SqlConnection;
import dev.fetchery.store.SqlJobStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Jobs in a PostgreSQL. One session writes, and holds the lock that makes its process the only one
 * that may: who lost the session lost the means to write. Others read what is committed.
 */
public final class PgJobStore extends SqlJobStore {
  private static final int READERS = 2;

  /** The longest a statement of the writer may take: it changes some thousand rows at most. */
  private static final int WRITER_SECONDS = 30;

  /** Reads may go through a whole job. */
  private static final int READER_SECONDS = 300;

  private static final int READER_ROWS = 256;
  private static final long CONNECT_MS = 10_000;

  private final HikariDataSource pool;

  /**
   * @param connection that holds the right to write, with {@link #prepareTables} done
   * @param readers of the pool, closed with this
   */
  PgJobStore(
      DirectoryLock lock,
      SqlConnection connection,
      Readers readers,
      HikariDataSource pool,
      Clock clock) {
    super(lock, connection, readers, clock);
    this.pool = pool;
  }

  /**
   * Opens the store in a database, whose tables are made if there are none. Blocks.
   *
   * @param dataDir what else the service keeps; made if it is missing
   * @throws dev.fetchery.store.StoreException.Unusable if the server cannot be reached or refuses,
   *     if the database is in use by another process, or of another version
   */
  public static PgJobStore open(PgServer server, Path dataDir, Clock clock) {
    DirectoryLock lock = DirectoryLock.take(dataDir);
    try {
      PgConnection connection = connect(server);
      try {
        PgSchema.checkServer(server, connection);
        WriterLock.take(server, connection);
        prepareTables(server, connection);
        HikariDataSource pool = pool(server);
        return new PgJobStore(lock, connection, readers(pool), pool, clock);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      lock.close();
      throw PgFaults.atStart(server, e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** A session as the writer needs it. */
  static PgConnection connect(PgServer server) throws SQLException {
    Properties properties = server.properties(WRITER_SECONDS);
    // Not by the manager of drivers, which would load those of other databases too.
    Connection jdbc = new Driver().connect(server.url(), properties);
    if (jdbc == null) {
      throw new SQLException("the driver does not know " + server.url());
    }
    PgConnection connection = new PgConnection(jdbc, 0);
    try {
      jdbc.setAutoCommit(false);
      connection.run(PgSchema.PLANNING);
      WriterLock.noticeLoss(connection);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Makes what is missing, by the session that may write. */
  static void prepareTables(PgServer server, PgConnection connection) throws SQLException {
    PgSchema.prepare(server, connection);
    prepare(connection, PgSchema.PENDING_URLS);
    connection.commit();
  }

  static Readers readers(HikariDataSource pool) {
    return Readers.start(Collections.nCopies(READERS, new Pooled(pool)));
  }

  /** Connections of readers, of which one is made at once. */
  static HikariDataSource pool(PgServer server) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store-readers");
    config.setDriverClassName(Driver.class.getName());
    config.setJdbcUrl(server.url());
    config.setDataSourceProperties(server.properties(READER_SECONDS));
    config.setReadOnly(true);
    config.setAutoCommit(false);
    config.setConnectionInitSql(PgSchema.PLANNING);
    config.setMaximumPoolSize(READERS);
    config.setConnectionTimeout(CONNECT_MS);
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      if (e.getCause() instanceof SQLException refused) {
        throw refused;
      }
      throw e;
    }
  }

  @Override
  public boolean keepsLists() {
    return true;
  }

  /** Stops the threads that read and write, then lets the connections go. */
  @Override
  public void close() {
    super.close();
    pool.close();
  }

  /** Lends connections of the pool. */
  private record Pooled(HikariDataSource pool) implements Readers.Lender {
    @Override
    public SqlConnection lend() throws SQLException {
      return new PgConnection(pool.getConnection(), READER_ROWS);
    }

    /** The pool takes back what was read. */
    @Override
    public void giveBack(SqlConnection connection) {
      connection.close();
    }

    /** What ended one session, such as a restart of the server, has often ended all. */
    @Override
    public void lost() {
      pool.getHikariPoolMXBean().softEvictConnections();
    }

    @Override
    public void close() {}
  }
}
