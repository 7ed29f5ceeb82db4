package dev.fetchery.coordinator.job;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.job.JobState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The jobs at work, in the order of their start. Confined to the coordinator's event loop. */
public final class RunningJobs {
  private final Confined confined = new Confined();
  private final Map<String, JobRunner> byId = new LinkedHashMap<>();

  public @Nullable JobRunner get(String id) {
    return byId.get(id);
  }

  /** Where the fetchers report to a job, or null where it is not at work. */
  public @Nullable JobEvents events(String id) {
    JobRunner runner = byId.get(id);
    return runner == null ? null : runner.events();
  }

  public boolean contains(String id) {
    return byId.containsKey(id);
  }

  public List<JobRunner> all() {
    return List.copyOf(byId.values());
  }

  /** Jobs that take one of the places of running jobs. */
  public long runningCount() {
    return byId.values().stream()
        .filter(runner -> runner.state() == JobState.RUNNING && !runner.dryRun())
        .count();
  }

  public void add(JobRunner runner) {
    assert confined.here();
    byId.put(runner.id(), runner);
  }

  public void remove(String id) {
    assert confined.here();
    byId.remove(id);
  }
}
