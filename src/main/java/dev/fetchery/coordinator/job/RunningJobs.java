package dev.fetchery.coordinator.job;

import dev.fetchery.bus.Answer.Kept;
import dev.fetchery.context.BoundedMap;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The jobs at work, in the order of their start. Confined to the coordinator's event loop. */
public final class RunningJobs {
  /** Of more jobs at once it is not told what is kept of them. */
  private static final int MOST_AT_REST = 1_000;

  private final Confined confined = new Confined();
  private final Map<String, JobRunner> byId = new LinkedHashMap<>();

  /** Of jobs that came to rest since this was last told. */
  private final Map<String, Progress> rested = new LinkedHashMap<>();

  /** What is kept of bodies of paused jobs that are not at work. */
  private final Map<String, AtRest> atRest = new BoundedMap<>(MOST_AT_REST);

  private record AtRest(Progress.Kept sum, List<Kept> parts) {}

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
    rested.remove(runner.id());
    atRest.remove(runner.id());
  }

  public void remove(String id) {
    assert confined.here();
    JobRunner gone = byId.remove(id);
    if (gone == null || gone.state() != JobState.PAUSED) {
      return;
    }
    Progress last = gone.view().progress();
    rested.put(id, last);
    if (last.kept() != null) {
      atRest.put(id, new AtRest(last.kept(), gone.keptParts()));
    }
  }

  /** The last progress of each job that came to rest since this was last called. */
  public Map<String, Progress> takeRested() {
    assert confined.here();
    Map<String, Progress> taken = Map.copyOf(rested);
    rested.clear();
    return taken;
  }

  /** What was kept of a paused job's bodies when it came to rest, or null. */
  public Progress.@Nullable Kept keptOf(String id) {
    AtRest known = atRest.get(id);
    return known == null ? null : known.sum();
  }

  /** The same, item by item. */
  public List<Kept> keptParts(String id) {
    AtRest known = atRest.get(id);
    return known == null ? List.of() : known.parts();
  }
}
