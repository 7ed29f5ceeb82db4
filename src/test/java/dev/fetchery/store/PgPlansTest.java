package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Terms;
import dev.fetchery.store.pg.PgJobStore;
import dev.fetchery.store.pg.PgServer;
import dev.fetchery.testing.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the plans of all statements that are asked often: with large tables, which PostgreSQL knows
 * to be large, none of these operations goes through a whole one. The server's own counts of scans
 * tell, so that what is held is what was carried out.
 */
class PgPlansTest {
  private static final List<String> LARGE =
      List.of(
          "items",
          "completions",
          "claims",
          "former_claims",
          "attempts",
          "collisions",
          "name_numbers",
          "named_items",
          "listed_urls",
          "saved_files",
          "attempt_logs",
          "job_log");

  @TempDir private static Path dir;
  private static PgServer server;

  /** An operation by its name. */
  private record Operation(String name, Consumer<JobStore> run) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Job 1 has 60,000 items, the first half of them done; others have as many rows each. */
  @BeforeAll
  static void fill() {
    server = Postgres.fresh();
    try (JobStore store = PgJobStore.open(server, dir.resolve("fill"), Clock.system())) {
      Fixtures.job(store, "j");
      Fixtures.job(store, "k");
      Fixtures.append(store, "j", 1);
      Fixtures.append(store, "k", 1);
    }
    Postgres.sql(
        server.database(),
        "SET search_path TO fetchery",
        "DELETE FROM items",
        """
        INSERT INTO items(id, state, completion, host, url, file)
        SELECT j.num << 36 | g, CASE WHEN g < 30000 THEN 2 ELSE 0 END,
          CASE WHEN g < 30000 THEN g + 1 END, h.id, 'http://a.test/' || g, 'f' || j.num || '/' || g
        FROM jobs j JOIN hosts h ON h.job = j.num, generate_series(0, 59999) g
        """,
        """
        INSERT INTO completions(id, seq, state, attempts, bytes, sha256, etag)
        SELECT j.num << 36 | g, g - 1, 2, 1, 10, sha256(g::text::bytea), 'e'
        FROM jobs j, generate_series(1, 30000) g
        """,
        "INSERT INTO claims SELECT file, id FROM items",
        "INSERT INTO former_claims SELECT 9, file, id FROM items",
        "INSERT INTO collisions SELECT id, file, file FROM items",
        "INSERT INTO name_numbers SELECT 9, file, 2 FROM items",
        "INSERT INTO name_numbers SELECT 1, file, 2 FROM items WHERE id >> 36 = 1 LIMIT 20000",
        "INSERT INTO saved_files SELECT 's' || file, file, url, 1 FROM items",
        "INSERT INTO listed_urls SELECT id >> 36, substr(sha256(url::bytea), 1, 16) FROM items",
        "INSERT INTO named_items SELECT id >> 36, substr(sha256(file::bytea), 1, 16), 1 FROM items",
        "INSERT INTO attempts(id, count, not_before_ms) SELECT id, 1, 0 FROM items",
        "INSERT INTO attempt_logs SELECT (9::bigint << 36) | id, '[]' FROM items",
        "INSERT INTO job_log SELECT (9::bigint << 36) | id, 0, 0 FROM items",
        "UPDATE jobs SET discovered = 60000, done = 30000, last_completion = 30000",
        "ANALYZE");
  }

  private static NewItem late(String url) {
    Draft draft = new Draft(null, url, Map.of(), Map.of(), Terms.NONE, null);
    return new NewItem(
        draft, "a.test:80", null, NewItem.Numbering.NO, null, new NewItem.Same("x", false));
  }

