package dev.fetchery.store;

import dev.fetchery.context.Clock;
import dev.fetchery.store.pg.PgJobStore;
import dev.fetchery.store.pg.PgServer;
import dev.fetchery.testing.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The stores that the same tests run on. */
enum StoreKind {
  SQLITE {
    @Override
    JobStore open(Path dir) {
      return SqliteJobStore.open(dir, false, Clock.system());
    }

    @Override
    Connection connection(Path dir) throws SQLException {
      return DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("fetchery.db"));
    }
  },
  POSTGRESQL {
    @Override
    JobStore open(Path dir) {
      return PgJobStore.open(database(dir), dir, Clock.system());
    }

    @Override
    Connection connection(Path dir) throws SQLException {
      Connection connection = Postgres.connection(database(dir).database());
      connection.setSchema("fetchery");
      return connection;
    }
  };

  private static final Map<Path, PgServer> DATABASES = new ConcurrentHashMap<>();

  /** Opens the store that belongs to a directory; again where it was opened before. */
  abstract JobStore open(Path dir);

  /** A connection beside the store's own. */
  abstract Connection connection(Path dir) throws SQLException;

  /** The number that a statement finds beside the store. */
  long number(Path dir, String sql) throws SQLException {
    try (Connection connection = connection(dir);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The database that belongs to a directory. */
  static PgServer database(Path dir) {
    return DATABASES.computeIfAbsent(dir, made -> Postgres.fresh());
  }
}
