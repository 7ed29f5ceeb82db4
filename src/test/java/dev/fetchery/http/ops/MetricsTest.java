package dev.fetchery.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.CoordinatorEvent.ServiceStats;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.bus.FetcherNode.State;
import dev.fetchery.context.Clock;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.HostProgress;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Progress;
import dev.fetchery.store.SqliteJobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{[a-zA-Z_]\\w*=\"([^\"\\\\]|\\\\.)*\"(,\\w+=\"[^\"]*\")*\\})?"
              + " (NaN|[-+]?Inf|[-+]?[0-9.]+(E[-+]?\\d+)?)");

  @TempDir Path directory;
  private SqliteJobStore store;
  private Metrics metrics;

  @BeforeEach
  void open() {
    store = SqliteJobStore.open(directory.resolve("data"), false, Clock.system());
    metrics = new Metrics(Clock.system(), store, () -> 250).directory("downloads", directory);
    metrics.watchers(3);
  }

  @AfterEach
  void close() {
    metrics.close();
    store.close();
  }

  @Test
  void everyLineIsOneThatPrometheusReads() {
    aBusyService();
    assertThat(metrics.scrape().lines().filter(line -> !line.startsWith("#")))
        .hasSizeGreaterThan(50)
        .allMatch(line -> SAMPLE.matcher(line).matches());
  }

  @Test
  void itemsAreCountedByTheirEndAndTheirError() {
    aBusyService();
    assertThat(read("fetchery_items_total{state=\"done\"}")).isEqualTo(1);
    assertThat(read("fetchery_items_total{state=\"failed\"}")).isEqualTo(1);
    assertThat(read("fetchery_item_errors_total{code=\"too_slow\"}")).isEqualTo(1);
    assertThat(read("fetchery_item_duration_seconds_count")).isEqualTo(2);
  }

  @Test
  void openJobsAreToldByStateWithWhatIsLeftOfThem() {
    aBusyService();
    assertThat(read("fetchery_jobs_open{state=\"running\"}")).isEqualTo(1);
    assertThat(read("fetchery_items_open{state=\"waiting\"}")).isEqualTo(5);
    assertThat(read("fetchery_items_open{state=\"active\"}")).isEqualTo(2);
    assertThat(read("fetchery_hosts{state=\"resting\"}")).isEqualTo(1);
    assertThat(read("fetchery_received_bytes_total")).isEqualTo(700);
    assertThat(read("fetchery_retries_total")).isEqualTo(4);
  }

  @Test
  void jobThatEndedIsCountedOnceAndIsOpenNoMore() {
    aBusyService();
    metrics.received(
        new CoordinatorEvent.Changed(job("a", JobState.PARTIAL, progress(0, 0, 900, 4))));
    metrics.received(
        new CoordinatorEvent.Changed(job("a", JobState.PARTIAL, progress(0, 0, 900, 4))));
    assertThat(read("fetchery_jobs_total{state=\"partial\"}")).isEqualTo(1);
    assertThat(read("fetchery_jobs_open{state=\"running\"}")).isZero();
    assertThat(read("fetchery_received_bytes_total")).isEqualTo(900);
  }

  @Test
  void whatAJobHadReceivedBeforeTheStartIsNotReceivedNow() {
    metrics.found(job("old", JobState.RUNNING, progress(3, 0, 5_000, 9)));
    metrics.received(new CoordinatorEvent.ProgressChanged("old", progress(3, 0, 5_010, 9)));
    assertThat(read("fetchery_received_bytes_total")).isEqualTo(10);
    assertThat(read("fetchery_retries_total")).isZero();
  }

  @Test
  void droppedPartTakesNothingAway() {
    aBusyService();
    metrics.received(new CoordinatorEvent.ProgressChanged("a", progress(5, 2, 100, 4)));
    metrics.received(new CoordinatorEvent.ProgressChanged("a", progress(5, 2, 150, 4)));
    assertThat(read("fetchery_received_bytes_total")).isEqualTo(750);
  }

  @Test
  void vitalSignsAreShownAsTheyWereTold() {
    metrics.received(
        new CoordinatorEvent.ServiceStats(
            7, 8, 1_500, 9, 3, List.of(), Map.of("ok", 40L, "reset", 3L), 0));
    assertThat(read("fetchery_items_startable")).isEqualTo(3);
    assertThat(read("fetchery_requests_active")).isEqualTo(7);
    assertThat(read("fetchery_lease_age_max_seconds")).isEqualTo(1.5);
    assertThat(read("fetchery_attempts_total{result=\"reset\"}")).isEqualTo(3);
    assertThat(read("fetchery_feed_watchers")).isEqualTo(3);
    assertThat(read("fetchery_event_loop_lag_seconds")).isEqualTo(0.25);
    assertThat(read("fetchery_disk_free_bytes{directory=\"downloads\"}")).isPositive();
    assertThat(read("fetchery_store_failing_seconds")).isZero();
  }

  private static ServiceStats fetchers(FetcherNode... nodes) {
    return new ServiceStats(0, 0, 0, 0, 0, List.of(nodes), Map.of(), 0);
  }

  private static FetcherNode node(String name, State state, int active, long items) {
    Instant when = Instant.EPOCH;
    return new FetcherNode(name, "1", state, when, when, 8, active, 1.5, 20, items, 10 * items);
  }

  @Test
  void nodesAreCountedByStateAndToldByNameUntilTheyAreForgotten() {
    metrics.received(
        fetchers(node("ant", State.ACTIVE, 3, 40), node("bear", State.DRAINING, 1, 7)));
    assertThat(read("fetchery_fetchers{state=\"active\"}")).isEqualTo(1);
    assertThat(read("fetchery_fetchers{state=\"draining\"}")).isEqualTo(1);
    assertThat(read("fetchery_fetchers{state=\"silent\"}")).isZero();
    assertThat(read("fetchery_fetcher_active{node=\"ant\"}")).isEqualTo(3);
    assertThat(read("fetchery_fetcher_capacity{node=\"bear\"}")).isEqualTo(8);
    metrics.received(fetchers(node("ant", State.ACTIVE, 2, 50)));
    assertThat(read("fetchery_fetcher_items_total{node=\"ant\"}")).isEqualTo(50);
    assertThat(read("fetchery_fetcher_received_bytes_total{node=\"ant\"}")).isEqualTo(500);
    assertThat(metrics.scrape()).doesNotContain("bear");
    assertThat(read("fetchery_fetchers{state=\"draining\"}")).isZero();
  }

  @Test
  void noJobHostOrAddressBecomesALabel() {
    Set<String> before = ownSeries();
    List<ErrorCode> codes = List.of(ErrorCode.values());
    for (int i = 0; i < 1_000; i++) {
      metrics.received(
          new CoordinatorEvent.Changed(job("job " + i, JobState.QUEUED, progress(0, 0, 0, 0))));
      metrics.received(completed("job " + i, ItemState.FAILED, codes.get(i % codes.size())));
      metrics.received(
          new CoordinatorEvent.ServiceStats(
              0, 0, 0, 0, 0, List.of(), Map.of("result " + i, 1L), 0));
    }
    assertThat(ownSeries()).isNotEmpty().isEqualTo(before);
  }

  @Test
  void ownNamesBeginAlikeAndTheOthersAreTheJvms() {
    assertThat(series())
        .allMatch(name -> name.matches("(fetchery|jvm|process|system)_.*"))
        .anyMatch(name -> name.startsWith("jvm_memory_used_bytes"))
        .anyMatch(name -> name.startsWith("jvm_threads_live_threads"))
        .anyMatch(name -> name.startsWith("process_uptime_seconds"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf/grafana/fetchery.json", "conf/prometheus/alerts.yaml"})
  void dashboardAndAlertsAskForWhatThereIs(String file) throws IOException {
    Set<String> asked = new TreeSet<>();
    Matcher names =
        Pattern.compile("\\b(fetchery|jvm|process|system)_[a-z_]+")
            .matcher(Files.readString(Path.of(file)));
    while (names.find()) {
      asked.add(names.group());
    }
    metrics.received(fetchers(node("ant", State.ACTIVE, 3, 40)));
    String scrape = metrics.scrape();
    // There is no pause to tell of before the first collection.
    asked.remove("jvm_gc_pause_seconds_sum");
    assertThat(asked).isNotEmpty().allMatch(name -> scrape.contains("\n" + name));
  }

  private void aBusyService() {
    metrics.received(new CoordinatorEvent.Changed(job("a", JobState.QUEUED, progress(0, 0, 0, 0))));
    metrics.received(
        new CoordinatorEvent.Changed(job("a", JobState.RUNNING, progress(9, 0, 0, 0))));
    metrics.received(completed("a", ItemState.DONE, null));
    metrics.received(completed("a", ItemState.FAILED, ErrorCode.TOO_SLOW));
    metrics.received(new CoordinatorEvent.ProgressChanged("a", progress(5, 2, 700, 4)));
  }

  private static CoordinatorEvent completed(String job, ItemState state, ErrorCode error) {
    Fault fault = error == null ? null : new Fault(error, "so it was");
    Item item =
        new Item(
            0,
            "k",
            "http://a.test/",
            null,
            state,
            1,
            5,
            new Item.Head(200, null, null, null),
            new Item.Content(5L, null, null),
            new Item.End(12L, null, fault),
            null);
    return new CoordinatorEvent.Completed(job, List.of(new Completion(1, item)));
  }

  private static Job job(String id, JobState state, Progress progress) {
    return new Job(
        id, "name", state, Instant.EPOCH, null, null, null, progress, "{}", "/downloads/x", 0);
  }

  private static Progress progress(long waiting, long active, long bytes, long retries) {
    List<HostProgress> hosts = List.of(HostProgress.of("slow.test:80", "resting", 1, null, null));
    long all = waiting + active;
    return new Progress(
        new Progress.Items(all, true, null, waiting, active, 0, 0, 0, 0, 0),
        bytes,
        null,
        new Progress.Speed(1, 0, 0, null),
        retries,
        hosts);
  }

  private double read(String series) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series));
  }

  private Set<String> ownSeries() {
    Set<String> own = series();
    // The JVM's come as it collects garbage.
    own.removeIf(name -> !name.startsWith("fetchery_"));
    return own;
  }

  /** Names with their labels, but for those of the JVM's pools and collectors. */
  private Set<String> series() {
    Set<String> series = new TreeSet<>();
    for (String line : metrics.scrape().lines().toList()) {
      Matcher matcher = Pattern.compile("^([a-z][^ ]*?)(\\{.*\\})? ").matcher(line);
      if (matcher.find()) {
        boolean own = line.startsWith("fetchery_") && matcher.group(2) != null;
        series.add(own ? matcher.group(1) + matcher.group(2) : matcher.group(1));
      }
    }
    return series;
  }
}
