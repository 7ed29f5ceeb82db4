package dev.fetchery.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.fetchery.store.pg.PgServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL for all tests of a run, which ends with it; each test has databases of its own.
 */
public final class Postgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable EmbeddedPostgres running;

  private Postgres() {}

  private static synchronized EmbeddedPostgres server() {
    EmbeddedPostgres server = running;
    if (server == null) {
      server = start("localhost", "127.0.0.1/32");
      running = server;
    }
    return server;
  }

  /**
   * One of its own, which other hosts reach too: as {@code locked}, with its password.
   *
   * @param address of this machine, by which they ask
   * @param network theirs, with the length of its prefix
   */
  public static EmbeddedPostgres reachableAt(String address, String network) {
    return start("localhost," + address, network);
  }

  private static EmbeddedPostgres start(String addresses, String network) {
    ((Logger) LoggerFactory.getLogger("io.zonky")).setLevel(Level.WARN);
    ((Logger) LoggerFactory.getLogger("com.zaxxer")).setLevel(Level.ERROR);
    try {
      Path data = Files.createTempDirectory("fetchery-postgres");
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(true)
              .setServerConfig("listen_addresses", addresses)
              .setServerConfig("fsync", "off")
              .setServerConfig("max_connections", "200")
              .start();
      addRoleWithPassword(server, data, network);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has one more role, whose password is {@code right}; others need none on this machine. */
  private static void addRoleWithPassword(EmbeddedPostgres server, Path data, String network) {
    try {
      Path rules = data.resolve("pg_hba.conf");
      Files.writeString(
          rules, "host all locked " + network + " scram-sha-256\n" + Files.readString(rules));
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE ROLE locked LOGIN PASSWORD 'right'");
        statement.execute("CREATE ROLE poor LOGIN");
        statement.execute("SELECT pg_reload_conf()");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new empty database. */
  public static PgServer fresh() {
    String name = "test " + DATABASES.incrementAndGet();
    sql("postgres", "CREATE DATABASE \"" + name + "\"");
    return database(name);
  }

  /** A database, which need not be there. */
  public static PgServer database(String name) {
    return new PgServer("127.0.0.1", server().getPort(), name, "postgres", null, Map.of());
  }

  /** Runs statements in a database, as its owner. */
  public static void sql(String database, String... statements) {
    try (Connection connection = connection(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection to a database, as its owner. */
  public static Connection connection(String database) throws SQLException {
    return server().getDatabase("postgres", database).getConnection();
  }
}
