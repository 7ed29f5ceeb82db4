package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.get;

import dev.fetchery.context.Clock;
import dev.fetchery.job.PendingItem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Measures the store's operations by the item. Arguments: directory, items, rounds.
 *
 * <p>{@code mvn -B -Pjmh test-compile exec:exec -Djmh.main=dev.fetchery.store.StoreBench
 * -Djmh.args="/tmp 200000 3"}
 */
final class StoreBench {
  private StoreBench() {}

  public static void main(String[] args) throws Exception {
    int items = args.length > 1 ? Integer.parseInt(args[1]) : 200_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    for (int round = 0; round < rounds; round++) {
      Path directory = Files.createTempDirectory(Path.of(args[0]), "bench");
      try (SqliteJobStore store = SqliteJobStore.open(directory, false, Clock.system())) {
        measure(store, items, directory);
      }
      long size = Files.size(directory.resolve("fetchery.db"));
      System.out.printf("  closed: database %d MiB, %d bytes an item%n", size >> 20, size / items);
    }
  }

  private static void measure(SqliteJobStore store, int items, Path directory) throws Exception {
    String job = Fixtures.job(store, "j");
    long start = System.nanoTime();
    for (int from = 0; from < items; from += 1_000) {
      List<NewItem> page = new ArrayList<>();
      for (int i = from; i < from + 1_000; i++) {
        page.add(Fixtures.saved(String.format("emojis/picture-%07d.png", i)));
      }
      get(store.append(job, page, Integer.toString(from), false));
    }
    report("append", items, start);
    start = System.nanoTime();
    long seq = -1;
    List<PendingItem> page;
    do {
      page = get(store.waiting(job, "a.test:80", seq + 1, 500));
      seq = page.isEmpty() ? seq : page.get(page.size() - 1).seq();
    } while (!page.isEmpty());
    report("waiting", items, start);
    start = System.nanoTime();
    List<CompletionStage<?>> calls = new ArrayList<>();
    for (int from = 0; from < items; from += 100) {
      calls.add(store.complete(job, Fixtures.doneAll(from, from + 100)));
      if (calls.size() == 20) {
        calls.forEach(Fixtures::get);
        calls.clear();
      }
    }
    calls.forEach(Fixtures::get);
    report("complete", items, start);
    System.out.printf(
        "  last commit %s, log %d KiB%n",
        store.health(), Files.size(directory.resolve("fetchery.db-wal")) >> 10);
    start = System.nanoTime();
    long n = 0;
    while (n < items) {
      n += get(store.completions(job, n, 500)).size();
    }
    report("replay", items, start);
    start = System.nanoTime();
    get(store.duplicates(job, 1000));
    report("duplicates", items, start);
  }

  private static void report(String what, int items, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%-10s %8.0f /s%n", what, items / seconds);
  }
}
