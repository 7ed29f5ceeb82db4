package dev.fetchery.plan;

import dev.fetchery.job.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Decides what may start next: within the service's slots, each job's limits and pace, and what
 * each host is given. Work is constant for each start, whatever the number of entries: a host at
 * its limit leaves the round and comes back when it has room. Times in epoch milliseconds. Not
 * thread-safe.
 *
 * @param <T> what the owner needs to start an entry
 */
public final class Dispatcher<T> {
  private final FairShare<T> jobs = new FairShare<>();
  private final Hosts<T> hosts = new Hosts<>();
  private final DelayedEntries<T> sleepers = new DelayedEntries<>();
  private final int concurrency;
  private int active;

  /**
   * @param concurrency requests under way in the service, at most
   */
  public Dispatcher(int concurrency) {
    this.concurrency = concurrency;
  }

  public void open(String job, Limits limits, long nowMs) {
    jobs.join(new JobQueues<>(job, limits, nowMs));
  }

  public void limits(String job, Limits limits) {
    JobQueues<T> lanes = jobs.of(job);
    if (lanes != null) {
      lanes.limits(limits);
    }
  }

  /**
   * Says whether entries of hosts that are not seen yet may follow, as is assumed of a new job.
   *
   * @return whether that is news
   */
  public boolean expectMore(String job, boolean more) {
    JobQueues<T> lanes = jobs.of(job);
    return lanes != null && lanes.expectMore(more);
  }

  /** Starts nothing of the job until released; its entries stay. */
  public void hold(String job, boolean held) {
    JobQueues<T> lanes = jobs.of(job);
    if (lanes != null) {
      lanes.held = held;
    }
  }

  /** Forgets a job and its entries; what it has active must have been released. */
  public void close(String job) {
    JobQueues<T> lanes = jobs.leave(job);
    if (lanes != null) {
      lanes.byHost.values().forEach(hosts::detach);
      sleepers.removeIf(e -> e.job.equals(job));
    }
  }

  /**
   * Takes all entries of a job (of one host, or of all for null) back out, companions that have not
   * started too. One on another host stays: others may wait for what it brings.
   */
  public void drain(String job, String host, Consumer<QueuedRequest<T>> sink) {
    JobQueues<T> lanes = jobs.of(job);
    if (lanes == null) {
      return;
    }
    List<HostQueue<T>> drained =
        host == null
            ? List.copyOf(lanes.byHost.values())
            : Stream.ofNullable(lanes.byHost.get(host)).toList();
    List<QueuedRequest<T>> out = new ArrayList<>();
    drained.forEach(lane -> lane.drainTo(out::add));
    if (drained.stream().anyMatch(lane -> lane.delayed > 0)) {
      sleepers.removeIf(
          e -> e.job.equals(job) && (host == null || host.equals(e.host)) && out.add(e));
      drained.forEach(lane -> lane.delayed = 0);
    }
    drained.forEach(this::leave);
    for (QueuedRequest<T> entry : out) {
      QueuedRequest<T> companion = entry.takeCompanion();
      sink.accept(entry);
      if (companion != null && (host == null || host.equals(companion.host))) {
        sink.accept(companion);
      } else if (companion != null) {
        place(companion, lanes, companion.notBeforeMs > 0);
      }
    }
  }

  private void leave(HostQueue<T> lane) {
    lane.owner.leaveRound(lane);
    hosts.suspect(lane);
  }

  public void offer(QueuedRequest<T> entry, long nowMs) {
    JobQueues<T> lanes = jobs.of(entry.job);
    if (lanes == null) {
      return;
    }
    place(entry, lanes, entry.notBeforeMs > nowMs);
  }

  private void place(QueuedRequest<T> entry, JobQueues<T> lanes, boolean delayed) {
    HostQueue<T> lane = lane(lanes, entry.host);
    if (delayed) {
      lane.delayed++;
      sleepers.add(entry);
    } else {
      lane.add(entry);
      lanes.enqueue(lane);
    }
  }

  private HostQueue<T> lane(JobQueues<T> lanes, String host) {
    return lanes.byHost.computeIfAbsent(host, name -> hosts.attach(lanes, name));
  }

  /** The governor of a host, shared by all jobs. */
  public HostLimiter host(String host) {
    return hosts.governor(host);
  }

