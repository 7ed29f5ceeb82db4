package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.job.Completion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nodes of the shipped jar on hosts of their own, the directory they share, and an origin. */
final class HostCluster {
  static final String TOKEN = "of-the-test";
  static final String PASSWORD = "right";

  /** What the log of a node says. */
  static final String WELCOMED = "welcomed by the coordinator";

  private static final String PORT = ":5701";
  private static final List<String> MACHINE = List.of("-Xmx160m", "-XX:+UseSerialGC");

  private final Path dir;
  private final Arrivals arrivals;
  private final Hosts hosts;
  private final CrashOrigin origin;
  private final List<JarProcess> processes = new ArrayList<>();

  /**
   * @param dir for all of them
   * @param connections that the origin allows an address
   */
  HostCluster(Path dir, int connections)
      throws Hosts.Impossible, IOException, InterruptedException {
    this.dir = dir;
    arrivals = new Arrivals(connections);
    hosts = Hosts.open();
    origin = CrashOrigin.start(hosts.address(1), 0, arrivals);
  }

  Hosts hosts() {
    return hosts;
  }

  Arrivals arrivals() {
    return arrivals;
  }

  // --- processes

  private JarProcess start(int host, String name, List<?> args) throws IOException {
    List<Object> all = new ArrayList<>(args);
    all.addAll(List.of("--cluster", "--cluster-host", hosts.address(host), "--insecure-cluster"));
    all.addAll(List.of("--node", name, "--files", files(), "--allow-egress", "private"));
    List<String> by = new ArrayList<>(hosts.on(host));
    by.addAll(List.of("env", "PGPASSWORD=" + PASSWORD));
    Path own = Files.createDirectories(dir.resolve(name));
    JarProcess process = JarProcess.startBy(by, own, MACHINE, all.toArray());
    processes.add(process);
    return process;
  }

  /** One that coordinates, or stands by. */
  JarProcess serve(int host, String name, String... further) throws IOException {
    List<Object> args = new ArrayList<>(List.of("serve", "--host", hosts.address(host)));
    args.addAll(List.of("--port", 0, "--token", TOKEN, "--fetchers", 1));
    args.addAll(List.of(further));
    return start(host, name, args);
  }

  JarProcess fetcher(int host, String name, int concurrency, int... coordinators)
      throws IOException {
    String join = join(coordinators);
    return start(host, name, List.of("fetcher", "--join", join, "--concurrency", concurrency));
  }

  /** The hosts as an option names them. */
  String join(int... all) {
    List<String> peers = new ArrayList<>();
    for (int host : all) {
      peers.add(hosts.address(host) + PORT);
    }
    return String.join(",", peers);
  }

  /** That they end in order, and had nothing to complain of. */
  void assertEndInOrder(List<JarProcess> all) throws InterruptedException {
    for (JarProcess process : all) {
      assertThat(process.terminate().await()).isZero();
      assertThat(process.err()).noneMatch(line -> line.contains("ERROR"));
    }
  }

  // --- jobs

  Path files() {
    return dir.resolve("files");
  }

  String job(String name, String path, int items, String limits) {
    return """
        {"name": "%s",
         "source": {"type": "template", "url": "%s", "values": {"from": 0, "to": %d}},
         "save": {"dir": "%s", "as": "{value}.bin"},
         "limits": %s}
        """
        .formatted(name, origin.url(path + "/" + name + "/{value}"), items - 1, name, limits);
  }

  static long done(JsonNode job) {
    return job.at("/progress/done").asLong();
  }

  /** Before the jobs go on, there is no state to be had. */
  static boolean ended(JsonNode job) {
    return job.has("state") && !List.of("queued", "running").contains(job.get("state").asText());
  }

  static void assertSucceeds(Api api, String id) throws Exception {
    JsonNode job = api.await(id, HostCluster::ended);
    assertThat(job.get("state").asText()).as("%s", job).isEqualTo("succeeded");
  }

  /** Items of a job that the origin was asked for. */
  int asked(String job) {
    return requests(job).size();
  }

  private Map<String, Integer> requests(String job) {
    Map<String, Integer> counts = origin.counts();
    counts.keySet().removeIf(path -> !path.startsWith("/items/" + job + "/"));
    return counts;
  }

  /**
   * One completion an item, as the feed said; whole files under their names and no other; and not
   * more requests than one for each item and for what the losses interrupted.
   *
   * @param perHost requests that the job allows at once
   * @param losses processes that were killed or cut off
   * @param unstored items that had been asked for and were not stored when a coordinator was killed
   */
  void assertNothingIsLost(
      String job,
      int items,
      List<Completion> stored,
      Ledger ledger,
      int perHost,
      int losses,
      long unstored)
      throws Exception {
    Set<Long> ended = ledger.compare(stored);
    assertThat(ended).hasSize(items);
    Path own = files().resolve(job);
    List<String> there = StoredState.finalFiles(own);
    assertThat(there).hasSize(items);
    String path = "/items/" + job + "/";
    for (String file : there) {
      StoredState.assertWhole(own.resolve(file), path + file.replaceAll("\\D", ""));
    }
    assertThat(StoredState.workingFiles(files())).containsExactly(".fetchery/place");
    Map<String, Integer> counts = requests(job);
    assertThat(counts).hasSize(items);
    assertThat(counts.values()).allMatch(count -> count <= 1 + losses);
    long again = counts.values().stream().mapToLong(count -> count - 1).sum();
    System.out.printf(
        "hosts: %d of %d asked for again, %d losses, %d not stored%n",
        again, items, losses, unstored);
    assertThat(again).isLessThanOrEqualTo(unstored + (long) losses * perHost);
    // The limits held for all nodes together.
    assertThat(arrivals.mostAtOnce(job)).isLessThanOrEqualTo(perHost);
  }

  void close() throws IOException, InterruptedException {
    processes.forEach(JarProcess::close);
    origin.close();
    hosts.close();
  }
}
