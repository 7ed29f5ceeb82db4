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
import dev.fetchery.store.JobStore;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Follows one job to its end on the calling thread. News only wake it: what it hands on is read
 * from the store, so that a reader that is slow to print holds up no one and costs no memory.
 */
final class JobWatch {
  private static final long LOOK_MS = 250;

  private final Service service;
  private final String job;
  private long afterN;

  /**
   * @param afterN completions up to this number are not handed on
   */
  JobWatch(Service service, String job, long afterN) {
    this.service = service;
    this.job = job;
    this.afterN = afterN;
  }

  /** What happens to a job, told on the thread that watches. */
  interface Listener {
    /** The job as it is now: at least once. */
    void moved(Job now);

    /** Items that came to an end, in order. */
    void ended(List<Completion> completions);
  }

  /**
   * Returns when the job has ended or is paused, and everything was handed on.
   *
   * @return the job as it is then
   */
  Job follow(Listener listener) throws StartFault, InterruptedException {
    Semaphore news = new Semaphore(0);
    var consumer =
        service
            .vertx()
            .eventBus()
            .<CoordinatorEvent>consumer(Addresses.NEWS, message -> wake(message, news));
    try {
      Job now = look(listener);
      while (active(now)) {
        news.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS);
        news.drainPermits();
        now = look(listener);
      }
      return now;
    } catch (Await.Fault e) {
      service.leaveWordToWhoStops();
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

  private void wake(Message<CoordinatorEvent> message, Semaphore news) {
    CoordinatorEvent body = message.body();
    boolean ours =
        (body instanceof CoordinatorEvent.Completed completed && completed.job().equals(job))
            || (body instanceof CoordinatorEvent.Changed changed && changed.job().id().equals(job));
    if (ours) {
      news.release();
    }
  }

  private Job look(Listener listener) throws Await.Fault, InterruptedException {
    Job now = Await.on(service.ask(new Command.Show(job), Answer.JobView.class)).job();
    listener.moved(now);
    while (afterN < now.lastN()) {
      List<Completion> page = Await.on(service.store().completions(job, afterN, JobStore.PAGE));
      if (page.isEmpty()) {
        break;
      }
      listener.ended(page);
      afterN = page.get(page.size() - 1).n();
    }
    return now;
  }
}
