package dev.fetchery.http.ops;

import dev.fetchery.http.view.ViewJson;
import dev.fetchery.store.JobReads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The checks every service has. */
public final class HealthChecks {
  private static final long DISK_FREE_BYTES = 64L << 20;

  private HealthChecks() {}

  /** Whether commits succeed. */
  public static HealthCheck store(JobReads store) {
    return new HealthCheck(
        "store",
        () -> {
          Instant since = store.health().failingSince();
          return Future.succeededFuture(
              since == null ? null : "has not been able to commit since " + ViewJson.text(since));
        });
  }

  /** Whether files can be made in a directory, and there is some room. */
  public static HealthCheck directory(String name, Vertx vertx, Path directory) {
    return new HealthCheck(name, () -> vertx.executeBlocking(() -> fault(directory), false));
  }

  private static @Nullable String fault(Path directory) {
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
      return "cannot be read";
    }
  }

  /** Whether every event loop runs its tasks in time. */
  public static HealthCheck eventLoops(LoopLagMonitor loops, long stuckMs) {
    return new HealthCheck(
        "eventLoops",
        () -> {
          long lagMs = loops.lagMs();
          return Future.succeededFuture(lagMs > stuckMs ? "one is " + lagMs + " ms behind" : null);
        });
  }
}
