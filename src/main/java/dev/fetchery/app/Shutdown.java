package dev.fetchery.app;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the service when the process ends: the shutdown hook waits until all results are stored.
 * SIGTERM and SIGINT end the process with a status of our choice.
 */
public final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private Shutdown() {}

  /**
   * @param status of the process when a signal ends it
   * @param before called before active requests get their grace
   * @param after called after the stop; neither is, where the service was stopping before
   */
  public static void guard(Stoppable service, IntSupplier status, Runnable before, Runnable after) {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(service, before, after), "fetchery-stop"));
    onSignal("TERM", status);
    onSignal("INT", status);
  }

  private static void stop(Stoppable service, Runnable before, Runnable after) {
    boolean late = !service.stopping();
    if (late) {
      before.run();
    }
    try {
      service
          .stop()
          .toCompletionStage()
          .toCompletableFuture()
          .get(service.stopWithinMs(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the service did not stop in time: {}", e.toString());
    }
    if (late) {
      after.run();
    }
  }

  /** Without a handler the JVM ends with 128 + the signal's number. */
  public static void onSignal(String name, IntSupplier status) {
    Signals.on(name, () -> System.exit(status.getAsInt()));
  }
}
