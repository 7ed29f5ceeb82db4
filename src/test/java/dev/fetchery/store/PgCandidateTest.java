package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.append;
import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.context.Clock;
import dev.fetchery.context.ManualClock;
import dev.fetchery.store.pg.PgCandidate;
import dev.fetchery.store.pg.PgServer;
import dev.fetchery.testing.Postgres;
import dev.fetchery.testing.Until;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes with one PostgreSQL. */
class PgCandidateTest {
  @TempDir Path dir;

  /** Sessions of writers that stood still, which a candidate ended. */
  private final AtomicInteger ended = new AtomicInteger();

  private Candidate open(PgServer server, String data) {
    return open(server, data, Clock.system());
  }

  private Candidate open(PgServer server, String data, Clock clock) {
    return PgCandidate.open(server, dir.resolve(data), clock, ended::incrementAndGet);
  }

  /** The server takes a moment to end the session of the one before. */
  private static JobStore awaitRight(Candidate candidate) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    JobStore store = candidate.tryToWrite();
    while (store == null) {
      assertThat(System.nanoTime()).as("no right to write").isLessThan(until);
      store = candidate.tryToWrite();
    }
    return store;
  }

  @Test
  void oneWritesTheOtherReadsAndGoesOnWhenItIsGone() {
    PgServer server = Postgres.fresh();
    try (Candidate first = open(server, "a");
        Candidate second = open(server, "b")) {
      JobStore store = Objects.requireNonNull(first.tryToWrite());
      assertThat(first.tryToWrite()).isSameAs(store);
      assertThat(second.tryToWrite()).isNull();
      Fixtures.job(store, "j");
      append(store, "j", 3);
      get(store.complete("j", Fixtures.doneAll(0, 2)));
      assertThat(get(second.reads().job("j")).lastN()).isEqualTo(2);
      assertThat(second.reads().health().failingSince()).isNull();
      JobReads reads = second.reads();

      store.close();
      assertThat(first.tryToWrite()).isSameAs(store);
      JobStore next = awaitRight(second);
      assertThat(get(next.complete("j", Fixtures.doneAll(2, 3))))
          .singleElement()
          .satisfies(completion -> assertThat(completion.n()).isEqualTo(3));
      assertThat(get(reads.job("j")).lastN()).isEqualTo(3);
    }
  }

  /** Its session was ended by the server: it asks by another one. */
  @Test
  void waitsOnAfterItsSessionWasLost() {
    PgServer server = Postgres.fresh();
    try (Candidate first = open(server, "a");
        Candidate second = open(server, "b")) {
      JobStore store = Objects.requireNonNull(first.tryToWrite());
      assertThat(second.tryToWrite()).isNull();
      Postgres.sql(
          server.database(),
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid NOT IN (
            SELECT pid FROM pg_locks WHERE locktype = 'advisory')
          """);
      assertThat(second.tryToWrite()).isNull();
      assertThat(second.reads().health().failingSince()).isNotNull();
      assertThat(second.tryToWrite()).isNull();
      assertThat(second.reads().health().failingSince()).isNull();
      store.close();
      assertThat(get(awaitRight(second).openJobs())).isEmpty();
    }
  }

  /** As where its process was stopped, and its machine answers for the connection. */
  @Test
  void holderThatAsksNothingForTwentyLooksLosesTheRight() throws Exception {
    PgServer server = Postgres.fresh();
    open(server, "a").close();
    ManualClock clock = new ManualClock(Instant.EPOCH);
    try (Connection stopped = holder(server);
        Candidate candidate = open(server, "b", clock)) {
      for (int look = 0; look <= 20; look++) {
        assertThat(stopped.isValid(5)).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(candidate.tryToWrite()).as("the holder asked before look %s", look).isNull();
      }
      lookInVain(candidate, clock, 20);
      assertThat(get(awaitRight(candidate).openJobs())).isEmpty();
      assertThat(stopped.isValid(5)).isFalse();
      assertThat(ended).hasValue(1);
    }
  }

  /** It may have been stopped between two statements of a transaction, too. */
  @Test
  void holderThatStopsWithinATransactionLosesTheRight() throws Exception {
    PgServer server = Postgres.fresh();
    open(server, "a").close();
    ManualClock clock = new ManualClock(Instant.EPOCH);
    try (Connection stopped = holder(server);
        Candidate candidate = open(server, "b", clock)) {
      begin(stopped);
      for (int look = 0; look <= 20; look++) {
        assertThat(candidate.tryToWrite()).isNull();
        clock.advance(Duration.ofSeconds(1));
      }
      assertThat(get(awaitRight(candidate).openJobs())).isEmpty();
    }
  }

  /** What the server itself takes long for is no silence of the holder. */
  @Test
  void holderThatWaitsForTheServerKeepsTheRight() throws Exception {
    PgServer server = Postgres.fresh();
    open(server, "a").close();
    ManualClock clock = new ManualClock(Instant.EPOCH);
    try (Connection busy = holder(server);
        Statement statement = busy.createStatement();
        Candidate candidate = open(server, "b", clock)) {
      CompletableFuture<Void> longStatement =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.execute("SELECT pg_sleep(60)");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      Until.holds(() -> isAsleep(server));
      lookInVain(candidate, clock, 50);
      assertThat(longStatement).isNotDone();
      assertThat(ended).hasValue(0);
      statement.cancel();
      assertThat(longStatement).failsWithin(Duration.ofSeconds(20));
      assertThat(busy.isValid(5)).isTrue();
    }
  }

  private static void lookInVain(Candidate candidate, ManualClock clock, int times) {
    for (int look = 0; look < times; look++) {
      clock.advance(Duration.ofSeconds(1));
      assertThat(candidate.tryToWrite()).as("look %s", look).isNull();
    }
  }

  private static boolean isAsleep(PgServer server) throws SQLException {
    try (Connection session = Postgres.connection(server.database());
        Statement statement = session.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event = 'PgSleep'
                """)) {
      return rows.next() && rows.getInt(1) == 1;
    }
  }

  /** A session that holds the right, as the writer's does, and asks what the test asks. */
  private static Connection holder(PgServer server) throws SQLException {
    Connection session = Postgres.connection(server.database());
    try (Statement statement = session.createStatement()) {
      // The key as WriterLock has it.
      statement.execute("SELECT pg_advisory_lock(" + 0x46636862 + ")");
    }
    return session;
  }

  private static void begin(Connection session) throws SQLException {
    session.setAutoCommit(false);
    try (Statement statement = session.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  @Test
  void oneOfManyThatComeAtOnceToAnEmptyDatabaseWrites() {
    PgServer server = Postgres.fresh();
    List<CompletableFuture<Candidate>> coming =
        Stream.of("a", "b", "c")
            .map(name -> CompletableFuture.supplyAsync(() -> open(server, name)))
            .toList();
    List<Candidate> all = coming.stream().map(CompletableFuture::join).toList();
    assertThat(all.stream().filter(one -> one.tryToWrite() != null)).hasSize(1);
    all.forEach(one -> assertThat(get(one.reads().openJobs())).isEmpty());
    all.forEach(Candidate::close);
  }

  @Test
  void closedOneWritesNoMore() {
    PgServer server = Postgres.fresh();
    Candidate only = open(server, "a");
    assertThat(only.tryToWrite()).isNotNull();
    only.close();
    only.close();
    assertThat(only.tryToWrite()).isNull();
    open(server, "a").close();
  }

  @Test
  void databaseOfAnotherVersionIsRefusedAlsoByOneThatOnlyReads() {
    PgServer server = Postgres.fresh();
    try (Candidate first = open(server, "a")) {
      assertThat(first.tryToWrite()).isNotNull();
      Postgres.sql(server.database(), "UPDATE fetchery.version SET number = 99");
      assertThatThrownBy(() -> open(server, "b"))
          .isInstanceOf(StoreException.Unusable.class)
          .hasMessageContaining("another version (99")
          .hasMessageNotContaining("\n");
    }
    assertThatThrownBy(() -> open(Postgres.database("nowhere"), "c"))
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining("no such database");
  }
}
