package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Completion;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a service that is killed again and again leaves, held against what was said, asked for and
 * promised. It has directories, jobs and an origin of its own.
 */
final class KilledService implements AutoCloseable {
  private static final String FOREIGN = "rename/5.bin";
  private static final String FOREIGN_CONTENT = "another program's";
  private static final Set<String> ENDS = Set.of("done", "cancelled");
  private static final long PATIENCE_MS = 120_000;

  private final Path dir;
  private final CrashJobs jobs;
  private final CrashTally tally;
  private final CrashOrigin origin;
  private final Map<String, Ledger> ledgers = new TreeMap<>();
  private final WholeFiles whole;
  private final CrashCommands commands;
  private volatile @Nullable Api api;

  /** How often each body had been asked for at the last kill: once more is allowed after it. */
  private final Map<String, Integer> known = new HashMap<>();

  /** How often the bodies whose outcome is stored had been asked for when it was found stored. */
  private final Map<String, Integer> settled = new HashMap<>();

  /**
   * @param seed of the commands that its jobs get: they are chosen on a thread of their own
   */
  KilledService(Path dir, CrashJobs jobs, CrashTally tally, long seed) throws IOException {
    this.dir = dir;
    this.jobs = jobs;
    this.tally = tally;
    this.origin = CrashOrigin.startHeld(jobs.listed());
    this.whole = new WholeFiles(downloads());
    this.commands = new CrashCommands(ledgers, new Random(seed));
    Path foreign = downloads().resolve(FOREIGN);
    Files.createDirectories(foreign.getParent());
    Files.writeString(foreign, FOREIGN_CONTENT);
  }

  Path dir() {
    return dir;
  }

  private Path downloads() {
    return dir.resolve("downloads");
  }

  /** Bodies asked for so far. */
  long bodies() {
    return origin.bodies();
  }

  /** Items whose outcome was not found stored. */
  long left() {
    return (long) jobs.total() - settled.size();
  }

  /** The origin sends bodies from now on: only when all jobs are there. */
  void release() {
    origin.release();
  }

  void submitAll(Api api) throws Exception {
    for (String name : jobs.sizes().keySet()) {
      ledgers.put(name, new Ledger(api.submit(jobs.json(name, origin))));
    }
  }

  /**
   * Follows the feeds of all jobs until they break off or end.
   *
   * @param commanded whether jobs are paused and cancelled meanwhile
   */
  void follow(Api listening, boolean commanded) {
    api = listening;
    ledgers.values().forEach(ledger -> ledger.follow(listening));
    commands.begin(listening, commanded);
  }

  /** Waits until each job has done all, and its feed has said so. */
  void awaitEnd() throws IOException, InterruptedException {
    commands.finish(Objects.requireNonNull(api), jobs.sizes());
    for (Ledger ledger : ledgers.values()) {
      assertThat(ledger.awaitEnd(PATIENCE_MS)).as("end of %s", ledger.job()).isTrue();
    }
  }

  /** Holds what lies there after a kill against what was said, asked for and promised. */
  void inspect() {
    try {
      inspectFiles();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(dir + " cannot be inspected", e);
    }
  }

  private void inspectFiles() throws IOException, InterruptedException {
    origin.awaitSilence();
    Set<String> saved = new HashSet<>();
    Set<String> done = new HashSet<>();
    Map<String, StoredState.Stored> stored = stored();
    for (String name : ledgers.keySet()) {
      StoredState.Stored job = stored.get(name);
      ledgers.get(name).compare(job.completions(), ENDS);
      for (Completion completion : job.completions()) {
        if (completion.item().state() == ItemState.DONE) {
          saved.add(completion.item().file());
          done.add(URI.create(completion.item().url()).getPath());
        }
      }
      boolean discovering = !job.row().discovery().done() && job.row().counters().discovered() > 0;
      tally.discovering(discovering);
    }
    tally.found(done.size() == jobs.total());
    Map<Boolean, List<String>> files = StoredState.files(downloads());
    files(saved, files.get(false));
    requests(origin.counts(), done);
    tally.parts(files.get(true).size());
  }

  private Map<String, StoredState.Stored> stored() throws IOException {
    return StoredState.stored(dir.resolve("data"), dir.resolve("copy"));
  }

  private void files(Set<String> saved, List<String> there) throws IOException {
    assertThat(without(saved, there)).as("saved, and not there").isEmpty();
    for (String file : there) {
      if (!file.equals(FOREIGN)) {
        whole.check(file);
        tally.published(!saved.contains(file));
      }
    }
  }

  private static Set<String> without(Set<String> all, Iterable<String> some) {
    Set<String> left = new HashSet<>(all);
    some.forEach(left::remove);
    return left;
  }

  private void requests(Map<String, Integer> counts, Set<String> done) {
    List<String> sent = commands.takeSent();
    tally.commands(sent.size());
    Map<String, Integer> cancelled = commands.takeCancelled();
    List<String> faults = new ArrayList<>();
    counts.forEach(
        (path, count) -> {
          Integer before = settled.get(path);
          if (before != null && !before.equals(count)) {
            faults.add(path + " was asked for again when it was stored");
          }
          int earlier = known.getOrDefault(path, 0);
          int givenUp = cancelled.getOrDefault(CrashJobs.job(path), 0);
          if (before == null && count > earlier + 1 + givenUp) {
            faults.add(path + " was asked for " + count + " times, " + earlier + " before");
          }
          if (done.contains(path)) {
            settled.put(path, count);
          } else {
            known.put(path, count);
            tally.cut(earlier < count);
          }
        });
    assertThat(faults).as("after %s", sent).isEmpty();
    assertThat(without(done, counts.keySet())).as("done without a request").isEmpty();
  }

  /** Holds what lies there after the end against all that the jobs were to do. */
  void inspectEnd() throws Exception {
    inspect();
    assertThat(StoredState.workingFiles(downloads())).isEmpty();
    assertThat(StoredState.finalFiles(downloads())).hasSize(jobs.total() + 1);
    assertThat(downloads().resolve(FOREIGN)).hasContent(FOREIGN_CONTENT);
    assertThat(settled).hasSize(jobs.total());
    Map<String, Integer> sizes = jobs.sizes();
    for (var job : stored().values()) {
      String name = job.row().name();
      // One that was cancelled when it had nothing left to do stays cancelled.
      assertThat(job.row().state()).as(name).isIn(JobState.SUCCEEDED, JobState.CANCELLED);
      assertThat(job.row().counters().done()).as(name).isEqualTo(sizes.get(name).longValue());
    }
    tally.ended(jobs.total(), origin.bodies(), origin.continued());
  }

  @Override
  public void close() {
    origin.close();
  }
}
