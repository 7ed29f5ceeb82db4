package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.store.pg.PgServer;
import dev.fetchery.testing.Postgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two coordinators of the shipped jar with one PostgreSQL, of which the leading one fails. */
class StandbyIT {
  private static final List<String> MACHINE = List.of("-Xmx160m", "-XX:+UseSerialGC");

  /** More by hand, to measure: {@code -Dfetchery.kills=20}. */
  private static final int KILLS = Integer.getInteger("fetchery.kills", 1);

  private static final int PER_SECOND = 60;
  private static final int ITEMS = 430 * KILLS - 70;
  private static final int LISTED = 40;
  private static final long PATIENCE_MS = 120_000;

  @TempDir private Path dir;

  private final CrashOrigin origin = CrashOrigin.start(0);
  private final List<JarProcess> processes = new ArrayList<>();

  @AfterEach
  void close() {
    processes.forEach(JarProcess::close);
    origin.close();
  }

  /** A coordinator, and where its node listens. */
  private record Node(String name, int port, JarProcess process, Api api) {}

  private JarProcess start(String name, Object... args) throws IOException {
    Path own = Files.createDirectories(dir.resolve(name));
    JarProcess process = JarProcess.start(own, MACHINE, args);
    processes.add(process);
    return process;
  }

  private Node serve(PgServer server, String name, int port, int other) throws Exception {
    String store = "postgresql://postgres@127.0.0.1:" + server.port();
    store += "/" + server.database().replace(" ", "%20") + "?sslmode=disable";
    JarProcess process =
        start(
            name,
            List.of("serve", "--port", 0, "--cluster", "--cluster-port", port, "--node", name)
                .toArray(),
            List.of("--join", "127.0.0.1:" + other, "--files", files(), "--fetchers", 1).toArray(),
            List.of("--store", store, "--max-running-jobs", 1).toArray());
    return new Node(name, port, process, Api.of(process));
  }

  private JarProcess start(String name, Object[]... args) throws IOException {
    List<Object> all = new ArrayList<>();
    for (Object[] some : args) {
      all.addAll(List.of(some));
    }
    return start(name, all.toArray());
  }

  private Path files() {
    return dir.resolve("files");
  }

  private String job() {
    return """
        {"name": "all", "source": {"type": "template", "url": "%s",
          "values": {"from": 0, "to": %d}}, "save": {"dir": "all", "as": "{value}.bin"},
         "limits": {"concurrency": 24, "perHost": 24, "requestsPerSecond": %d}}
        """
        .formatted(origin.url("/items/all/{value}"), ITEMS - 1, PER_SECOND);
  }

  /** Waits in the queue for the other job, so that the next coordinator has to read it. */
  private String submitList(Api api) throws Exception {
    String list =
        IntStream.range(0, LISTED)
            .mapToObj(i -> origin.url("/items/listed/" + i))
            .collect(Collectors.joining("\n"));
    HttpResponse<String> answer =
        api.post("/jobs?name=listed&dir=listed&as=%7Bindex%7D.bin", list, "text/plain");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Api.json(answer.body()).get("id").asText();
  }

  private static boolean ended(JsonNode job) {
    return job.has("state") && !List.of("queued", "running").contains(job.get("state").asText());
  }

  // --- a watcher, whose connection stays

  /** What one connection of one watcher hears. */
  private static final class Watcher {
    private final List<Long> numbers = new ArrayList<>();
    private final List<Long> nanos = new ArrayList<>();
    private boolean ended;

    static Watcher of(Api api, String job, long after) {
      Watcher watcher = new Watcher();
      URI feed = URI.create(api.address() + "/api/v1/jobs/" + job + "/events?after=" + after);
      Thread thread = new Thread(() -> watcher.read(api, feed), "watcher");
      thread.setDaemon(true);
      thread.start();
      return watcher;
    }

