package dev.fetchery.http.ops;

import dev.fetchery.files.DirectoryFiles;
import dev.fetchery.files.SavedFiles;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.store.JobReads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Instant;

/** The checks every service has. */
public final class HealthChecks {
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
    return new HealthCheck(
        name, () -> vertx.executeBlocking(() -> DirectoryFiles.fault(directory), false));
  }

  /** Whether files can be saved. */
  public static HealthCheck files(String name, WorkerExecutor workers, SavedFiles files) {
    return new HealthCheck(name, () -> workers.executeBlocking(files::fault, false));
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
