package dev.fetchery.coordinator;

import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.coordinator.port.Worker;
import dev.fetchery.store.JobQuery;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Removes manifests, files and those in the store, that belong to no job: the service died after a
 * list was written and before its job was stored, or after a job was deleted and before its list
 * was.
 */
final class ManifestSweep {
  private static final String DIRECTORY = "manifests";
  private static final Pattern NAME = Pattern.compile(DIRECTORY + "/([0-9A-Za-z.-]+)");

  /** Times of files are those of the kernel's last tick: at most so long ago. */
  private static final Duration TICK = Duration.ofMillis(20);

  private final StoreCalls store;
  private final Worker worker;
  private final Path directory;
  private final Instant startedAt;

  /**
   * @param startedAt what is written after that may be of a job that is being posted
   */
  ManifestSweep(StoreCalls store, Worker worker, Path dataDir, Instant startedAt) {
    this.store = store;
    this.worker = worker;
    this.directory = dataDir.resolve(DIRECTORY);
    this.startedAt = startedAt.minus(TICK);
  }

  Future<Void> run() {
    return worker
        .run(this::old)
        .compose(this::withStored)
        .compose(old -> old.isEmpty() ? Future.succeededFuture() : ofNoJob(old, null).mapEmpty());
  }

  private Future<Set<String>> withStored(Set<String> old) {
    return store
        .call(rows -> rows.lists(startedAt))
        .map(
            names -> {
              names.forEach(name -> old.add(name.substring(name.indexOf('/') + 1)));
              return old;
            });
  }

  private Set<String> old() throws IOException {
    Set<String> old = new HashSet<>();
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(startedAt)) {
            old.add(String.valueOf(file.getFileName()));
          }
        }
      }
    }
    return old;
  }

  private Future<Integer> ofNoJob(Set<String> left, JobQuery.@Nullable Place after) {
    return store
        .call(rows -> rows.jobs(JobQuery.NEWEST, after, JobReads.PAGE))
        .compose(
            page -> {
              page.forEach(row -> left.removeAll(named(row)));
              return page.isEmpty() || left.isEmpty()
                  ? dropStored(List.copyOf(left), 0).compose(v -> worker.run(() -> remove(left)))
                  : ofNoJob(left, JobQuery.NEWEST.order().placeOf(page.get(page.size() - 1)));
            });
  }

  private Future<Void> dropStored(List<String> names, int from) {
    return from == names.size()
        ? Future.succeededFuture()
        : store
            .call(rows -> rows.dropList(DIRECTORY + "/" + names.get(from)))
            .compose(v -> dropStored(names, from + 1));
  }

  private static List<String> named(JobRow row) {
    Matcher name = NAME.matcher(row.specJson());
    return name.results().map(found -> found.group(1)).toList();
  }

  private int remove(Set<String> names) throws IOException {
    int removed = 0;
    for (String name : names) {
      removed += Files.deleteIfExists(directory.resolve(name)) ? 1 : 0;
    }
    return removed;
  }
}
