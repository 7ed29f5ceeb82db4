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
  private final Turns<T> jobs = new Turns<>();
  private final Hosts<T> hosts = new Hosts<>();
  private final Sleepers<T> sleepers = new Sleepers<>();
  private final int concurrency;
  private int active;

  /**
   * @param concurrency requests under way in the service, at most
   */
  public Dispatcher(int concurrency) {
    this.concurrency = concurrency;
  }

  public void open(String job, Limits limits, long nowMs) {
    jobs.join(new JobLanes<>(job, limits, nowMs));
  }

  public void limits(String job, Limits limits) {
    JobLanes<T> lanes = jobs.of(job);
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
    JobLanes<T> lanes = jobs.of(job);
    return lanes != null && lanes.expectMore(more);
  }

  /** Starts nothing of the job until released; its entries stay. */
  public void hold(String job, boolean held) {
    JobLanes<T> lanes = jobs.of(job);
    if (lanes != null) {
      lanes.held = held;
    }
  }

  /** Forgets a job and its entries; what it has active must have been released. */
  public void close(String job) {
    JobLanes<T> lanes = jobs.leave(job);
    if (lanes != null) {
      lanes.byHost.values().forEach(hosts::detach);
      sleepers.removeIf(e -> e.job.equals(job));
    }
  }

  /**
   * Takes all entries of a job (of one host, or of all for null) back out, companions that have not
   * started too. One on another host stays: others may wait for what it brings.
   */
  public void drain(String job, String host, Consumer<Entry<T>> sink) {
    JobLanes<T> lanes = jobs.of(job);
    if (lanes == null) {
      return;
    }
    List<Lane<T>> drained =
        host == null
            ? List.copyOf(lanes.byHost.values())
            : Stream.ofNullable(lanes.byHost.get(host)).toList();
    List<Entry<T>> out = new ArrayList<>();
    drained.forEach(lane -> lane.drainTo(out::add));
    if (drained.stream().anyMatch(lane -> lane.delayed > 0)) {
      sleepers.removeIf(
          e -> e.job.equals(job) && (host == null || host.equals(e.host)) && out.add(e));
      drained.forEach(lane -> lane.delayed = 0);
    }
    drained.forEach(this::leave);
    for (Entry<T> entry : out) {
      Entry<T> companion = entry.takeCompanion();
      sink.accept(entry);
      if (companion != null && (host == null || host.equals(companion.host))) {
        sink.accept(companion);
      } else if (companion != null) {
        place(companion, lanes, companion.notBeforeMs > 0);
      }
    }
  }

  private void leave(Lane<T> lane) {
    lane.owner.leaveRound(lane);
    hosts.suspect(lane);
  }

  public void offer(Entry<T> entry, long nowMs) {
    JobLanes<T> lanes = jobs.of(entry.job);
    if (lanes == null) {
      return;
    }
    place(entry, lanes, entry.notBeforeMs > nowMs);
  }

  private void place(Entry<T> entry, JobLanes<T> lanes, boolean delayed) {
    Lane<T> lane = lane(lanes, entry.host);
    if (delayed) {
      lane.delayed++;
      sleepers.add(entry);
    } else {
      lane.add(entry);
      lanes.enqueue(lane);
    }
  }

  private Lane<T> lane(JobLanes<T> lanes, String host) {
    return lanes.byHost.computeIfAbsent(host, name -> hosts.attach(lanes, name));
  }

  /** The governor of a host, shared by all jobs. */
  public HostGovernor host(String host) {
    return hosts.governor(host);
  }

  /** Starts what may start, at most so many; the caller releases each when it is over. */
  public List<Entry<T>> start(int most, long nowMs) {
    wake(nowMs);
    hosts.sweep(nowMs);
    List<Entry<T>> started = new ArrayList<>(Math.min(most, 256));
    while (started.size() < most && active < concurrency) {
      Entry<T> next = next(nowMs);
      if (next == null) {
        break;
      }
      started.add(next);
    }
    return started;
  }

  private Entry<T> next(long nowMs) {
    JobLanes<T> lanes;
    while ((lanes = jobs.next(nowMs)) != null) {
      Entry<T> entry = takeFrom(lanes, nowMs);
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  private Entry<T> takeFrom(JobLanes<T> lanes, long nowMs) {
    Lane<T> lane;
    while ((lane = lanes.round.poll()) != null) {
      lane.queued = false;
      if (lane.isEmpty() || !lane.admits(nowMs)) {
        park(lane, nowMs);
        continue;
      }
      Entry<T> entry = lane.poll();
      Entry<T> companion = entry.takeCompanion();
      return companion == null ? begun(entry, lane, nowMs) : beside(entry, companion, lane, nowMs);
    }
    return null;
  }

  /** A companion starts first, the entry next; one whose host takes nothing now waits for it. */
  private Entry<T> beside(Entry<T> entry, Entry<T> companion, Lane<T> lane, long nowMs) {
    Lane<T> other = lane(lane.owner, companion.host);
    if (companion.notBeforeMs > nowMs || !other.admits(nowMs)) {
      place(companion, lane.owner, companion.notBeforeMs > nowMs);
      return begun(entry, lane, nowMs);
    }
    lane.urgent.addFirst(entry);
    lane.owner.enqueueFirst(lane);
    return begun(companion, other, nowMs);
  }

  private Entry<T> begun(Entry<T> entry, Lane<T> lane, long nowMs) {
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
  private void park(Lane<T> lane, long nowMs) {
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
    HostGovernor governor = host(host);
    governor.released();
    JobLanes<T> lanes = jobs.of(job);
    if (lanes != null) {
      lanes.active--;
      Lane<T> own = lanes.byHost.get(host);
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
    Entry<T> due;
    while ((due = sleepers.nextDue(nowMs)) != null) {
      JobLanes<T> lanes = jobs.of(due.job);
      if (lanes != null) {
        Lane<T> lane = lane(lanes, due.host);
        lane.delayed--;
        lane.urgent.add(due);
        lanes.enqueue(lane);
      }
    }
    HostGovernor rested;
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
    JobLanes<T> lanes = jobs.of(job);
    return lanes == null ? 0 : lanes.startable(nowMs);
  }

  /** Hosts that the job has entries for or requests to. */
  public List<HostGovernor> hostsOf(String job) {
    JobLanes<T> lanes = jobs.of(job);
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
    JobLanes<T> lanes = jobs.of(job);
    return lanes == null ? 0 : lanes.active;
  }
}
