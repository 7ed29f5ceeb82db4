package dev.fetchery.demo.bench;

import dev.fetchery.context.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs contenders in turns (A B C A B C), so that a slow phase of the machine affects all of them.
 */
public final class Bench {
  private final Clock clock;
  private final List<Contender> contenders;
  private final int rounds;
  private final long files;

  /**
   * @param rounds at least 1
   * @param files that each must save; another number is an error
   */
  public Bench(Clock clock, List<Contender> contenders, int rounds, long files) {
    this.clock = clock;
    this.contenders = List.copyOf(contenders);
    this.rounds = rounds;
    this.files = files;
  }

  /**
   * One contender's times in milliseconds.
   *
   * @param ratio of the first contender's median to this one's: how many times faster
   */
  public record Row(String name, double medianMs, double minMs, double maxMs, double ratio) {}

  /**
   * Runs every contender in every round, each time into a fresh directory below {@code dir}.
   *
   * @param progress receives one line per round
   */
  public List<Row> run(Path dir, Consumer<String> progress) throws Exception {
    Map<String, double[]> timesMs = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      progress.accept("round " + (round + 1) + " of " + rounds);
      for (Contender contender : contenders) {
        double[] times = timesMs.computeIfAbsent(contender.name(), name -> new double[rounds]);
        times[round] = measureMs(contender, Files.createTempDirectory(dir, "run"));
      }
    }
    double firstMedian = median(sorted(timesMs.values().iterator().next()));
    return timesMs.entrySet().stream()
        .map(entry -> row(entry.getKey(), sorted(entry.getValue()), firstMedian))
        .toList();
  }

  private double measureMs(Contender contender, Path dir) throws Exception {
    long start = clock.nanoTime();
    long saved = contender.run(dir);
    double tookMs = (clock.nanoTime() - start) / 1e6;
    if (saved != files) {
      throw new IOException(contender.name() + " saved " + saved + " files of " + files);
    }
    return tookMs;
  }

  private static Row row(String name, double[] times, double firstMedian) {
    double median = median(times);
    return new Row(name, median, times[0], times[times.length - 1], firstMedian / median);
  }

  private static double[] sorted(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
