package dev.fetchery.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the processors of this machine have done since it started, by {@code proc(5)}.
 *
 * @param all ticks
 * @param idle those without work
 */
record ProcessorTime(long all, long idle) {
  private static final int IDLE = 3;

  static ProcessorTime read() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/stat"), StandardCharsets.US_ASCII)) {
      String first = lines.findFirst().orElseThrow();
      long[] ticks =
          Arrays.stream(first.split(" +")).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
      return new ProcessorTime(Arrays.stream(ticks).sum(), ticks[IDLE]);
    }
  }

  /** The part of the time since then without work, from 0 to 1. */
  double idleSince(ProcessorTime before) {
    return (idle - before.idle) / (double) Math.max(1, all - before.all);
  }
}
