package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.job.Completion;
import dev.fetchery.store.JobQuery;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.SqliteJobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a killed service leaves on disk, looked at without touching it. */
final class StoredState {
  private StoredState() {}

  /** A job's row and all its completions. */
  record Stored(JobRow row, List<Completion> completions) {}

  /** The stored jobs by name, read from a copy of the data directory. */
  static Map<String, Stored> stored(Path data, Path copy) throws IOException {
    Files.createDirectories(copy);
    for (String file : List.of("fetchery.db", "fetchery.db-wal")) {
      if (Files.exists(data.resolve(file))) {
        Files.copy(data.resolve(file), copy.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.deleteIfExists(copy.resolve(file));
      }
    }
    Files.deleteIfExists(copy.resolve("fetchery.db-shm"));
    Map<String, Stored> jobs = new TreeMap<>();
    try (SqliteJobStore store = SqliteJobStore.open(copy, false, Clock.system())) {
      for (JobRow row : get(store.jobs(JobQuery.NEWEST, null, 1000))) {
        jobs.put(row.name(), new Stored(row, completions(store, row.id())));
      }
    }
    return jobs;
  }

  /** All of a job's, in their order. */
  static List<Completion> completions(JobStore store, String job) {
    List<Completion> all = new ArrayList<>();
    while (true) {
      long after = all.isEmpty() ? 0 : all.get(all.size() - 1).n();
      List<Completion> page = get(store.completions(job, after, JobReads.PAGE));
      if (page.isEmpty()) {
        return all;
      }
      all.addAll(page);
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** Files under their final names, relative to the directory. */
  static List<String> finalFiles(Path downloads) {
    return files(downloads, false);
  }

  /** Parts and other working files, relative to the directory. */
  static List<String> workingFiles(Path downloads) {
    return files(downloads, true);
  }

  private static List<String> files(Path downloads, boolean working) {
    return files(downloads).get(working);
  }

  /** Those of {@link #finalFiles} (false) and those of {@link #workingFiles} (true). */
  static Map<Boolean, List<String>> files(Path downloads) {
    try (Stream<Path> walk =
        Files.find(downloads, Integer.MAX_VALUE, (file, facts) -> facts.isRegularFile())) {
      return walk.map(file -> downloads.relativize(file).toString())
          .sorted()
          .collect(Collectors.partitioningBy(file -> file.contains(".fetchery")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** That a file is byte for byte what the origin serves under a path. */
  static void assertWhole(Path file, String path) throws IOException {
    assertThat(Files.readAllBytes(file)).as("%s", file).isEqualTo(CrashOrigin.body(path));
  }
}
