package dev.fetchery.http.ops;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.HostProgress;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Progress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToDoubleFunction;

/**
 * Jobs and items, counted from the coordinator's events. Every label has few values: no job, host
 * or URL, whose number is not bounded. Events arrive on one thread; readings are taken on any.
 */
final class JobMetrics {
  private static final Duration[] DURATIONS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  /** An open job as of its last event. */
  private record OpenJob(JobState state, Progress progress) {}

  private final Map<ItemState, Counter> items = new EnumMap<>(ItemState.class);
  private final Map<ErrorCode, Counter> errors = new EnumMap<>(ErrorCode.class);
  private final Map<JobState, Counter> jobs = new EnumMap<>(JobState.class);
  private final Counter bytes;
  private final Counter retries;
  private final Timer durations;
  private final FetcherMetrics fetchers;
  private final ConcurrentMap<String, OpenJob> open = new ConcurrentHashMap<>();
  private volatile CoordinatorEvent.ServiceStats stats =
      new CoordinatorEvent.ServiceStats(0, 0, 0, 0, 0, List.of(), Map.of(), 0);

  JobMetrics(MeterRegistry registry) {
    for (ItemState state : ItemState.values()) {
      if (state.ended()) {
        items.put(
            state,
            counter(
                registry, "fetchery.items", "Items that came to an end.", "state", state.wire()));
      }
    }
    for (ErrorCode code : ErrorCode.values()) {
      errors.put(
          code,
          counter(
              registry,
              "fetchery.item.errors",
              "Errors that items ended with.",
              "code",
              code.wire()));
      attempts(registry, code.wire());
    }
    attempts(registry, "ok");
    for (JobState state : JobState.values()) {
      if (state.open()) {
        gauge(
            registry,
            "fetchery.jobs.open",
            "Open jobs.",
            "state",
            state.wire(),
            m -> m.jobs(state));
      } else {
        jobs.put(
            state,
            counter(registry, "fetchery.jobs", "Jobs that came to an end.", "state", state.wire()));
      }
    }
    bytes =
        Counter.builder("fetchery.received.bytes")
            .description("Body bytes received.")
            .register(registry);
    retries =
        Counter.builder("fetchery.retries")
            .description("Attempts beyond an item's first.")
            .register(registry);
    durations =
        Timer.builder("fetchery.item.duration")
            .description("From sending an item's last request to the end of the body.")
            .serviceLevelObjectives(DURATIONS)
            .register(registry);
    fetchers = new FetcherMetrics(registry);
    work(registry);
  }

  private void work(MeterRegistry registry) {
    String hosts = "Hosts that are not at full speed.";
    gauge(registry, "fetchery.hosts", hosts, "state", "slowed", m -> m.hosts("slowed"));
    gauge(registry, "fetchery.hosts", hosts, "state", "resting", m -> m.hosts("resting"));
    String unfinished = "Items of open jobs not at an end.";
    gauge(
        registry,
        "fetchery.items.open",
        unfinished,
        "state",
        "waiting",
        m -> m.sum(Progress::waiting));
    gauge(
        registry,
        "fetchery.items.open",
        unfinished,
        "state",
        "active",
        m -> m.sum(Progress::active));
    stat(
        registry,
        "fetchery.requests.active",
        "Requests under way.",
        CoordinatorEvent.ServiceStats::active);
    stat(
        registry,
        "fetchery.leases",
        "Tasks that fetchers hold.",
        CoordinatorEvent.ServiceStats::leases);
    stat(
        registry,
        "fetchery.lease.age.max.seconds",
        "Age of the oldest lease.",
        latest -> latest.oldestLeaseMs() / 1_000.0);
    stat(
        registry,
        "fetchery.outcomes.uncommitted",
        "Outcomes that are not stored yet.",
        CoordinatorEvent.ServiceStats::uncommitted);
    stat(
        registry,
        "fetchery.items.startable",
        "Requests that more fetchers could start now.",
        CoordinatorEvent.ServiceStats::startable);
  }

  /** Takes a job as the store has it, unless a later event named it. */
  void found(Job job) {
    if (job.state().open()) {
      open.putIfAbsent(job.id(), new OpenJob(job.state(), job.progress()));
    }
  }

  void received(CoordinatorEvent event) {
    if (event instanceof CoordinatorEvent.Completed completed) {
      completed.completions().forEach(this::completed);
    } else if (event instanceof CoordinatorEvent.ProgressChanged progress) {
      update(progress.job(), JobState.RUNNING, progress.progress());
    } else if (event instanceof CoordinatorEvent.Changed changed) {
      changed(changed.job());
    } else if (event instanceof CoordinatorEvent.Deleted deleted) {
      open.remove(deleted.job());
    } else if (event instanceof CoordinatorEvent.ServiceStats latest) {
      stats = latest;
      fetchers.received(latest);
    }
  }

  private void completed(Completion completion) {
    Item item = completion.item();
    count(items, item.state());
    if (item.error() != null) {
      count(errors, item.error().code());
    }
    if (item.durationMs() != null) {
      durations.record(Duration.ofMillis(item.durationMs()));
    }
  }

  private static <K> void count(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter != null) {
      counter.increment();
    }
  }

  private void changed(Job job) {
    boolean known = update(job.id(), job.state(), job.progress());
    if (!job.state().open()) {
      open.remove(job.id());
      if (known) {
        count(jobs, job.state());
      }
    }
  }

  /** Adds what is new since the last event of the job; false where this is its first. */
  private boolean update(String job, JobState state, Progress progress) {
    OpenJob before = open.put(job, new OpenJob(state, progress));
    if (before == null) {
      return false;
    }
    // The sum falls where a part is dropped: nothing was received then.
    bytes.increment((double) Math.max(0, progress.bytes() - before.progress.bytes()));
    retries.increment((double) Math.max(0, progress.retries() - before.progress.retries()));
    return true;
  }

  private double jobs(JobState state) {
    return open.values().stream().filter(job -> job.state == state).count();
  }

  private double sum(ToDoubleFunction<Progress> part) {
    return open.values().stream().map(OpenJob::progress).mapToDouble(part).sum();
  }

  /** Distinct hosts: several jobs may fetch from the same one. */
  private double hosts(String state) {
    Set<String> hosts = new HashSet<>();
    for (OpenJob job : open.values()) {
      for (HostProgress host : job.progress.hosts()) {
        if (host.state().equals(state)) {
          hosts.add(host.host());
        }
      }
    }
    return hosts.size();
  }

  private void attempts(MeterRegistry registry, String result) {
    FunctionCounter.builder(
            "fetchery.attempts", this, metrics -> metrics.stats.attempts().getOrDefault(result, 0L))
        .description("Attempts that ended, by what came of them.")
        .tag("result", result)
        .register(registry);
  }

  private void stat(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<CoordinatorEvent.ServiceStats> value) {
    Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.stats))
        .description(description)
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      String label,
      String value,
      ToDoubleFunction<JobMetrics> reading) {
    Gauge.builder(name, this, reading)
        .description(description)
        .tag(label, value)
        .register(registry);
  }

  private static Counter counter(
      MeterRegistry registry, String name, String description, String label, String value) {
    return Counter.builder(name).description(description).tag(label, value).register(registry);
  }
}
