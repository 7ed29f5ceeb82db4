package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.demo.DemoJob;
import dev.fetchery.demo.DemoJobs;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.JobRow;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All sample jobs at once against their twins, the shipped jar killed (SIGKILL) at random moments:
 * each ends as it does when it is left alone, with the same files, and what was committed is not
 * asked for again. Committed is what the store holds at the kill: an item with its completion, with
 * its lookup; a listing of which all is discovered; a page that lies before the stored position, or
 * a document that the position does not name, before the last one that it names.
 *
 * <p>{@code -Dfetchery.samples.rounds=20} makes as many rounds, each with directories and a seed of
 * its own; {@code -Dfetchery.samples.kills} kills as often in each; {@code -Dfetchery.samples.seed}
 * repeats the choices of the round that printed it.
 */
class SamplesKilledIT {
  private static final int KILLS = Integer.getInteger("fetchery.samples.kills", 3);
  private static final int ROUNDS = Integer.getInteger("fetchery.samples.rounds", 1);
  private static final long SEED =
      Long.getLong("fetchery.samples.seed", System.nanoTime() & 0xffff_ffffL);
  private static final long PATIENCE_MS = 120_000;
  private static final Set<String> ENDS = Set.of("done", "not_found");

  /** Requests of a job are spread over so long, so that a kill finds it at work. */
  private static final int SPREAD_S = 6;

  /** Of those, one kill comes while the service is still starting. */
  private static final int ONE_IN_BLIND = 4;

  @TempDir private Path dir;

  private final TwinFront front = new TwinFront();

  /** How a job ended that was left alone: its state, its files, and the requests for its list. */
  private record Undisturbed(String state, Map<String, String> files, List<String> listing) {}

  private final Map<String, Undisturbed> undisturbed = new TreeMap<>();
  private final Map<String, Integer> requests = new HashMap<>();
  private final Map<String, Ledger> ledgers = new TreeMap<>();

  /** How often what is committed had been asked for when it was found so. */
  private final Map<String, Integer> settled = new HashMap<>();

  private int openAtKills;
  private int listingsAtKills;

  @AfterEach
  void close() {
    front.close();
  }

