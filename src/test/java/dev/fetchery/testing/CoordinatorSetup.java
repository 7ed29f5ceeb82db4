package dev.fetchery.testing;

import dev.fetchery.config.Settings;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.coordinator.CoordinatorOptions;
import dev.fetchery.coordinator.job.JobOptions;
import dev.fetchery.coordinator.lease.LeaseOptions;
import dev.fetchery.files.FilesPlace;
import java.nio.file.Path;

/** Options of a coordinator as tests want them, named one by one; the rest as usual. */
public final class CoordinatorSetup {
  private final Path root;
  private int concurrency = 2048;
  private int maxRunningJobs = 16;
  private int maxOpenJobs = 10_000;
  private int keepFinishedDays = 30;
  private Settings.Caps caps = Settings.Caps.DEFAULT;
  private LeaseOptions leases = LeaseOptions.DEFAULT;
  private MemoryBudget memory = MemoryBudget.ofThisHeap();
  private long pauseGraceMs = 10_000;

  private CoordinatorSetup(Path root) {
    this.root = root;
  }

  /** In {@code data} and {@code downloads} of this directory. */
  public static CoordinatorSetup in(Path root) {
    return new CoordinatorSetup(root);
  }

  public CoordinatorSetup concurrency(int requests) {
    concurrency = requests;
    return this;
  }

  public CoordinatorSetup maxRunningJobs(int jobs) {
    maxRunningJobs = jobs;
    return this;
  }

  public CoordinatorSetup maxOpenJobs(int jobs) {
    maxOpenJobs = jobs;
    return this;
  }

  public CoordinatorSetup keepFinishedDays(int days) {
    keepFinishedDays = days;
    return this;
  }

  public CoordinatorSetup caps(Settings.Caps other) {
    caps = other;
    return this;
  }

  public CoordinatorSetup leases(long ttlMs, long marginMs) {
    leases = new LeaseOptions(ttlMs, marginMs);
    return this;
  }

  public CoordinatorSetup pauseGraceMs(long ms) {
    pauseGraceMs = ms;
    return this;
  }

  public CoordinatorSetup memory(MemoryBudget budget) {
    memory = budget;
    return this;
  }

  public CoordinatorOptions build() {
    JobOptions jobs =
        new JobOptions(
            "fetchery/test",
            root.resolve("data"),
            new FilesPlace.Directory(root.resolve("downloads")),
            root.resolve("downloads"),
            caps,
            pauseGraceMs,
            memory);
    return new CoordinatorOptions(
        concurrency, maxRunningJobs, maxOpenJobs, keepFinishedDays, null, leases, jobs);
  }
}