  /** Starts what may start, at most so many; the caller releases each when it is over. */
  public List<QueuedRequest<T>> start(int most, long nowMs) {
    wake(nowMs);
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

  private QueuedRequest<T> next(long nowMs) {
    JobQueues<T> lanes;
    while ((lanes = jobs.next(nowMs)) != null) {
      QueuedRequest<T> entry = takeFrom(lanes, nowMs);
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  private QueuedRequest<T> takeFrom(JobQueues<T> lanes, long nowMs) {
    HostQueue<T> lane;
    while ((lane = lanes.round.poll()) != null) {
      lane.queued = false;
      if (lane.isEmpty() || !lane.admits(nowMs)) {
        park(lane, nowMs);
        continue;
      }
      QueuedRequest<T> entry = lane.poll();
      QueuedRequest<T> companion = entry.takeCompanion();
      return companion == null ? begun(entry, lane, nowMs) : beside(entry, companion, lane, nowMs);
    }
    return null;
  }

  /** A companion starts first, the entry next; one whose host takes nothing now waits for it. */
  private QueuedRequest<T> beside(
      QueuedRequest<T> entry, QueuedRequest<T> companion, HostQueue<T> lane, long nowMs) {
    HostQueue<T> other = lane(lane.owner, companion.host);
    if (companion.notBeforeMs > nowMs || !other.admits(nowMs)) {
      place(companion, lane.owner, companion.notBeforeMs > nowMs);
      return begun(entry, lane, nowMs);
    }
    lane.urgent.addFirst(entry);
    lane.owner.enqueueFirst(lane);
    return begun(companion, other, nowMs);
  }

  private QueuedRequest<T> begun(QueuedRequest<T> entry, HostQueue<T> lane, long nowMs) {
    active++;
    lane.active++;
    lane.owner.active++;
    lane.owner.pace.take(nowMs);
    jobs.took(lane.owner);
    lane.governor.started();
    lane.owner.enqueue(lane);
    return entry;
  }

  /** A lane out of the round: it comes back when its host's rest ends or a request does. */
  private void park(HostQueue<T> lane, long nowMs) {
    if (lane.isEmpty()) {
      hosts.suspect(lane);
    } else if (lane.governor.resting(nowMs)) {
      sleepers.add(lane.governor);
    } else if (lane.holdsBack()) {
      lane.owner.parkModest(lane);
    }
  }

  /** A started entry does not use its slot any more. */
  public void released(String job, String host, long nowMs) {
    active--;
    HostLimiter governor = host(host);
    governor.released();
    JobQueues<T> lanes = jobs.of(job);
    if (lanes != null) {
      lanes.active--;
      HostQueue<T> own = lanes.byHost.get(host);
      if (own != null) {
        own.active--;
        hosts.suspect(own);
      }
      lanes.unparkModest();
    }
    hosts.unpark(host);
    hosts.forgetIfWell(host, nowMs);
  }

  private void wake(long nowMs) {
    QueuedRequest<T> due;
    while ((due = sleepers.nextDue(nowMs)) != null) {
      JobQueues<T> lanes = jobs.of(due.job);
      if (lanes != null) {
        HostQueue<T> lane = lane(lanes, due.host);
        lane.delayed--;
        lane.urgent.add(due);
        lanes.enqueue(lane);
      }
    }
    HostLimiter rested;
    while ((rested = sleepers.nextRested(nowMs)) != null) {
      hosts.unpark(rested.host());
    }
  }

  /** When something may start that may not now for want of time; {@link Long#MAX_VALUE} if not. */
  public long wakeAtMs(long nowMs) {
    wake(nowMs);
    return Math.min(sleepers.wakeAtMs(), jobs.readyAtMs(nowMs));
  }

  /** Entries of a job that could start but for want of slots: not those of hosts that rest. */
  public int startable(String job, long nowMs) {
    JobQueues<T> lanes = jobs.of(job);
    return lanes == null ? 0 : lanes.startable(nowMs);
  }

  /** Hosts that the job has entries for or requests to. */
  public List<HostLimiter> hostsOf(String job) {
    JobQueues<T> lanes = jobs.of(job);
    return lanes == null
        ? List.of()
        : lanes.byHost.values().stream().map(lane -> lane.governor).toList();
  }

  /** Jobs that have entries for, or requests to, a host. */
  public List<String> jobsAt(String host) {
    return hosts.lanes(host).stream().map(lane -> lane.owner.job).toList();
  }

  /** Forgets hosts that nobody asks for and that have had time to recover. */
  public void tidy(long nowMs, long forgetAfterMs) {
    hosts.tidy(nowMs, forgetAfterMs);
  }

  public int active() {
    return active;
  }

  public int activeOf(String job) {
    JobQueues<T> lanes = jobs.of(job);
    return lanes == null ? 0 : lanes.active;
  }
}
