package dev.fetchery.plan;

import dev.fetchery.context.Confined;
import dev.fetchery.job.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests may start next: within the service's slots, each job's limits and rate,
 * and each host's limit. The work for one start does not depend on the number of entries: a host at
 * its limit leaves the round and comes back when it has room. Times in epoch milliseconds. Confined
 * to the coordinator's event loop.
 *
 * @param <T> what the owner needs to start an entry
 */
public final class Dispatcher<T> {
  private final Confined confined = new Confined();
  private final FairShare<T> jobs = new FairShare<>();
  private final Hosts<T> hosts = new Hosts<>();
  private final WaitingEntries<T> entries = new WaitingEntries<>(jobs, hosts);
  private int concurrency;
  private int active;
  private long moves;

  /**
   * @param concurrency requests under way in the service, at most
   */
  public Dispatcher(int concurrency) {
    this.concurrency = concurrency;
  }

  /** Sets how many requests are under way at most; what is under way stays. */
  public void concurrency(int requests) {
    assert confined.here();
    concurrency = requests;
  }

  /** Requests under way, at most. */
  public int concurrency() {
    return concurrency;
  }

  public void open(String job, Limits limits, long nowMs) {
    assert confined.here();
    jobs.join(new JobQueues<>(job, limits, nowMs));
  }

  public void limits(String job, Limits limits) {
    assert confined.here();
    JobQueues<T> queues = jobs.of(job);
    if (queues != null) {
      queues.limits(limits);
    }
  }

  /**
   * Says whether entries of hosts that are not seen yet may follow, as is assumed of a new job.
   *
   * @return whether that changes anything
   */
  public boolean expectMore(String job, boolean more) {
    assert confined.here();
    JobQueues<T> queues = jobs.of(job);
    return queues != null && queues.expectMore(more);
  }

  /** Starts nothing of the job until released; its entries stay. */
  public void hold(String job, boolean held) {
    assert confined.here();
    JobQueues<T> queues = jobs.of(job);
    if (queues != null) {
      queues.held = held;
    }
  }

  /** Forgets a job and its entries; what it has active must have been released. */
  public void close(String job) {
    assert confined.here();
    JobQueues<T> queues = jobs.leave(job);
    if (queues != null) {
      entries.forget(queues);
    }
  }

  /**
   * Takes all entries of a job (of one host, or of all for null) back out, with the prerequisites
   * that have not started. A prerequisite on another host stays: other entries may need it.
   */
  public void drain(String job, @Nullable String host, Consumer<QueuedRequest<T>> sink) {
    assert confined.here();
    JobQueues<T> queues = jobs.of(job);
    if (queues != null) {
      entries.drain(queues, host, sink);
    }
  }

  public void offer(QueuedRequest<T> entry, long nowMs) {
    assert confined.here();
    JobQueues<T> queues = jobs.of(entry.job);
    if (queues == null) {
      return;
    }
    entries.place(entry, queues, entry.notBeforeMs > nowMs);
  }

  /** The limiter of a host, shared by all jobs. */
  public HostLimiter host(String host) {
    return hosts.limiter(host);
  }

  /** Starts what may start, at most so many; the caller releases each when it is over. */
  public List<QueuedRequest<T>> start(int most, long nowMs) {
    assert confined.here();
    entries.wake(nowMs);
    hosts.sweep(nowMs);
    List<QueuedRequest<T>> started = new ArrayList<>(Math.min(most, 256));
    while (started.size() < most && active < concurrency) {
      QueuedRequest<T> next = next(nowMs);
      if (next == null) {
        break;
      }
      started.add(next);
    }
    return started;
  }

