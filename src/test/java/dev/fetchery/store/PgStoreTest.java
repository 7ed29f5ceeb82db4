package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.NOW;
import static dev.fetchery.store.Fixtures.append;
import static dev.fetchery.store.Fixtures.done;
import static dev.fetchery.store.Fixtures.doneAll;
import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.context.Clock;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Draft;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Terms;
import dev.fetchery.store.pg.PgCandidate;
import dev.fetchery.store.pg.PgJobStore;
import dev.fetchery.store.pg.PgServer;
import dev.fetchery.testing.Postgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store in a PostgreSQL does by itself; all else is tested on both stores. */
class PgStoreTest {
  private static final String ENDS_WRITER =
      """
      SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND a.datname = current_database()
      """;

  @TempDir Path dir;

  private JobStore open(PgServer server, String data) {
    return PgJobStore.open(server, dir.resolve(data), Clock.system());
  }

  private void assertRefused(PgServer server, String... why) {
    assertThatThrownBy(() -> open(server, "refused").close())
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining(server.shown())
        .hasMessageContainingAll(why)
        .hasMessageNotContaining("\n");
  }

  private static PgServer as(String user, @Nullable String password, PgServer server) {
    return new PgServer(server.host(), server.port(), server.database(), user, password, Map.of());
  }

  @Test
  void secondProcessIsRefusedAndToldWhoHoldsIt() {
    PgServer server = Postgres.fresh();
    try (JobStore store = open(server, "a")) {
      assertRefused(
          server, "in use by another instance (fetchery, process " + ProcessHandle.current().pid());
      Fixtures.job(store, "j");
    }
    open(server, "b").close();
  }

  @Test
  void whoLostTheSessionWritesNothingAndTheNextGoesOn() throws Exception {
    PgServer server = Postgres.fresh();
    JobStore store = open(server, "a");
    long epoch = get(store.beginEpoch());
    Fixtures.job(store, "j");
    append(store, "j", 20);
    get(store.complete("j", doneAll(0, 5)));
    Postgres.sql(server.database(), ENDS_WRITER);
    var unanswered = store.complete("j", doneAll(5, 10)).toCompletableFuture();
    StoreException lost = store.lost().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(lost).hasMessageContaining("lost").hasMessageNotContaining("\n");
    assertThat(store.health().failingSince()).isNotNull();
    assertThat(unanswered).isNotDone();
    try (JobStore next = open(server, "b")) {
      assertThat(get(next.beginEpoch())).isEqualTo(epoch + 1);
      assertThat(get(next.job("j")).lastN()).isEqualTo(5);
      assertThat(get(next.complete("j", doneAll(5, 12))))
          .extracting(Completion::n)
          .containsExactly(6L, 7L, 8L, 9L, 10L, 11L, 12L);
    }
    store.close();
    assertThat(unanswered).isCompletedExceptionally();
  }

  @Test
  void lossIsNoticedWhileNothingIsWritten() throws Exception {
    PgServer server = Postgres.fresh();
    JobStore store = open(server, "a");
    Postgres.sql(server.database(), ENDS_WRITER);
    assertThat(store.lost().toCompletableFuture().get(30, TimeUnit.SECONDS))
        .hasMessageContaining("lost");
    store.close();
  }

