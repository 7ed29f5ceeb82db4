package dev.fetchery.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where entries wait: in the queue of their job and host, or for their time to come. Times in epoch
 * milliseconds. Confined to the coordinator's event loop.
 *
 * @param <T> what the owner needs to start an entry
 */
final class WaitingEntries<T> {
  private final FairShare<T> jobs;
  private final Hosts<T> hosts;
  private final DelayedEntries<T> delayed = new DelayedEntries<>();

  WaitingEntries(FairShare<T> jobs, Hosts<T> hosts) {
    this.jobs = jobs;
    this.hosts = hosts;
  }

  /**
   * Lets an entry of a job wait.
   *
   * @param later whether its time has not come
   */
  void place(QueuedRequest<T> entry, JobQueues<T> queues, boolean later) {
    HostQueue<T> queue = queue(queues, entry.host);
    if (later) {
      queue.delayed++;
      delayed.add(entry);
    } else {
      queue.add(entry);
      queues.enqueue(queue);
    }
  }

  /** The queue of a job for a host, made where there is none. */
  HostQueue<T> queue(JobQueues<T> queues, String host) {
    return queues.byHost.computeIfAbsent(host, name -> hosts.attach(queues, name));
  }

  /** Forgets all entries of a job that goes. */
  void forget(JobQueues<T> queues) {
    queues.byHost.values().forEach(hosts::detach);
    delayed.removeIf(e -> e.job.equals(queues.job));
  }

  /** Takes entries of a job back out, as {@link Dispatcher#drain} says. */
  void drain(JobQueues<T> queues, @Nullable String host, Consumer<QueuedRequest<T>> sink) {
    List<HostQueue<T>> drained =
        host == null
            ? List.copyOf(queues.byHost.values())
            : Stream.ofNullable(queues.byHost.get(host)).toList();
    List<QueuedRequest<T>> out = new ArrayList<>();
    drained.forEach(queue -> queue.drainTo(out::add));
    if (drained.stream().anyMatch(queue -> queue.delayed > 0)) {
      delayed.removeIf(
          e -> e.job.equals(queues.job) && (host == null || host.equals(e.host)) && out.add(e));
      drained.forEach(queue -> queue.delayed = 0);
    }
    drained.forEach(this::leave);
    for (QueuedRequest<T> entry : out) {
      QueuedRequest<T> prerequisite = entry.takePrerequisite();
      sink.accept(entry);
      if (prerequisite != null && (host == null || host.equals(prerequisite.host))) {
        sink.accept(prerequisite);
      } else if (prerequisite != null) {
        place(prerequisite, queues, prerequisite.notBeforeMs > 0);
      }
    }
  }

  private void leave(HostQueue<T> queue) {
    queue.owner.leaveRound(queue);
    hosts.noteMaybeUnused(queue);
  }

  /** Lets the queues of a host have their turn again when its back-off is over. */
  void backsOff(HostLimiter limiter) {
    delayed.add(limiter);
  }

  /** Lets those have their turn whose time has come. */
  void wake(long nowMs) {
    QueuedRequest<T> due;
    while ((due = delayed.nextDue(nowMs)) != null) {
      JobQueues<T> queues = jobs.of(due.job);
      if (queues != null) {
        HostQueue<T> queue = queue(queues, due.host);
        queue.delayed--;
        queue.addDue(due);
        queues.enqueue(queue);
      }
    }
    HostLimiter ready;
    while ((ready = delayed.nextReady(nowMs)) != null) {
      hosts.unpark(ready.host());
    }
  }

  /** When the time of the next comes; {@link Long#MAX_VALUE} if none waits for it. */
  long wakeAtMs() {
    return delayed.wakeAtMs();
  }
}
