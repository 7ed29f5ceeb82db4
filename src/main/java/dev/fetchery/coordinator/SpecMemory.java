package dev.fetchery.coordinator;

import dev.fetchery.context.Confined;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.store.JobRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the specifications of running jobs take of the memory, and which queued jobs wait for it.
 * Confined to the coordinator's event loop.
 */
final class SpecMemory {
  /** A smaller specification never waits: as many of them as jobs may run are little. */
  private static final int SMALL_SPEC_BYTES = 16 << 10;

  private final Confined confined = new Confined();
  private final MemoryBudget memory;

  /** What each running job took, by id. */
  private final Map<String, Long> specBytes = new HashMap<>();

  /** Queued jobs that wait for a running one to give memory back; those behind them go first. */
  private final Set<String> tooLarge = new HashSet<>();

  SpecMemory(MemoryBudget memory) {
    this.memory = memory;
  }

  /** Takes memory for a job that starts; one whose specification does not fit waits. */
  boolean admits(JobRow row) {
    assert confined.here();
    boolean fits = takes(row);
    if (!fits) {
      tooLarge.add(row.id());
    }
    return fits;
  }

  /** Whether a job takes so little that it waits for no other. */
  static boolean isSmall(JobRow row) {
    return whole(row) < SMALL_SPEC_BYTES;
  }

  /** As text it is as large as what is made of it, about. */
  private static long whole(JobRow row) {
    return 2L * row.specJson().length();
  }

  private boolean takes(JobRow row) {
    if (specBytes.containsKey(row.id())) {
      return true;
    }
    // One job alone always fits.
    long bytes = isSmall(row) ? 0 : Math.min(whole(row), memory.limit(Use.JOBS));
    boolean fits = memory.take(Use.JOBS, bytes);
    if (fits) {
      specBytes.put(row.id(), bytes);
    }
    return fits;
  }

  /** The job waits no more. */
  void dequeue(String job) {
    assert confined.here();
    tooLarge.remove(job);
  }

  /** Gives back what a job took; returns those that waited and may fit now. */
  List<String> release(String job) {
    assert confined.here();
    Long bytes = specBytes.remove(job);
    if (bytes == null) {
      return List.of();
    }
    memory.give(Use.JOBS, bytes);
    List<String> waited = List.copyOf(tooLarge);
    tooLarge.clear();
    return waited;
  }
}
