package dev.fetchery.plan;

import dev.fetchery.job.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Decides what may start next: within the service's slots, each job's limits and pace, and what
 * each host is given. Work is constant for each start, whatever the number of entries: a host at
 * its limit leaves the round and comes back when it has room. Times in epoch milliseconds. Not
 * thread-safe.
 *
 * @param <T> what the owner needs to start an entry
 */
public final class Dispatcher<T> {
  private final Map<String, JobLanes<T>> jobs = new LinkedHashMap<>();
  private final Map<String, HostGovernor> hosts = new HashMap<>();
  private final Map<String, List<Lane<T>>> lanesOfHost = new HashMap<>();
  private final PriorityQueue<Entry<T>> later =
      new PriorityQueue<>((a, b) -> Long.compare(a.notBeforeMs, b.notBeforeMs));
  private final PriorityQueue<Rest> resting =
      new PriorityQueue<>((a, b) -> Long.compare(a.untilMs, b.untilMs));
  private final int concurrency;
  private int active;

  /**
   * @param concurrency requests under way in the service, at most
   */
  public Dispatcher(int concurrency) {
    this.concurrency = concurrency;
  }

  public void open(String job, Limits limits, long nowMs) {
    jobs.putIfAbsent(job, new JobLanes<>(job, limits, nowMs));
  }

  public void limits(String job, Limits limits) {
    JobLanes<T> lanes = jobs.get(job);
    if (lanes != null) {
      lanes.limits = limits;
      lanes.pace.rate(limits.requestsPerSecond());
      lanes.byHost.values().forEach(lanes::enqueue);
    }
  }

  /** Starts nothing of the job until released; its entries stay. */
  public void hold(String job, boolean held) {
    JobLanes<T> lanes = jobs.get(job);
    if (lanes != null) {
      lanes.held = held;
    }
  }

  /** Forgets a job and its entries; what it has active must have been released. */
  public void close(String job) {
    JobLanes<T> lanes = jobs.remove(job);
    if (lanes != null) {
      lanes.byHost.forEach((host, lane) -> detach(host, lane));
      later.removeIf(e -> e.job.equals(job));
    }
  }

  private void detach(String host, Lane<T> lane) {
    List<Lane<T>> sharing = lanesOfHost.get(host);
    if (sharing != null && sharing.remove(lane) && sharing.isEmpty()) {
      lanesOfHost.remove(host);
    }
  }

  /** Takes all entries of a job (of one host, or of all for null) back out. */
  public void drain(String job, String host, Consumer<Entry<T>> sink) {
    JobLanes<T> lanes = jobs.get(job);
    if (lanes == null) {
      return;
    }
    lanes.byHost.forEach(
        (name, lane) -> {
          if (host == null || host.equals(name)) {
            lane.drainTo(sink);
          }
        });
    later.removeIf(
        e -> {
          boolean match = e.job.equals(job) && (host == null || host.equals(e.host));
          if (match) {
            sink.accept(e);
          }
          return match;
        });
  }

  public void offer(Entry<T> entry, long nowMs) {
    JobLanes<T> lanes = jobs.get(entry.job);
    if (lanes == null) {
      return;
    }
    if (entry.notBeforeMs > nowMs) {
      later.add(entry);
      return;
    }
    Lane<T> lane = lane(lanes, entry.host);
    lane.add(entry);
    lanes.enqueue(lane);
  }

  private Lane<T> lane(JobLanes<T> lanes, String host) {
    return lanes.byHost.computeIfAbsent(
        host,
        name -> {
          Lane<T> lane = new Lane<>(lanes, host(name));
          lanesOfHost.computeIfAbsent(name, h -> new ArrayList<>()).add(lane);
          return lane;
        });
  }

  /** The governor of a host, shared by all jobs. */
  public HostGovernor host(String host) {
    return hosts.computeIfAbsent(host, HostGovernor::new);
  }

  /** Starts what may start, at most so many; the caller releases each when it is over. */
  public List<Entry<T>> start(int most, long nowMs) {
    wake(nowMs);
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

  /** The job with the fewest requests under way goes first: running jobs share fairly. */
  private Entry<T> next(long nowMs) {
    while (true) {
      JobLanes<T> fewest = null;
      for (JobLanes<T> lanes : jobs.values()) {
        if (lanes.mayStart()
            && lanes.pace.ready(nowMs)
            && (fewest == null || lanes.active < fewest.active)) {
          fewest = lanes;
        }
      }
      if (fewest == null) {
        return null;
      }
      Entry<T> entry = takeFrom(fewest, nowMs);
      if (entry != null) {
        return entry;
      }
    }
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
      if (companion != null) {
        entry = before(entry, companion, lane, nowMs);
      }
      count(lane, nowMs);
      lanes.enqueue(lane);
      return entry;
    }
    return null;
  }