  @Test
  void readersOutliveTheEndOfTheirConnections() {
    PgServer server = Postgres.fresh();
    try (JobStore store = open(server, "a")) {
      Fixtures.job(store, "j");
      List<CompletionStage<JobRow>> byAll = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        byAll.add(store.job("j"));
      }
      byAll.forEach(Fixtures::get);
      Postgres.sql(
          server.database(),
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()
            AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')
          """);
      for (int i = 0; i < 4; i++) {
        assertThat(get(store.job("j"))).isNotNull();
      }
    }
  }

  /** An operator's interruption, a server without room: the writer waits and tries again. */
  @Test
  void outcomesAreHeldWhileCommitsFail() throws Exception {
    PgServer server = Postgres.fresh();
    try (JobStore store = open(server, "a");
        Connection other = Postgres.connection(server.database());
        Statement statement = other.createStatement()) {
      Fixtures.job(store, "j");
      append(store, "j", 3);
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE fetchery.items IN ACCESS EXCLUSIVE MODE");
      var held = store.complete("j", doneAll(0, 3)).toCompletableFuture();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (store.health().failingSince() == null) {
        assertThat(System.nanoTime()).as("no commit failed").isLessThan(until);
        statement.execute(
            """
            SELECT pg_cancel_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """);
      }
      assertThat(held).isNotDone();
      assertThat(store.lost().toCompletableFuture()).isNotDone();
      other.rollback();
      assertThat(get(held)).extracting(Completion::n).containsExactly(1L, 2L, 3L);
      assertThat(store.health().failingSince()).isNull();
    }
  }

  @Test
  void operationThatBreaksInTheMiddleFailsAlone() {
    try (JobStore store = open(Postgres.fresh(), "a")) {
      Fixtures.job(store, "j");
      append(store, "j", 10);
      var before = store.complete("j", doneAll(0, 3));
      var broken = store.endWaiting("nowhere", null, Set.of(), ItemState.FAILED, null, NOW);
      var worse = store.complete("j", List.of(done(3), done(-1)));
      var after = store.complete("j", doneAll(4, 6));
      assertThatThrownBy(() -> get(broken)).hasMessageContaining("there is no job nowhere");
      assertThatThrownBy(() -> get(worse)).hasRootCauseInstanceOf(IllegalArgumentException.class);
      assertThat(get(before)).hasSize(3);
      assertThat(get(after)).extracting(Completion::n).containsExactly(4L, 5L);
      assertThat(get(store.job("j")).counters().done()).isEqualTo(5);
    }
  }

  @Test
  void serverThatIsNotThereIsRefused() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertRefused(
        new PgServer("127.0.0.1", port, "x", "u", "geheim", Map.of()), "cannot be reached");
  }

  @Test
  void databaseThatIsNotThereIsRefused() {
    assertRefused(Postgres.database("nowhere"), "no such database", "createdb");
  }

  @Test
  void wrongPasswordIsRefusedAndNotShown() {
    PgServer server = Postgres.fresh();
    Postgres.sql("postgres", "ALTER DATABASE \"" + server.database() + "\" OWNER TO locked");
    assertRefused(as("locked", "geheim", server), "refuses", "PGPASSWORD");
    assertThatThrownBy(() -> open(as("locked", "geheim", server), "x").close())
        .hasMessageNotContaining("geheim");
    assertRefused(as("locked", null, server), "PGPASSWORD", ".pgpass");
    open(as("locked", "right", server), "y").close();
    assertThat(as("locked", "geheim", server).toString()).doesNotContain("geheim");
  }

  @Test
  void userWithoutTheRightToMakeTablesIsRefused() {
    assertRefused(as("poor", null, Postgres.fresh()), "lacks a right");
  }

  /** There is a connection to write, and none to read. */
  @Test
  void serverThatTakesNoFurtherConnectionIsRefusedAndLeft() throws Exception {
    PgServer server = Postgres.fresh();
    Postgres.sql(
        "postgres",
        "CREATE ROLE few LOGIN CONNECTION LIMIT 1",
        "ALTER DATABASE \"" + server.database() + "\" OWNER TO few");
    assertRefused(as("few", null, server), "takes no connection now");
    assertThatThrownBy(
            () ->
                PgCandidate.open(
                    as("few", null, server), dir.resolve("c"), Clock.system(), () -> {}))
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining("takes no connection now");
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (sessionsOf("few") > 0) {
      assertThat(System.nanoTime()).as("a session is left").isLessThan(until);
    }
  }

  private static long sessionsOf(String user) throws SQLException {
    try (Connection connection = Postgres.connection("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + user + "'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void otherEncodingIsRefused() {
    PgServer server = Postgres.database("latin");
    Postgres.sql(
        "postgres",
        "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
    assertRefused(server, "LATIN1", "UTF8");
  }

  @Test
  void otherVersionIsRefusedUntouched() {
    PgServer server = Postgres.fresh();
    open(server, "a").close();
    Postgres.sql(server.database(), "UPDATE fetchery.version SET number = 99");
    assertRefused(server, "another version (99, this program knows 1)");
    Postgres.sql(server.database(), "UPDATE fetchery.version SET number = 1");
    open(server, "b").close();
  }

  @Test
  void schemaOfAnotherProgramIsRefused() {
    PgServer server = Postgres.fresh();
    Postgres.sql(
        server.database(), "CREATE SCHEMA fetchery", "CREATE TABLE fetchery.theirs(x int)");
    assertRefused(server, "belongs to another program");
  }

  /** A column that one of them lacks would be found by no other test until it is used. */
  @Test
  void tablesAreThoseOfTheOtherStore() throws SQLException {
    StoreKind.SQLITE.open(dir.resolve("a")).close();
    StoreKind.POSTGRESQL.open(dir.resolve("b")).close();
    Set<String> columns =
        columns(
            StoreKind.SQLITE.connection(dir.resolve("a")),
            """
            SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'
            """);
    assertThat(columns).contains("items.url");
    columns.addAll(List.of("version.id", "version.number"));
    assertThat(
            columns(
                StoreKind.POSTGRESQL.connection(dir.resolve("b")),
                """
                SELECT table_name || '.' || column_name FROM information_schema.columns
                WHERE table_schema = 'fetchery'
                """))
        .isEqualTo(columns);
  }

  private static Set<String> columns(Connection connection, String sql) throws SQLException {
    Set<String> columns = new TreeSet<>();
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        columns.add(rows.getString(1));
      }
    }
    return columns;
  }

  /** Neither may fail a commit: both come from documents of strangers. */
  @Test
  void textsThatTheServerCannotHoldComeBackAsTheyWere() {
    String odd = "a\0b\uD800c\uDC00\uFDD0";
    try (JobStore store = open(Postgres.fresh(), "a")) {
      Fixtures.job(store, "j");
      Draft draft =
          new Draft(odd, "http://a.test/" + odd, Map.of("f", odd), Map.of(), Terms.NONE, null);
      append(store, "j", new NewItem(draft, "a.test:80", null, NewItem.Numbering.NO, null));
      assertThat(Fixtures.pending(store, "j", 0).draft().key()).isEqualTo(odd);
      assertThat(get(store.complete("j", doneAll(0, 1)))).hasSize(1);
      Item item = get(store.item("j", 0));
      assertThat(item.key()).isEqualTo(odd);
      assertThat(item.url()).isEqualTo("http://a.test/" + odd);
      assertThat(get(store.unlisted("j", List.of(odd)))).containsExactly(odd);
    }
  }
}
