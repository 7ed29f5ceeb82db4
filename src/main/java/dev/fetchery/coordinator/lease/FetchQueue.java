package dev.fetchery.coordinator.lease;

import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.coordinator.port.Wakeup;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.QueuedRequest;

/** Where fetches wait for their start. */
public final class FetchQueue {
  private final Dispatcher<Fetch> dispatcher;
  private final SteadyClock clock;
  private final Wakeup wakeup;

  public FetchQueue(Dispatcher<Fetch> dispatcher, SteadyClock clock, Wakeup wakeup) {
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.wakeup = wakeup;
  }

  /** The time by which entries wait, in epoch milliseconds. */
  public long nowMs() {
    return clock.nowMs();
  }

  /** Queues a fetch; it starts when its job, its host and the service have room for it. */
  public void offer(QueuedRequest<Fetch> entry) {
    dispatcher.offer(entry, clock.nowMs());
  }

  /** Entries of a job that could start but for want of slots. */
  public int startable(String job) {
    return dispatcher.startable(job, clock.nowMs());
  }

  /** Requests of a job that a host would be sent now; see {@link Dispatcher#room}. */
  public int room(String job, String host) {
    return dispatcher.room(job, host, clock.nowMs());
  }

  /** A host answered as it should. */
  public void hostSucceeded(String host) {
    dispatcher.host(host).succeeded(clock.nowMs());
  }

  /** Something may be startable now. */
  public void wake() {
    wakeup.wake();
  }
}
