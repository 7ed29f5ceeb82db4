package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped for Prometheus and Grafana, before a running service and their own tool. */
@Timeout(60)
class PrometheusTest {
  private static final Path ALERTS = Path.of("conf/prometheus/alerts.yaml");
  private static final Path SCALING = Path.of("conf", "kubernetes", "base", "autoscaling.yaml");
  private static final Path DASHBOARD = Path.of("conf/grafana/fetchery.json");
  private static final Pattern NAME = Pattern.compile("\\b(fetchery|jvm|process|system)_[a-z_]+");

  /** Ends of promtool: all is well; it can be read, but a name is not as it should be. */
  private static final Set<Integer> LIKED = Set.of(0);

  private static final Set<Integer> LIKED_OR_NOT = Set.of(0, 3);

  @TempDir Path directory;

  @Test
  void everyMetricThatIsAskedForIsToldByARunningService() throws Exception {
    TreeSet<String> asked = new TreeSet<>();
    for (Path file : List.of(ALERTS, DASHBOARD, SCALING)) {
      NAME.matcher(Files.readString(file)).results().map(MatchResult::group).forEach(asked::add);
    }
    try (RunningService service = service()) {
      // There is no pause to tell of before the first collection.
      System.gc();
      assertThat(asked).hasSizeGreaterThan(20);
      scrapeWith(service, asked);
    }
  }

  @Test
  void metricsAreNamedAsPrometheusWants() throws Exception {
    try (RunningService service = service()) {
      // One of those that are told of each node.
      String scrape = scrapeWith(service, Set.of("fetchery_fetcher_received_bytes_total"));
      Path metrics = Files.writeString(directory.resolve("metrics"), scrape);
      // The JVM's have the names that every JVM's have, of which it likes two no better.
      assertThat(promtool(metrics, LIKED_OR_NOT, "check", "metrics").lines())
          .allMatch(line -> line.matches("(jvm|process|system)_.*"));
    }
  }

  @Test
  void alertsAreRules() throws Exception {
    assertThat(promtool(null, LIKED, "check", "rules", ALERTS.toString())).contains("SUCCESS");
  }

  @Test
  void panelsAskInPromQl() throws Exception {
    List<String> asked = new ArrayList<>();
    collect(new JsonObject(Files.readString(DASHBOARD)), asked);
    JsonArray rules = new JsonArray();
    for (String expr : asked) {
      String filledIn = expr.replaceAll("\\$__(rate_)?interval", "1m").replaceAll("\\$\\w+", "x");
      rules.add(new JsonObject().put("record", "panel:" + rules.size()).put("expr", filledIn));
    }
    JsonObject group = new JsonObject().put("name", "panels").put("rules", rules);
    // JSON is YAML, too.
    Path file =
        Files.writeString(
            directory.resolve("panels.yaml"),
            new JsonObject().put("groups", new JsonArray().add(group)).encode());
    assertThat(asked).hasSizeGreaterThan(10);
    assertThat(promtool(null, LIKED, "check", "rules", file.toString())).contains("SUCCESS");
  }

  private static void collect(Object node, List<String> exprs) {
    if (node instanceof JsonObject object) {
      for (Map.Entry<String, Object> field : object) {
        if (field.getKey().equals("expr")) {
          exprs.add((String) field.getValue());
        }
        collect(field.getValue(), exprs);
      }
    } else if (node instanceof JsonArray array) {
      array.forEach(element -> collect(element, exprs));
    }
  }

  private RunningService service() {
    return RunningService.start(directory, 0, null, Map.of());
  }

  /**
   * What the service tells once all of these names are in it. A node's come within a second, one by
   * one: a scrape in between has some of them.
   */
  private static String scrapeWith(RunningService service, Set<String> names) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.address() + "/metrics")).build();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      String told = client.send(request, BodyHandlers.ofString()).body();
      Set<String> missing = new TreeSet<>(names);
      missing.removeIf(name -> told.contains("\n" + name));
      if (missing.isEmpty()) {
        return told;
      }
      assertThat(System.nanoTime()).as("still missing: %s", missing).isLessThan(deadline);
    }
  }

  /** What it says; it must end with one of those. */
  private String promtool(@Nullable Path input, Set<Integer> expected, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.add(0, tool().toString());
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input == null ? new File("/dev/null") : input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    int status = process.waitFor();
    String output = Files.readString(said);
    assertThat(status).as(output).isIn(expected);
    return output;
  }

  private static Path tool() {
    Optional<Path> tool =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(directory -> Path.of(directory, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(tool.isPresent(), "promtool is not installed");
    return tool.get();
  }
}