    private void read(Api api, URI feed) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  api.client()
                      .send(HttpRequest.newBuilder(feed).build(), BodyHandlers.ofInputStream())
                      .body(),
                  StandardCharsets.UTF_8))) {
        String event = "";
        String line;
        while ((line = lines.readLine()) != null) {
          event = line.startsWith("event: ") ? line.substring(7) : event;
          if (line.startsWith("data: ")) {
            heard(event, line.substring(6));
          }
        }
      } catch (IOException e) {
        // its process was killed: what was said until then counts
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized void heard(String event, String data) {
      try {
        if (event.equals("item")) {
          numbers.add(Api.json(data).get("n").asLong());
          nanos.add(System.nanoTime());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ended |= event.equals("end");
      notifyAll();
    }

    synchronized void awaitHeard(int count) throws InterruptedException {
      long until = System.currentTimeMillis() + PATIENCE_MS;
      while (numbers.size() < count) {
        assertThat(System.currentTimeMillis()).as("heard %s", numbers.size()).isLessThan(until);
        wait(1_000);
      }
    }

    synchronized int count() {
      return numbers.size();
    }

    synchronized void awaitEnd() throws InterruptedException {
      long until = System.currentTimeMillis() + PATIENCE_MS;
      while (!ended) {
        assertThat(System.currentTimeMillis()).as("no end").isLessThan(until);
        wait(1_000);
      }
    }

    synchronized List<Long> numbers() {
      return List.copyOf(numbers);
    }

    /** Milliseconds from a moment to the end of the longest silence after it. */
    synchronized long silentAfter(long moment) {
      long longest = 0;
      long end = moment;
      long last = moment;
      for (long at : nanos) {
        if (at > moment) {
          if (at - last > longest) {
            longest = at - last;
            end = at;
          }
          last = at;
        }
      }
      return TimeUnit.NANOSECONDS.toMillis(end - moment);
    }
  }

  // --- the test

  @Test
  void standbyGoesOnWhereTheLeaderWasKilled() throws Exception {
    PgServer server = Postgres.fresh();
    int first = ClusterIT.freePort();
    int second = ClusterIT.freePort();
    Node leader = serve(server, "one", first, second);
    Node standby = serve(server, "two", second, first);
    JarProcess fetcher =
        start(
            "fetcher",
            List.of("fetcher", "--cluster", "--cluster-port", ClusterIT.freePort()).toArray(),
            List.of("--join", "127.0.0.1:" + first + ",127.0.0.1:" + second).toArray(),
            List.of("--files", files(), "--fetchers", 1).toArray());
    fetcher.awaitLogged("welcomed by the coordinator");
    standby.process().awaitLogged("stands by");

    String id = leader.api().submit(job());
    String listed = submitList(leader.api());
    assertStandsBy(standby.api(), leader.api(), id);
    Watcher watcher = Watcher.of(standby.api(), id, 0);
    int heard = 0;
    List<Long> silences = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      watcher.awaitHeard(watcher.count() + 60);
      assertThat(ended(leader.api().job(id))).as("work is left at the kill").isFalse();
      long killed = System.nanoTime();
      leader.process().kill();
      Node next = standby;
      next.process().awaitLogged("coordinates");
      watcher.awaitHeard(watcher.count() + 30);
      silences.add(watcher.silentAfter(killed));
      if (kill + 1 < KILLS) {
        standby = serve(server, leader.name() + "x", leader.port(), next.port());
        List<Long> numbers = watcher.numbers();
        assertThat(numbers).isEqualTo(upTo(heard, heard + numbers.size()));
        heard += numbers.size();
        watcher = Watcher.of(standby.api(), id, heard);
      }
      leader = next;
    }
    System.out.println("from SIGKILL to the next completion, ms: " + silences);

    JsonNode job = leader.api().await(id, StandbyIT::ended);
    assertThat(job.get("state").asText()).as("%s", job).isEqualTo("succeeded");
    watcher.awaitEnd();
    assertThat(watcher.numbers()).isEqualTo(upTo(heard, ITEMS));
    leader.api().awaitState(listed, "succeeded");
    assertThat(lists(server)).isEqualTo(1);
    assertThat(delete(leader.api(), listed)).isEqualTo(204);
    assertThat(lists(server)).isZero();
    assertThat(leader.api().get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(leader.api().post("/jobs/" + id + "/pause", "").statusCode()).isEqualTo(409);
    assertThat(fetcher.terminate().await()).isZero();
    assertThat(leader.process().terminate().await()).isZero();
    assertThat(leader.process().err()).noneMatch(line -> line.contains("ERROR"));
    assertWhole();
  }

  /** Its connection to the database lives on, for the machine answers for it. */
  @Test
  void standbyGoesOnWhereTheLeaderStandsStill() throws Exception {
    PgServer server = Postgres.fresh();
    int first = ClusterIT.freePort();
    int second = ClusterIT.freePort();
    Node leader = serve(server, "one", first, second);
    Node standby = serve(server, "two", second, first);
    standby.process().awaitLogged("stands by");
    String id = leader.api().submit(job());
    String listed = submitList(leader.api());
    Watcher watcher = Watcher.of(standby.api(), id, 0);
    watcher.awaitHeard(60);

    leader.process().stop();
    standby.process().awaitLogged("its session is ended");
    standby.process().awaitLogged("coordinates");
    assertThat(standby.api().await(id, StandbyIT::ended).get("state").asText())
        .isEqualTo("succeeded");
    standby.api().awaitState(listed, "succeeded");
    watcher.awaitEnd();
    assertThat(watcher.numbers()).isEqualTo(upTo(0, ITEMS));
    assertThat(leader.process().goOn().await()).isEqualTo(1);
    assertThat(leader.process().err())
        .filteredOn(line -> line.contains("the database is lost"))
        .hasSize(1);
    assertThat(standby.process().terminate().await()).isZero();
    assertWhole();
  }

  /** Pieces of lists in the database. */
  private static long lists(PgServer server) throws SQLException {
    try (Connection connection = Postgres.connection(server.database());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM fetchery.lists")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static int delete(Api api, String job) throws IOException, InterruptedException {
    URI address = URI.create(api.address() + "/api/v1/jobs/" + job);
    HttpRequest request = HttpRequest.newBuilder(address).DELETE().build();
    return api.client().send(request, BodyHandlers.discarding()).statusCode();
  }

  private static List<Long> upTo(long after, long last) {
    return LongStream.rangeClosed(after + 1, last).boxed().toList();
  }

  private static void assertStandsBy(Api standby, Api leader, String job) throws Exception {
    assertThat(standby.get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = standby.get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("stands by for " + leader.address());
    assertThat(standby.job(job).get("name").asText()).isEqualTo("all");
    assertThat(standby.get("/api/v1/jobs/" + job + "/items?limit=5").statusCode()).isEqualTo(200);
    assertThat(standby.get("/metrics").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = standby.post("/jobs/" + job + "/pause", "");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(refused.headers().firstValue("Fetchery-Leader")).contains(leader.address());
    assertThat(refused.body()).contains(leader.address());
  }

  private void assertWhole() throws Exception {
    List<String> there = StoredState.finalFiles(files());
    assertThat(there).hasSize(ITEMS + LISTED);
    for (String file : there) {
      String number = file.replaceAll("\\D", "");
      String directory = file.startsWith("all/") ? "all" : "listed";
      StoredState.assertWhole(files().resolve(file), "/items/" + directory + "/" + number);
    }
    assertThat(StoredState.workingFiles(files())).containsExactly(".fetchery/place");
    // One for each item, and one more for what was under way at a kill.
    Map<String, Integer> counts = origin.counts();
    assertThat(counts).hasSize(ITEMS + LISTED);
    assertThat(origin.bodies()).isLessThanOrEqualTo(ITEMS + LISTED + 2L * 24 * KILLS);
  }
}
