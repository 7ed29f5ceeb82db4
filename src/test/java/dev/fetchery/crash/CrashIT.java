package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.cli.JarProcess;
import dev.fetchery.job.Completion;
import dev.fetchery.job.JobState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the shipped jar (SIGKILL) again and again, at full load, in the middle of starting and of
 * discovery, and holds what it leaves and what it makes of that against what was promised. Seven
 * jobs at once: one for each way to treat existing files, one that learns its names from the
 * answers, one from a document, one from pages.
 *
 * <p>{@code -Dfetchery.crash.kills=100} kills as often as that, in rounds of twenty with fresh
 * directories, so that a kill costs the same however many there are; {@code -Dfetchery.crash.seed}
 * repeats the choices of the round that printed it.
 */
class CrashIT {
  private static final int ROUND = 20;
  private static final int ROUNDS =
      Math.max(1, (Integer.getInteger("fetchery.crash.kills", ROUND) + ROUND - 1) / ROUND);
  private static final long SEED =
      Long.getLong("fetchery.crash.seed", System.nanoTime() & 0xffff_ffffL);
  private static final List<String> MACHINE =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final long PATIENCE_MS = 120_000;
  private static final String LISTENING = "listening on ";

  /** Of those, one kill comes while the service is still starting. */
  private static final int ONE_IN_BLIND = 4;

  @TempDir private Path dir;

  /** Of classes, so that the many starts of a campaign take half as long; null for a short run. */
  private static @Nullable Path archive;

  private Random random = new Random(SEED);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, Integer> sizes = sizes();
  private final CrashOrigin origin = CrashOrigin.start(40 * ROUND);
  private final Map<String, Ledger> ledgers = new TreeMap<>();

  /** How often each body may be asked for: once, and once more for each kill it was cut by. */
  private final Map<String, Integer> allowed = new HashMap<>();

  /** How often the bodies whose outcome is stored had been asked for when it was found stored. */
  private final Map<String, Integer> settled = new HashMap<>();

  private int killsWhileDiscovering;
  private int publishedNotStored;
  private int partsSeen;
  private int cut;