  static Stream<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    all.add(new Operation("append", PgPlansTest::append));
    all.add(new Operation("unlisted", s -> get(s.unlisted("j", List.of("a", "b", "c")))));
    all.add(new Operation("claim", s -> get(s.claim("j", 31_000, "n", NewItem.Numbering.YES))));
    all.add(new Operation("attempted", PgPlansTest::attempted));
    all.add(new Operation("complete", s -> get(s.complete("j", Fixtures.doneAll(40_000, 40_300)))));
    all.add(new Operation("end waiting", s -> end(s, null)));
    all.add(new Operation("end waiting of a host", s -> end(s, "a.test:80")));
    all.add(
        new Operation(
            "reopen", s -> get(s.reopen("j", Set.of(ItemState.DONE), Set.of(), Long.MAX_VALUE))));
    all.add(
        new Operation(
            "reopen some",
            s ->
                get(
                    s.reopen(
                        "k", Set.of(ItemState.FAILED), Set.of(ErrorCode.DNS), Long.MAX_VALUE))));
    all.add(
        new Operation(
            "reopen named",
            s -> get(s.reopen("k", List.of(7L, 9L), Set.of(ItemState.FAILED), Set.of()))));
    all.add(new Operation("attempts", PgPlansTest::attempts));
    all.add(new Operation("waiting", s -> get(s.waiting("j", null, 100, 500))));
    all.add(new Operation("waiting of a host", s -> get(s.waiting("j", "a.test:80", 100, 500))));
    all.add(new Operation("item", s -> get(s.item("j", 77))));
    all.add(new Operation("item of a file", s -> get(s.itemOfFile("j", "f1/5"))));
    all.add(new Operation("items", s -> get(s.items("j", null, 100, 500))));
    all.add(new Operation("items in a state", s -> get(s.items("j", ItemState.DONE, 100, 500))));
    all.add(new Operation("completions", s -> get(s.completions("j", 29_000, 500))));
    all.add(new Operation("any", s -> get(s.any("j", Set.of(ItemState.FAILED), Set.of()))));
    all.add(new Operation("saved file", s -> get(s.savedFile("f1/5"))));
    all.add(new Operation("saved times", s -> get(s.savedTimes("j", 10, 500))));
    all.add(new Operation("log", s -> get(s.log("j", 0, 100))));
    all.add(new Operation("attempts of an item", s -> get(s.attempts("j", 5))));
    for (ItemOrder order :
        List.of(ItemOrder.SEQ, ItemOrder.SEQ_DESCENDING, ItemOrder.N, ItemOrder.N_DESCENDING)) {
      all.add(
          new Operation(
              "find " + order,
              s ->
                  get(s.find("j", query("test/3"), order, ItemSlice.Place.start(order), 50, 500))));
    }
    all.add(new Operation("erase", PgPlansTest::erase));
    return all.stream();
  }

  private static ItemQuery query(String text) {
    return new ItemQuery(Set.of(ItemState.DONE), Set.of(), "a.test:80", text);
  }

  private static void append(JobStore store) {
    List<NewItem> items = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      items.add(Fixtures.saved("new/" + i));
      items.add(Fixtures.numbered("f1/" + i));
      items.add(Fixtures.saved("f1/" + i));
      items.add(late("http://a.test/late/" + i));
    }
    get(store.append("j", items, null, false));
  }

  private static void attempted(JobStore store) {
    get(
        store.attempted(
            "j",
            LongStream.range(50_000, 50_100)
                .mapToObj(seq -> Fixtures.tried(seq, 2, 0, null))
                .toList()));
  }

  private static void attempts(JobStore store) {
    AttemptRecord attempt =
        new AttemptRecord(Fixtures.NOW, "http://a.test/", 200, null, 5, 7L, null, null);
    get(
        store.addAttempts(
            "j",
            LongStream.range(0, 50)
                .mapToObj(seq -> new JobStore.ItemAttempt(seq, attempt))
                .toList()));
  }

  private static void end(JobStore store, @Nullable String host) {
    get(store.endWaiting("k", host, Set.of(), ItemState.CANCELLED, null, Fixtures.NOW));
  }

  private static void erase(JobStore store) {
    get(store.markDeleted("k"));
    get(store.erase("k"));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void noOperationGoesThroughALargeTable(Operation operation) throws Exception {
    Map<String, Long> before = scans("seq_scan");
    long indexed = sum(scans("idx_scan"));
    try (JobStore store = PgJobStore.open(server, dir.resolve("data"), Clock.system())) {
      operation.run().accept(store);
    }
    // The server counts what a session did once the session has ended, a little later.
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (sum(scans("idx_scan")) == indexed) {
      assertThat(System.nanoTime()).as("no index was used").isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(scans("seq_scan")).isEqualTo(before);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Long> scans(String column) throws SQLException {
    Map<String, Long> scans = new TreeMap<>();
    try (Connection connection = Postgres.connection(server.database());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT relname, "
                    + column
                    + " FROM pg_stat_user_tables WHERE schemaname = 'fetchery'")) {
      while (rows.next()) {
        if (LARGE.contains(rows.getString(1))) {
          scans.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return scans;
  }
}