  private List<DemoJob> twins() {
    List<DemoJob> twins = new ArrayList<>(DemoJobs.against(front.url()));
    twins.addAll(DemoJobs.listings(front.url()));
    return twins;
  }

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + ROUNDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void eachEndsAsItDoesWhenItIsLeftAlone(long seed) throws Exception {
    System.out.println("samples seed " + seed + ", " + KILLS + " kills");
    alone();
    Map<String, Integer> before = front.asked();
    submitAll();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      killOnce(random);
      inspect(before);
    }
    finish(before);
    System.out.printf(
        "samples: %d kills, %d open jobs at them, %d of these while discovering, %d requests%n",
        KILLS,
        openAtKills,
        listingsAtKills,
        front.since(before).values().stream().mapToInt(Integer::intValue).sum());
    assertThat(openAtKills).isPositive();
  }

  private JarProcess serve(String name) throws Exception {
    Path place = Files.createDirectories(dir.resolve(name));
    return JarProcess.start(place, List.of("-XX:+UseSerialGC"), "serve", "--port", "0");
  }

  // --- left alone

  private void alone() throws Exception {
    Map<String, JsonNode> jobs = new LinkedHashMap<>();
    try (JarProcess serve = serve("alone")) {
      Api api = Api.of(serve);
      for (DemoJob twin : twins()) {
        jobs.put(twin.name(), Api.json("{\"id\":\"" + api.submit(twin.json()) + "\"}"));
      }
      for (Map.Entry<String, JsonNode> job : jobs.entrySet()) {
        String id = job.getValue().get("id").asText();
        job.setValue(api.await(id, view -> !view.get("finishedAt").isNull()));
      }
      serve.terminate().await();
    }
    Map<String, StoredState.Stored> stored = stored("alone");
    List<String> listings = new ArrayList<>(front.asked().keySet());
    stored.values().forEach(job -> job.completions().forEach(end -> listings.removeAll(keys(end))));
    // Pages asked for ahead come in any order.
    listings.sort((one, other) -> Long.compare(start(one), start(other)));
    for (Map.Entry<String, JsonNode> ended : jobs.entrySet()) {
      JsonNode job = ended.getValue();
      String url = job.at("/spec/source/url").asText("");
      String path = url.isEmpty() ? "" : URI.create(url.replaceAll("[{].*", "")).getPath();
      List<String> listing =
          listings.stream()
              .filter(key -> !path.isEmpty() && key.split("[ ?]", -1)[1].startsWith(path))
              .toList();
      String name = job.get("name").asText();
      requests.put(ended.getKey(), listing.size() + stored.get(name).completions().size());
      undisturbed.put(
          name,
          new Undisturbed(
              job.get("state").asText(),
              files("alone", job.get("id").asText(), stored.get(name)),
              listing));
    }
    assertThat(undisturbed.values().stream().mapToInt(job -> job.listing().size()).sum())
        .as("each belongs to one job")
        .isEqualTo(listings.size());
  }

  private static long start(String key) {
    return key.contains("start=") ? Long.parseLong(key.replaceAll(".*start=(\\d+).*", "$1")) : 0;
  }

  /** All that is asked for one item alone, redirects and the lookup of a flag among it. */
  private List<String> keys(Completion completion) {
    List<String> keys = new ArrayList<>(List.of(front.key(completion.item().url())));
    String last = completion.item().finalUrl();
    if (last != null) {
      keys.add(front.key(last));
    }
    if (completion.item().url().contains("/data/flags/")) {
      keys.add(keys.get(0).replaceAll("[^/]*\\.gif$", "metadata.json"));
    }
    return keys;
  }

  private Map<String, StoredState.Stored> stored(String name) throws Exception {
    return StoredState.stored(dir.resolve(name).resolve("data"), dir.resolve("copy"));
  }

  /** The names of a job's files, without what differs by its time, and what they hold. */
  private Map<String, String> files(String name, String id, StoredState.Stored job)
      throws Exception {
    Map<String, String> files = new TreeMap<>();
    for (Completion completion : job.completions()) {
      String file = completion.item().file();
      if (completion.item().state() == ItemState.DONE && file != null) {
        byte[] bytes = Files.readAllBytes(dir.resolve(name).resolve("downloads").resolve(file));
        String digest = Ledger.sha256(bytes);
        assertThat(digest).as(file).isEqualTo(completion.item().sha256());
        boolean random = file.startsWith("cats/");
        files.put(file.replaceAll("^[0-9]{10}/|" + id, "/"), random ? "a cat" : digest);
      }
    }
    return files;
  }

  // --- killed

  private void submitAll() throws Exception {
    try (JarProcess serve = serve("killed")) {
      Api api = Api.of(serve);
      for (DemoJob twin : twins()) {
        ObjectNode job = (ObjectNode) Api.json(twin.json());
        double rate = Math.max(1, requests.getOrDefault(twin.name(), 1) / (double) SPREAD_S);
        job.putObject("limits").put("requestsPerSecond", rate);
        String id = api.submit(job.toString());
        ledgers.put(api.job(id).get("name").asText(), new Ledger(id));
      }
      serve.kill();
    }
  }

  private void killOnce(Random random) throws Exception {
    try (JarProcess serve = serve("killed")) {
      if (random.nextInt(ONE_IN_BLIND) == 0) {
        TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(1500));
      } else {
        Api api = Api.of(serve);
        ledgers.values().forEach(ledger -> ledger.follow(api.client(), api.address()));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
      }
      serve.kill();
    }
  }

  /** Holds what was asked for against what was committed at the kills before. */
  private void inspect(Map<String, Integer> before) throws Exception {
    front.awaitSilence();
    Map<String, Integer> asked = front.since(before);
    settled.forEach(
        (key, count) -> assertThat(asked.getOrDefault(key, 0)).as(key).isEqualTo(count));
    Map<String, StoredState.Stored> stored = stored("killed");
    for (Map.Entry<String, Ledger> ledger : ledgers.entrySet()) {
      StoredState.Stored job = stored.get(ledger.getKey());
      ledger.getValue().compare(job.completions(), ENDS);
      Set<String> committed = new HashSet<>(listed(ledger.getKey(), job.row(), asked));
      boolean repeats = job.row().specJson().contains("\"repeat\"");
      job.completions().stream()
          .filter(completion -> !repeats)
          .map(this::keys)
          .forEach(committed::addAll);
      committed.forEach(key -> settled.put(key, asked.getOrDefault(key, 0)));
      boolean open = job.row().finishedAt() == null;
      openAtKills += open ? 1 : 0;
      listingsAtKills += open && !job.row().discovery().done() ? 1 : 0;
    }
  }

  /** What of a job's list is committed, of which nothing is asked for again. */
  private List<String> listed(String name, JobRow row, Map<String, Integer> asked)
      throws Exception {
    List<String> listing = undisturbed.get(name).listing();
    JobRow.Discovery discovery = row.discovery();
    String position = discovery.position();
    if (discovery.done()) {
      return listing;
    }
    if (position == null) {
      return List.of();
    }
    String type = Api.json(row.specJson()).path("source").path("type").asText();
    if (type.equals("pages")) {
      int before = Api.json(position).path("page").asInt() - 1;
      return listing.subList(0, before);
    }
    if (type.equals("json")) {
      return listing.stream().filter(asked::containsKey).toList();
    }
    // One that lies behind all that the position names may be asked for already, and is not in it.
    List<String> named = listing.stream().filter(key -> names(position, key)).toList();
    int reached = named.isEmpty() ? 0 : listing.indexOf(named.get(named.size() - 1));
    return listing.subList(0, reached).stream()
        .filter(key -> asked.containsKey(key) && !named.contains(key))
        .toList();
  }

  private boolean names(String position, String key) {
    return position.contains("\"" + front.url() + key.substring("GET ".length()) + "\"");
  }

  private void finish(Map<String, Integer> before) throws Exception {
    Map<String, JsonNode> ended = new LinkedHashMap<>();
    try (JarProcess serve = serve("killed")) {
      Api api = Api.of(serve);
      for (Map.Entry<String, Ledger> ledger : ledgers.entrySet()) {
        ledger.getValue().follow(api.client(), api.address());
        assertThat(ledger.getValue().awaitEnd(PATIENCE_MS)).as(ledger.getKey()).isTrue();
        ended.put(ledger.getKey(), api.job(ledger.getValue().job()));
      }
      assertThat(serve.terminate().await()).isZero();
      assertThat(serve.err()).noneMatch(line -> line.contains("ERROR"));
    }
    inspect(before);
    Map<String, StoredState.Stored> stored = stored("killed");
    for (Map.Entry<String, JsonNode> job : ended.entrySet()) {
      Undisturbed alone = undisturbed.get(job.getKey());
      assertThat(job.getValue().get("state").asText())
          .as("%s", job.getValue())
          .isEqualTo(alone.state());
      String id = job.getValue().get("id").asText();
      assertThat(files("killed", id, stored.get(job.getKey())))
          .as(job.getKey())
          .isEqualTo(alone.files());
    }
    Path downloads = dir.resolve("killed/downloads");
    assertThat(StoredState.workingFiles(downloads)).isEmpty();
    long saved = undisturbed.values().stream().mapToLong(job -> job.files().size()).sum();
    assertThat(StoredState.finalFiles(downloads)).hasSize((int) saved);
  }
}