  private @Nullable QueuedRequest<T> next(long nowMs) {
    JobQueues<T> queues;
    while ((queues = jobs.next(nowMs)) != null) {
      QueuedRequest<T> entry = takeFrom(queues, nowMs);
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  private @Nullable QueuedRequest<T> takeFrom(JobQueues<T> queues, long nowMs) {
    HostQueue<T> queue;
    while ((queue = queues.round.poll()) != null) {
      queue.queued = false;
      QueuedRequest<T> entry = queue.admits(nowMs) ? queue.poll() : null;
      if (entry == null) {
        park(queue, nowMs);
        continue;
      }
      QueuedRequest<T> prerequisite = entry.takePrerequisite();
      return prerequisite == null
          ? begun(entry, queue, nowMs)
          : beside(entry, prerequisite, queue, nowMs);
    }
    return null;
  }

  /** A prerequisite starts first, the entry next; one that its host does not admit now waits. */
  private QueuedRequest<T> beside(
      QueuedRequest<T> entry, QueuedRequest<T> prerequisite, HostQueue<T> queue, long nowMs) {
    HostQueue<T> other = entries.queue(queue.owner, prerequisite.host);
    if (prerequisite.notBeforeMs > nowMs || !other.admits(nowMs)) {
      entries.place(prerequisite, queue.owner, prerequisite.notBeforeMs > nowMs);
      return begun(entry, queue, nowMs);
    }
    queue.urgent.addFirst(entry);
    queue.owner.enqueueFirst(queue);
    return begun(prerequisite, other, nowMs);
  }

  private QueuedRequest<T> begun(QueuedRequest<T> entry, HostQueue<T> queue, long nowMs) {
    active++;
    moves++;
    queue.active++;
    queue.owner.active++;
    queue.owner.pacer.take(nowMs);
    jobs.took(queue.owner);
    queue.limiter.started();
    queue.owner.enqueue(queue);
    return entry;
  }

  /** A queue leaves the round: it comes back when its host's back-off ends or a request does. */
  private void park(HostQueue<T> queue, long nowMs) {
    if (queue.isEmpty()) {
      hosts.noteMaybeUnused(queue);
    } else if (queue.limiter.waits(nowMs)) {
      entries.backsOff(queue.limiter);
    } else if (queue.reservesSlots()) {
      queue.owner.parkReserving(queue);
    }
  }

  /** A started entry does not use its slot any more. */
  public void released(String job, String host, long nowMs) {
    assert confined.here();
    active--;
    moves++;
    HostLimiter limiter = host(host);
    limiter.released();
    JobQueues<T> queues = jobs.of(job);
    if (queues != null) {
      queues.active--;
      HostQueue<T> own = queues.byHost.get(host);
      if (own != null) {
        own.active--;
        hosts.noteMaybeUnused(own);
      }
      queues.unparkReserving();
    }
    hosts.unpark(host);
    hosts.forgetIfWell(host, nowMs);
  }

  /** When something may start that only time forbids now; {@link Long#MAX_VALUE} if nothing. */
  public long wakeAtMs(long nowMs) {
    entries.wake(nowMs);
    return Math.min(entries.wakeAtMs(), jobs.readyAtMs(nowMs));
  }

  /** Entries of a job that wait for nothing but a slot; a host that backs off has none. */
  public int startable(String job, long nowMs) {
    JobQueues<T> queues = jobs.of(job);
    return queues == null ? 0 : queues.startable(nowMs);
  }

  /** Requests of a job that a host would be sent now, the job's other limits aside. */
  public int room(String job, String host, long nowMs) {
    JobQueues<T> queues = jobs.of(job);
    HostQueue<T> queue = queues == null ? null : queues.byHost.get(host);
    HostLimiter limiter = host(host);
    int own =
        queues == null ? 0 : queues.limits.itemsPerHost() - (queue == null ? 0 : queue.active);
    return limiter.waits(nowMs)
        ? 0
        : Math.max(0, Math.min(own, limiter.limit() - limiter.active()));
  }

  /** Hosts that the job has entries for or requests to. */
  public List<HostLimiter> hostsOf(String job) {
    JobQueues<T> queues = jobs.of(job);
    return queues == null
        ? List.of()
        : queues.byHost.values().stream().map(queue -> queue.limiter).toList();
  }

  /** Hosts that are asked, or were of late. */
  public List<HostLimiter> hosts() {
    return hosts.all();
  }

  /** Entries that wait for a host, of all jobs. */
  public int waitingFor(String host) {
    int waiting = 0;
    for (HostQueue<T> queue : hosts.queues(host)) {
      waiting += queue.size() + queue.delayed;
    }
    return waiting;
  }

  /** Jobs that have entries for, or requests to, a host. */
  public List<String> jobsAt(String host) {
    return hosts.queues(host).stream().map(queue -> queue.owner.job).toList();
  }

  /** Forgets hosts that no job asks for and that have had time to recover. */
  public void tidy(long nowMs, long forgetAfterMs) {
    assert confined.here();
    hosts.tidy(nowMs, forgetAfterMs);
  }

  public int active() {
    return active;
  }

  /** Requests started and released so far. */
  public long moves() {
    return moves;
  }

  /** Whether some entry waits for nothing but to be started. */
  public boolean couldStart(long nowMs) {
    return active < concurrency && jobs.couldStart(nowMs);
  }

  /**
   * Entries that would start now if there were slots without end: within each job's limits and pace
   * and each host's limit. What waits for its time, or for its host, is none of them.
   */
  public int startable(long nowMs) {
    entries.wake(nowMs);
    return jobs.startable(nowMs);
  }

  public int activeOf(String job) {
    JobQueues<T> queues = jobs.of(job);
    return queues == null ? 0 : queues.active;
  }
}
