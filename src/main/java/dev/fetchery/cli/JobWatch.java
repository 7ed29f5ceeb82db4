package dev.fetchery.cli;

import dev.fetchery.app.Await;
import dev.fetchery.app.Service;
import dev.fetchery.app.StartFault;
import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Job;
import dev.fetchery.store.JobReads;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Follows one job to its end on the calling thread. Completions come with the coordinator's events,
 * up to a bound, and beyond it from the store, so that a slow terminal delays no download and needs
 * little memory.
 */
final class JobWatch {
  private static final long POLL_MS = 250;

  private final RecentCompletions recent = new RecentCompletions(2 * JobReads.PAGE);
  private final Service service;
  private final String job;
  private long afterN;

  /**
   * @param afterN number of the last completion to leave out
   */
  JobWatch(Service service, String job, long afterN) {
    this.service = service;
    this.job = job;
    this.afterN = afterN;
  }

  /** Receives the progress of a job on the thread that follows it; does nothing by default. */
  interface Listener {
    /** The current state of the job; called at least once. */
    default void moved(Job now) {}

    /** Items that ended, in order of completion; only called where {@link #wantsItems}. */
    default void ended(List<Completion> completions) {}

    /** Whether {@link #ended} does anything; the same at each call. */
    default boolean wantsItems() {
      return true;
    }
  }

  /**
   * Returns when the job has ended or is paused and the listener has every completion.
   *
   * @return the job's last state
   */
  Job follow(Listener listener) throws StartFault, InterruptedException {
    Semaphore events = new Semaphore(0);
    var consumer =
        service
            .vertx()
            .eventBus()
            .<CoordinatorEvent>consumer(
                Addresses.NEWS, message -> hear(message.body(), events, listener.wantsItems()));
    try {
      Job now = poll(listener);
      while (active(now)) {
        events.tryAcquire(POLL_MS, TimeUnit.MILLISECONDS);
        events.drainPermits();
        now = poll(listener);
      }
      return now;
    } catch (Await.Fault e) {
      service.blockIfStopping();
      throw new StartFault("job " + job + " cannot be followed: " + e.getMessage(), e);
    } finally {
      consumer.unregister();
    }
  }

  private static boolean active(Job now) {
    return switch (now.state()) {
      case QUEUED, RUNNING -> true;
      default -> false;
    };
  }

  private void hear(CoordinatorEvent event, Semaphore events, boolean items) {
    if (event instanceof CoordinatorEvent.Completed completed && completed.job().equals(job)) {
      if (items) {
        recent.add(completed.completions());
        events.release();
      }
    } else if (event instanceof CoordinatorEvent.Changed changed
        && changed.job().id().equals(job)) {
      events.release();
    }
  }

  private Job poll(Listener listener) throws Await.Fault, InterruptedException {
    Job now = Await.on(service.ask(new Command.Show(job), Answer.JobView.class)).job();
    listener.moved(now);
    while (listener.wantsItems() && afterN < now.lastN()) {
      List<Completion> page = next();
      if (page.isEmpty()) {
        break;
      }
      listener.ended(page);
      afterN = page.get(page.size() - 1).n();
    }
    return now;
  }

  private List<Completion> next() throws Await.Fault, InterruptedException {
    List<Completion> announced = recent.takeAfter(afterN);
    return announced.isEmpty()
        ? Await.on(service.store().completions(job, afterN, JobReads.PAGE))
        : announced;
  }
}