  /** A companion on the same host starts first; one on another host is up for its own turn. */
  private Entry<T> before(Entry<T> entry, Entry<T> companion, Lane<T> lane, long nowMs) {
    if (companion.host.equals(entry.host)) {
      lane.urgent.addFirst(entry);
      return companion;
    }
    offer(companion, nowMs);
    return entry;
  }

  private void count(Lane<T> lane, long nowMs) {
    active++;
    lane.active++;
    lane.owner.active++;
    lane.owner.pace.take(nowMs);
    lane.governor.started();
  }

  /** A lane out of the round: it comes back when its host's rest ends or a request does. */
  private void park(Lane<T> lane, long nowMs) {
    HostGovernor governor = lane.governor;
    if (!lane.isEmpty() && governor.resting(nowMs) && governor.park()) {
      resting.add(new Rest(governor.restUntilMs(), governor));
    }
    dropIfUnused(lane);
  }

  private void dropIfUnused(Lane<T> lane) {
    if (lane.isEmpty() && lane.active == 0 && !lane.queued) {
      lane.owner.byHost.remove(lane.governor.host());
      detach(lane.governor.host(), lane);
    }
  }

  /** A started entry does not use its slot any more. */
  public void released(String job, String host, long nowMs) {
    active--;
    HostGovernor governor = host(host);
    governor.released();
    JobLanes<T> lanes = jobs.get(job);
    if (lanes != null) {
      lanes.active--;
      Lane<T> own = lanes.byHost.get(host);
      if (own != null) {
        own.active--;
        dropIfUnused(own);
      }
    }
    unpark(host);
    if (!lanesOfHost.containsKey(host) && governor.forgettable(nowMs)) {
      hosts.remove(host);
    }
  }

  private void unpark(String host) {
    for (Lane<T> lane : lanesOfHost.getOrDefault(host, List.of())) {
      lane.owner.enqueue(lane);
    }
  }

  private void wake(long nowMs) {
    while (!later.isEmpty() && later.peek().notBeforeMs <= nowMs) {
      Entry<T> due = later.poll();
      JobLanes<T> lanes = jobs.get(due.job);
      if (lanes != null) {
        Lane<T> lane = lane(lanes, due.host);
        lane.urgent.add(due);
        lanes.enqueue(lane);
      }
    }
    while (!resting.isEmpty() && resting.peek().untilMs <= nowMs) {
      HostGovernor governor = resting.poll().governor;
      if (governor.resting(nowMs)) {
        resting.add(new Rest(governor.restUntilMs(), governor));
      } else {
        governor.unpark();
        unpark(governor.host());
      }
    }
  }

  /** When something may start that may not now for want of time; {@link Long#MAX_VALUE} if not. */
  public long wakeAtMs(long nowMs) {
    long at = later.isEmpty() ? Long.MAX_VALUE : later.peek().notBeforeMs;
    if (!resting.isEmpty()) {
      at = Math.min(at, resting.peek().untilMs);
    }
    for (JobLanes<T> lanes : jobs.values()) {
      if (lanes.mayStart() && !lanes.pace.ready(nowMs)) {
        at = Math.min(at, lanes.pace.readyAtMs());
      }
    }
    return at;
  }

  /** Entries of a job that could start but for want of slots: not those of hosts that rest. */
  public int startable(String job, long nowMs) {
    JobLanes<T> lanes = jobs.get(job);
    if (lanes == null) {
      return 0;
    }
    int count = 0;
    for (Lane<T> lane : lanes.round) {
      if (lane.admits(nowMs)) {
        count += lane.size();
      }
    }
    return count;
  }

  /** Hosts that the job has entries for or requests to. */
  public List<HostGovernor> hostsOf(String job) {
    JobLanes<T> lanes = jobs.get(job);
    return lanes == null
        ? List.of()
        : lanes.byHost.values().stream().map(lane -> lane.governor).toList();
  }

  /** Jobs that have entries for, or requests to, a host. */
  public List<String> jobsAt(String host) {
    return lanesOfHost.getOrDefault(host, List.of()).stream().map(l -> l.owner.job).toList();
  }

  /** Forgets hosts that nobody asks for and that have had time to recover. */
  public void tidy(long nowMs, long forgetAfterMs) {
    hosts
        .values()
        .removeIf(
            governor ->
                governor.idle()
                    && !governor.resting(nowMs - forgetAfterMs)
                    && !lanesOfHost.containsKey(governor.host()));
  }

  public int active() {
    return active;
  }

  public int activeOf(String job) {
    JobLanes<T> lanes = jobs.get(job);
    return lanes == null ? 0 : lanes.active;
  }

  /** A rest as it was when its end was noted; the governor knows whether it was prolonged. */
  private record Rest(long untilMs, HostGovernor governor) {}
}
