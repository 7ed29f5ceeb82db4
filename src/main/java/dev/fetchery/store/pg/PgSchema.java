package dev.fetchery.store.pg;

import dev.fetchery.store.SqlScript;
import java.sql.SQLException;

/** The tables and their version, in a schema of their own. Changed by the writer alone. */
final class PgSchema {
  /** The schema that all tables lie in. */
  static final String NAME = "fetchery";

  /** The version of this program. */
  static final int VERSION = 1;

  /** The oldest server whose SQL is enough: 13. */
  private static final long OLDEST = 130_000;

  /**
   * Rows asked for by their keys are asked for by an index: what is asked for often is in memory,
   * or on a disk that reads anywhere as fast.
   */
  static final String PLANNING = "SET random_page_cost = 1.1";

  /** As Append's own for SQLite: a table, because a rollback must undo what was added. */
  static final String PENDING_URLS =
      """
      CREATE TEMP TABLE pending_urls(
        job bigint NOT NULL,
        digest bytea NOT NULL,
        PRIMARY KEY(job, digest)
      )
      """;

  private final PgServer server;
  private final PgConnection connection;

  private PgSchema(PgServer server, PgConnection connection) {
    this.server = server;
    this.connection = connection;
  }

  /** Refuses a server that is too old, or writes texts in anything but UTF-8. */
  static void checkServer(PgServer server, PgConnection connection) throws SQLException {
    String number = connection.setting("server_version_num");
    if (Long.parseLong(number) < OLDEST) {
      throw PgFaults.unusable(
          server,
          "the server is too old (" + connection.setting("server_version") + "): 13 is the oldest",
          null);
    }
    String encoding = connection.setting("server_encoding");
    if (!encoding.equals("UTF8")) {
      throw PgFaults.unusable(
          server,
          "its encoding is " + encoding + ", not UTF8: make one with createdb --encoding=UTF8",
          null);
    }
  }

  /** Makes the tables where there are none; refuses those of another version. */
  static void prepare(PgServer server, PgConnection connection) throws SQLException {
    new PgSchema(server, connection).prepare();
  }

  /** Whether the tables are there; refuses those of another version. */
  static boolean isThere(PgServer server, PgConnection connection) throws SQLException {
    PgSchema schema = new PgSchema(server, connection);
    boolean there = schema.exists("to_regclass('" + NAME + ".version')");
    if (there) {
      schema.check();
    }
    return there;
  }

  private void prepare() throws SQLException {
    if (!exists("to_regnamespace('" + NAME + "')")) {
      connection.run("CREATE SCHEMA " + NAME);
      make();
    } else if (exists("to_regclass('" + NAME + ".version')")) {
      check();
    } else if (connection.count(
            "SELECT count(*) FROM pg_class WHERE relnamespace = "
                + "to_regnamespace('"
                + NAME
                + "')")
        == 0) {
      make();
    } else {
      throw PgFaults.unusable(
          server,
          "its schema " + NAME + " belongs to another program: name another database with --store",
          null);
    }
  }

  private boolean exists(String expression) throws SQLException {
    return connection.count("SELECT count(" + expression + ")") == 1;
  }

  private void check() throws SQLException {
    long version = connection.count("SELECT number FROM version");
    if (version != VERSION) {
      throw PgFaults.unusable(
          server,
          "it is of another version ("
              + version
              + ", this program knows "
              + VERSION
              + "): start the program that made it, or name another database with --store",
          null);
    }
  }

  private void make() throws SQLException {
    for (String statement : SqlScript.statements("/db/postgresql/" + VERSION + ".sql")) {
      connection.run(statement);
    }
    connection.run("INSERT INTO version(id, number) VALUES(1, " + VERSION + ")");
  }
}