  private static Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new TreeMap<>();
    for (String policy : List.of("skip", "fail", "rename", "overwrite")) {
      sizes.put(policy, 30 * ROUND);
    }
    sizes.put("served", 20 * ROUND);
    sizes.put("json", 40 * ROUND);
    sizes.put("pages", 40 * ROUND);
    return sizes;
  }

  @AfterEach
  void close() {
    origin.close();
  }

  @BeforeAll
  static void archiveClasses(@TempDir Path shared) throws Exception {
    if (ROUNDS == 1) {
      return;
    }
    Path made = shared.resolve("classes.jsa");
    List<String> making = new ArrayList<>(MACHINE);
    making.add("-XX:ArchiveClassesAtExit=" + made);
    // Java 17 may crash when it archives the classes of lambdas.
    making.add("-Djdk.internal.lambda.disableEagerInitialization=true");
    try (JarProcess demo = JarProcess.start(shared, making, "demo", "--exit", "--port", "0")) {
      demo.await();
    }
    archive = Files.exists(made) ? made : null;
  }

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + ROUNDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLostOrDoneTwiceHoweverOftenItIsKilled(long seed) throws Exception {
    random = new Random(seed);
    System.out.println("crash seed " + seed + ", " + ROUND + " kills");
    Path foreign = Files.createDirectories(downloads().resolve("rename")).resolve("5.bin");
    Files.writeString(foreign, "another program's");
    submitAll();
    for (int kill = 1; kill <= ROUND; kill++) {
      killOnce(kill);
      inspect();
    }
    finish();
    System.out.printf(
        "crash: %d kills (%d while discovering), %d items, %d requests, %d bodies cut, %d continued,"
            + " %d files published and not stored, %d parts seen%n",
        ROUND,
        killsWhileDiscovering,
        total(),
        origin.bodies(),
        cut,
        origin.continued(),
        publishedNotStored,
        partsSeen);
    assertThat(foreign).hasContent("another program's");
    assertThat(killsWhileDiscovering).isPositive();
  }

  // --- the runs

  private JarProcess serve() throws IOException {
    List<String> machine = new ArrayList<>(MACHINE);
    if (archive != null) {
      machine.add("-XX:SharedArchiveFile=" + archive);
    }
    return JarProcess.start(dir, machine, "serve", "--port", "0");
  }

  private static String address(JarProcess serve) throws InterruptedException {
    return serve.awaitLine(line -> line.startsWith(LISTENING)).substring(LISTENING.length());
  }

  private void submitAll() throws Exception {
    try (JarProcess serve = serve()) {
      String address = address(serve);
      for (String name : sizes.keySet()) {
        HttpRequest post =
            HttpRequest.newBuilder(URI.create(address + "/api/v1/jobs"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(job(name)))
                .build();
        HttpResponse<String> answer = client.send(post, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(201);
        String location = answer.headers().firstValue("location").orElseThrow();
        ledgers.put(name, new Ledger(location.substring(location.lastIndexOf('/') + 1)));
      }
      serve.kill();
    }
    inspect();
  }

  private String job(String name) {
    String numbers = "\"values\": {\"from\": 0, \"to\": " + (sizes.get(name) - 1) + "}";
    String source =
        switch (name) {
          case "json" -> "\"type\": \"json\", \"url\": \"" + origin.url("/list.json") + "\"";
          case "pages" ->
              """
              "type": "pages", "url": "%s", "query": {"start": "{start}"}, "perPage": %d,
              "at": "/urls", "more": {"at": "/has_more"}"""
                  .formatted(origin.url("/pages"), CrashOrigin.PER_PAGE);
          default ->
              "\"type\": \"template\", \"url\": \""
                  + origin.url("/items/" + name + "/{value}\", ")
                  + numbers;
        };
    String as =
        switch (name) {
          case "json" -> "{key}.bin";
          case "pages" -> "{url.file}.bin";
          case "served" -> "{served.name}";
          default -> "{value}.bin";
        };
    String ifExists =
        switch (name) {
          case "json", "served" -> "fail";
          case "pages" -> "skip";
          default -> name;
        };
    return """
    {"name": "%s", "source": {%s}, "save": {"dir": "%s", "as": "%s", "ifExists": "%s"},
     "limits": {"concurrency": 24, "perHost": 24}}
    """
        .formatted(name, source, name, as, ifExists);
  }

  /** After so many more requests that the kills spread over all the work, or in the dark. */
  private void killOnce(int kill) throws Exception {
    long left = (long) total() - settled.size();
    long requests = origin.bodies() + random.nextLong(2 * left / (ROUND - kill + 1) + 1);
    int furtherMs = random.nextInt(20);
    try (JarProcess serve = serve()) {
      if (random.nextInt(ONE_IN_BLIND) == 0) {
        TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(1500));
      } else {
        String address = address(serve);
        ledgers.values().forEach(ledger -> ledger.follow(client, address));
        long until = System.currentTimeMillis() + 3_000;
        while (origin.bodies() < requests && System.currentTimeMillis() < until) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        TimeUnit.MILLISECONDS.sleep(furtherMs);
      }
      serve.kill();
    }
  }

  private void finish() throws Exception {
    List<String> log;
    try (JarProcess serve = serve()) {
      String address = address(serve);
      for (Ledger ledger : ledgers.values()) {
        ledger.follow(client, address);
        assertThat(ledger.awaitEnd(PATIENCE_MS)).as("end of %s", ledger).isTrue();
      }
      assertThat(serve.terminate().await()).isZero();
      log = serve.err();
    }
    inspect();
    assertThat(log).noneMatch(line -> line.contains("ERROR"));
    assertThat(StoredState.workingFiles(downloads())).isEmpty();
    assertThat(StoredState.finalFiles(downloads())).hasSize(total() + 1);
    assertThat(settled).hasSize(total());
    for (var job : StoredState.stored(dir.resolve("data"), dir.resolve("copy")).values()) {
      assertThat(job.row().state()).as(job.row().name()).isEqualTo(JobState.SUCCEEDED);
      assertThat(job.row().counters().done()).isEqualTo(sizes.get(job.row().name()).longValue());
    }
  }

  // --- what is left

  private Path downloads() {
    return dir.resolve("downloads");
  }

  private int total() {
    return sizes.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Holds what lies there against what was said, asked for and promised. */
  private void inspect() throws Exception {
    origin.awaitSilence();
    Map<String, Integer> counts = origin.counts();
    Map<String, StoredState.Stored> stored =
        StoredState.stored(dir.resolve("data"), dir.resolve("copy"));
    Set<String> saved = new HashSet<>();
    Set<String> done = new HashSet<>();
    for (String name : ledgers.keySet()) {
      StoredState.Stored job = stored.get(name);
      ledgers.get(name).compare(job.completions());
      for (Completion completion : job.completions()) {
        saved.add(completion.item().file());
        done.add(URI.create(completion.item().url()).getPath());
      }
      boolean discovering = !job.row().discovery().done() && job.row().counters().discovered() > 0;
      killsWhileDiscovering += discovering ? 1 : 0;
    }
    files(saved);
    requests(counts, done);
    partsSeen += StoredState.workingFiles(downloads()).size();
  }

  private void files(Set<String> saved) throws IOException {
    List<String> there = StoredState.finalFiles(downloads());
    assertThat(there).containsAll(saved);
    for (String file : there) {
      if (!file.equals("rename/5.bin")) {
        StoredState.assertWhole(downloads().resolve(file), path(file));
        publishedNotStored += saved.contains(file) ? 0 : 1;
      }
    }
  }

  /** The path that a file was fetched from; fails where no item is to be saved so. */
  private static String path(String file) {
    if (file.equals("rename/5 (1).bin")) {
      return "/items/rename/5";
    }
    assertThat(file).matches("[a-z]+/(entry-|served-)?\\d+\\.bin");
    String number = file.replaceAll("\\D", "");
    return "/items/" + file.substring(0, file.indexOf('/')) + "/" + number;
  }

  private void requests(Map<String, Integer> counts, Set<String> done) {
    List<String> faults = new ArrayList<>();
    counts.forEach(
        (path, count) -> {
          if (count > allowed.merge(path, 0, Integer::sum) + 1) {
            faults.add(path + " was asked for " + count + " times");
          }
          Integer before = settled.get(path);
          if (before != null && !before.equals(count)) {
            faults.add(path + " was asked for again when it was stored");
          }
          if (done.contains(path)) {
            settled.put(path, count);
          } else {
            Integer known = allowed.put(path, count);
            cut += known == null || known < count ? 1 : 0;
          }
        });
    assertThat(faults).isEmpty();
    assertThat(counts.keySet()).as("none is done without a request").containsAll(done);
  }
}
