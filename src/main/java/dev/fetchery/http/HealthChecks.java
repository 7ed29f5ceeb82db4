package dev.fetchery.http;

import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The checks every service has. */
final class HealthChecks {
  private static final long DISK_FREE_BYTES = 64L << 20;
  private static final long LAG_MS = 5_000;
  private static final long TICK_MS = 500;

  private HealthChecks() {}

  /** Whether commits succeed. */
  static HealthCheck store(JobStore store) {
    return new HealthCheck(
        "store",
        () -> {
          Instant since = store.health().failingSince();
          return Future.succeededFuture(
              since == null ? null : "has not been able to commit since " + Json.text(since));
        });
  }

  /** Whether files can be made in a directory, and there is some room. */
  static HealthCheck directory(String name, Vertx vertx, Path directory) {
    return new HealthCheck(name, () -> vertx.executeBlocking(() -> fault(directory), false));
  }

  private static String fault(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        return "is not there";
      }
      if (!Files.isWritable(directory)) {
        return "is not writable";
      }
      long free = Files.getFileStore(directory).getUsableSpace();
      return free < DISK_FREE_BYTES ? "has " + (free >> 20) + " MiB left" : null;
    } catch (IOException e) {
      return "cannot be looked at";
    }
  }

  /** Whether the event loop gets around to things. Ticks from now on. */
  static HealthCheck eventLoop(Vertx vertx) {
    long[] lastNs = {System.nanoTime()};
    long[] lagMs = {0};
    vertx.setPeriodic(
        TICK_MS,
        timer -> {
          long now = System.nanoTime();
          lagMs[0] = Math.max(lagMs[0] / 2, (now - lastNs[0]) / 1_000_000 - TICK_MS);
          lastNs[0] = now;
        });
    return new HealthCheck(
        "eventLoop",
        () -> Future.succeededFuture(lagMs[0] > LAG_MS ? "is " + lagMs[0] + " ms behind" : null));
  }
}
