package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.context.Clock;
import dev.fetchery.job.Completion;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.pg.PgJobStore;
import dev.fetchery.store.pg.PgServer;
import dev.fetchery.testing.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped jar with its jobs in a PostgreSQL. */
class PostgresIT {
  private static final int ITEMS = 600;
  private static final int KILLS = 3;
  private static final String ENDS_WRITER =
      """
      SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND a.datname = current_database()
      """;

  @TempDir private Path dir;
  private final CrashOrigin origin = CrashOrigin.start(1);

  @AfterEach
  void close() {
    origin.close();
  }

  private static String address(PgServer server) {
    return "postgresql://postgres@127.0.0.1:"
        + server.port()
        + "/"
        + server.database().replace(" ", "%20")
        + "?sslmode=disable";
  }

  private JarProcess serve(PgServer server) throws Exception {
    return Api.serve(dir, "--store", address(server));
  }

  private String job() {
    return """
        {"name": "j", "source": {"type": "template", "url": "%s",
          "values": {"from": 0, "to": %d}}, "save": {"dir": "j", "as": "{value}.bin"},
         "limits": {"concurrency": 24, "perHost": 24}}
        """
        .formatted(origin.url("/items/j/{value}"), ITEMS - 1);
  }

  private void awaitBodies(long count) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (origin.bodies() < count) {
      assertThat(System.nanoTime()).as("%d bodies", origin.bodies()).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static boolean ended(JsonNode job) {
    return !List.of("queued", "running").contains(job.get("state").asText());
  }

  /** Every item has one completion, and their numbers have no gap. */
  private void assertWhole(PgServer server, String id) throws Exception {
    try (JobStore store = PgJobStore.open(server, dir.resolve("beside"), Clock.system())) {
      List<Completion> all = StoredState.completions(store, id);
      assertThat(all.stream().map(Completion::n))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, ITEMS).boxed().toList());
      assertThat(all.stream().map(c -> c.item().seq()).distinct()).hasSize(ITEMS);
    }
    assertThat(StoredState.finalFiles(dir.resolve("downloads"))).hasSize(ITEMS);
    assertThat(StoredState.workingFiles(dir.resolve("downloads"))).isEmpty();
    for (int i = 0; i < ITEMS; i++) {
      StoredState.assertWhole(dir.resolve("downloads/j/" + i + ".bin"), "/items/j/" + i);
    }
  }

  /** A job has no business at the database. */
  private static void assertBarred(Api api, int port) throws Exception {
    String ask =
        """
        {"source": {"type": "urls", "urls": ["http://127.0.0.1:%d/"]}, "save": {"dir": "db"}}
        """
            .formatted(port);
    String id = api.submit(ask);
    api.await(id, PostgresIT::ended);
    assertThat(api.get("/api/v1/jobs/" + id + "/items").body()).contains("blocked_address");
  }

  @Test
  void nothingIsLostHoweverOftenItIsKilled() throws Exception {
    PgServer server = Postgres.fresh();
    String id;
    try (JarProcess serve = serve(server)) {
      id = Api.of(serve).submit(job());
      awaitBodies(100);
      serve.kill();
    }
    for (int kill = 1; kill < KILLS; kill++) {
      long more = origin.bodies() + 100;
      try (JarProcess serve = serve(server)) {
        awaitBodies(more);
        serve.kill();
      }
    }
    try (JarProcess serve = serve(server)) {
      Api api = Api.of(serve);
      JsonNode ended = api.await(id, PostgresIT::ended);
      assertThat(ended.get("state").asText()).as("%s", ended).isEqualTo("succeeded");
      assertBarred(api, server.port());
      assertThat(serve.terminate().await()).isZero();
      assertThat(serve.err()).noneMatch(line -> line.contains("ERROR"));
    }
    assertThat(dir.resolve("data/fetchery.db")).doesNotExist();
    assertWhole(server, id);
  }

  @Test
  void processThatLosesItsSessionEndsAndTheNextGoesOn() throws Exception {
    PgServer server = Postgres.fresh();
    String id;
    try (JarProcess serve = serve(server)) {
      id = Api.of(serve).submit(job());
      awaitBodies(200);
      Postgres.sql(server.database(), ENDS_WRITER);
      assertThat(serve.await()).isEqualTo(1);
      assertThat(serve.err().stream().filter(line -> line.contains("ERROR")))
          .singleElement()
          .asString()
          .contains("the database is lost");
    }
    try (JarProcess serve = serve(server)) {
      JsonNode ended = Api.of(serve).await(id, PostgresIT::ended);
      assertThat(ended.get("state").asText()).as("%s", ended).isEqualTo("succeeded");
      assertThat(serve.terminate().await()).isZero();
    }
    assertWhole(server, id);
  }

  @Test
  void faultsAtTheStartAreOneLineWithoutPassword() throws Exception {
    refused(2, "--store: give sqlite or postgresql://", "--store", "mysql://u@h/db");
    refused(2, "without a password", "--store", "postgresql://u:geheim@127.0.0.1/db");
    refused(1, "no such database", "--store", address(Postgres.database("nowhere")));
    PgServer server = Postgres.fresh();
    try (JarProcess serve = serve(server)) {
      Api.of(serve);
      refused(
          1,
          "in use by another instance (fetchery, process " + serve.pid(),
          "--store",
          address(server),
          "--data-dir",
          dir.resolve("other").toString());
    }
  }

  private void refused(int status, String why, Object... options) throws Exception {
    try (JarProcess serve = Api.serve(dir, options)) {
      assertThat(serve.await()).isEqualTo(status);
      assertThat(serve.err()).as("%s", List.of(options)).hasSize(1);
      assertThat(serve.err().get(0)).contains(why).doesNotContain("geheim");
    }
  }

  /** The driver and its pool are loaded only where they are asked for. */
  @Test
  void withoutServerNothingOfItIsLoaded() throws Exception {
    Path log = dir.resolve("classes");
    try (JarProcess serve =
        JarProcess.start(dir, List.of("-Xlog:class+load:file=" + log), "serve", "--port", "0")) {
      Api.of(serve);
      assertThat(serve.terminate().await()).isZero();
    }
    try (Stream<String> lines = Files.lines(log)) {
      assertThat(lines)
          .noneMatch(
              line ->
                  line.contains("org.postgresql")
                      || line.contains("com.zaxxer")
                      || line.contains("fetchery.store.pg"));
    }
  }
}
