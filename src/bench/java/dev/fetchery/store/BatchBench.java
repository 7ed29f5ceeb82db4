package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.get;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures appending and completing on both stores, by the size of a batch; each batch is one
 * commit, awaited before the next. The tests' PostgreSQL does not sync. Arguments: directory,
 * items.
 *
 * <p>{@code mvn -B -Pjmh test-compile exec:exec -Djmh.main=dev.fetchery.store.BatchBench
 * -Djmh.args="/tmp 20000"}
 */
final class BatchBench {
  private static final int SMALL_BATCHES = 300;

  private BatchBench() {}

  public static void main(String[] args) throws Exception {
    int items = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
    for (StoreKind kind : StoreKind.values()) {
      // The first round is for warming up.
      for (int round = 0; round < 2; round++) {
        for (int batch : new int[] {1, 100, 2_000}) {
          Path directory = Files.createTempDirectory(Path.of(args[0]), "bench");
          try (JobStore store = kind.open(directory)) {
            measure(kind + " " + batch, store, Math.min(items, batch * SMALL_BATCHES), batch);
          }
        }
      }
    }
  }

  private static void measure(String name, JobStore store, int items, int batch) {
    String job = Fixtures.job(store, "j");
    long start = System.nanoTime();
    for (int from = 0; from < items; from += batch) {
      List<NewItem> page = new ArrayList<>();
      for (int i = from; i < from + batch; i++) {
        page.add(Fixtures.saved(String.format("emojis/picture-%07d.png", i)));
      }
      get(store.append(job, page, Integer.toString(from), false));
    }
    report(name + " append", items, batch, start);
    start = System.nanoTime();
    for (int from = 0; from < items; from += batch) {
      get(store.complete(job, Fixtures.doneAll(from, from + batch)));
    }
    report(name + " complete", items, batch, start);
  }

  private static void report(String what, int items, int batch, long start) {
    double micros = (System.nanoTime() - start) / 1e3;
    System.out.printf(
        "%-26s %8.1f us an item, %8.2f ms a batch%n",
        what, micros / items, micros / 1e3 / items * batch);
  }
}
