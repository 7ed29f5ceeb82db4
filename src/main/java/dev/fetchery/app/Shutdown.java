package dev.fetchery.app;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the service when the process ends: the shutdown hook waits until all results are stored.
 * SIGTERM and SIGINT end the process with a status of our choice; a second SIGINT ends it at once,
 * as SIGKILL would, which costs no stored result.
 */
public final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  /** Words must not hold the end up: the program that reads them may have stopped. */
  private static final long SAYING_MS = 1_000;

  /** So long the end waits for a service that is being opened. */
  private static final long OPENING_MS = 10_000;

  /** Whether a signal has begun to end the process. */
  private static final AtomicBoolean ENDING = new AtomicBoolean();

  private static final Deque<Runnable> AT_END = new ConcurrentLinkedDeque<>();
  private static final AtomicBoolean HOOKED = new AtomicBoolean();

  /** Whether a service is stopped at the end: what is run then comes after it. */
  private static volatile boolean guarded;

  /** Down to zero when no service is being opened. */
  private static volatile CountDownLatch opening = new CountDownLatch(0);

  private Shutdown() {}

  /**
   * @param status of the process when a signal ends it
   * @param before called before active requests get their grace
   * @param after called after the stop; neither is, where the service was stopping before, and
   *     neither is waited for longer than a second
   * @param atOnce called before a second SIGINT ends the process, and not waited for longer either
   */
  public static void guard(
      Stoppable service, IntSupplier status, Runnable before, Runnable after, Runnable atOnce) {
    try {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> stopAndTidy(service, before, after), "fetchery-stop"));
      guarded = true;
    } catch (IllegalStateException e) {
      // A signal came while it was opened: the end waits for this.
      stop(service, before, after);
    } finally {
      opened();
    }
    onSignal("TERM", status);
    Signals.on("INT", () -> interrupted(status, atOnce));
  }

  private static void interrupted(IntSupplier status, Runnable atOnce) {
    if (ENDING.get()) {
      inTime(atOnce);
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
    end(status);
  }

  /**
   * Has this run when the process ends: after a service that is guarded has stopped, and what was
   * added last comes first. It may be at work already.
   */
  public static void atEnd(Runnable action) {
    AT_END.push(action);
    if (HOOKED.compareAndSet(false, true)) {
      Thread unguarded = new Thread(Shutdown::runUnguarded, "fetchery-end");
      Runtime.getRuntime().addShutdownHook(unguarded);
    }
  }

  /** Takes back {@link #atEnd}. */
  public static void notAtEnd(Runnable action) {
    AT_END.remove(action);
  }

  /** A service is being opened, which {@link #guard} will follow: until then the end waits. */
  public static void opening() {
    opening = new CountDownLatch(1);
  }

  /** It was opened, or could not be. */
  public static void opened() {
    opening.countDown();
  }

  private static void runUnguarded() {
    try {
      if (!opening.await(OPENING_MS, TimeUnit.MILLISECONDS)) {
        LOG.debug("the service is still being opened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!guarded) {
      AT_END.forEach(Runnable::run);
    }
  }

  private static void stopAndTidy(Stoppable service, Runnable before, Runnable after) {
    stop(service, before, after);
    AT_END.forEach(Runnable::run);
  }

  private static void stop(Stoppable service, Runnable before, Runnable after) {
    boolean late = !service.stopping();
    if (late) {
      inTime(before);
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
      inTime(after);
    }
  }

  private static void inTime(Runnable says) {
    Thread speaker = new Thread(says, "fetchery-says");
    speaker.setDaemon(true);
    speaker.start();
    try {
      speaker.join(SAYING_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Without a handler the JVM ends with 128 + the signal's number. */
  public static void onSignal(String name, IntSupplier status) {
    Signals.on(name, () -> end(status));
  }

  private static void end(IntSupplier status) {
    ENDING.set(true);
    System.exit(status.getAsInt());
  }
}
