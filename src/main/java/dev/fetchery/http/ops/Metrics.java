package dev.fetchery.http.ops;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.config.Version;
import dev.fetchery.context.Clock;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.job.Job;
import dev.fetchery.store.JobReads;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the service measures of itself, in the format of Prometheus. Names begin with {@code
 * fetchery_}; those of the JVM and the process are Micrometer's.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JobMetrics jobs = new JobMetrics(registry);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Clock clock;
  private final JobReads store;
  private volatile int watchers;

  /**
   * @param loopLagMs how far the slowest event loop is behind
   */
  public Metrics(Clock clock, JobReads store, LongSupplier loopLagMs) {
    this.clock = clock;
    this.store = store;
    gauge("fetchery.feed.watchers", "Watchers of feeds.", () -> watchers);
    gauge(
        "fetchery.event.loop.lag.seconds",
        "How far the slowest event loop is behind.",
        () -> loopLagMs.getAsLong() / 1_000.0);
    Gauge.builder("fetchery.build", () -> 1)
        .description("Which build this is.")
        .tag("version", Version.text())
        .register(registry);
    gauge(
        "fetchery.store.commit.seconds",
        "How long the store's last commit took.",
        () -> store.health().commitMicros() / 1e6);
    gauge(
        "fetchery.store.commit.longest.seconds",
        "How long the store's longest commit since the start took.",
        () -> store.health().longestMicros() / 1e6);
    gauge(
        "fetchery.store.commit.operations",
        "Writes in the store's last commit.",
        () -> store.health().batch());
    gauge(
        "fetchery.store.failing.seconds",
        "How long the store has not been able to commit; 0 while it can.",
        this::failingSeconds);
    jvm();
  }

  /** What data from outside has taken of the heap, and may take, by use. */
  public Metrics memory(MemoryBudget memory) {
    for (MemoryBudget.Use use : MemoryBudget.Use.values()) {
      Gauge.builder("fetchery.memory.budget.used.bytes", () -> memory.used(use))
          .description("Memory that data from outside has taken.")
          .tag("use", use.label())
          .register(registry);
      Gauge.builder("fetchery.memory.budget.bytes", () -> memory.limit(use))
          .description("Memory that data from outside may take.")
          .tag("use", use.label())
          .register(registry);
    }
    return this;
  }

  /** Connections of clients. */
  public Metrics connections(Supplier<Number> open) {
    gauge("fetchery.http.connections", "Connections of clients.", open);
    return this;
  }

  /** Room in a directory's file system; {@code name} is the label. */
  public Metrics directory(String name, Path directory) {
    Gauge.builder("fetchery.disk.free.bytes", () -> freeBytes(directory))
        .description("Room left where this directory is.")
        .tag("directory", name)
        .register(registry);
    return this;
  }

  void received(CoordinatorEvent event) {
    jobs.received(event);
  }

  /** Sets how many watchers of feeds there are. */
  void watchers(int count) {
    watchers = count;
  }

  /** Takes a job that was open before this began to listen. */
  void found(Job job) {
    jobs.found(job);
  }

  /** Every reading, in the text format of Prometheus. Blocks. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private void jvm() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  private double failingSeconds() {
    Instant since = store.health().failingSince();
    // More than 0 from the first failure on.
    return since == null ? 0 : 0.001 + Duration.between(since, clock.now()).toMillis() / 1_000.0;
  }

  private static double freeBytes(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }
}
