package dev.fetchery.coordinator;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.item.OutcomeBacklog;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.Fetchers;
import dev.fetchery.coordinator.port.EventLoop;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.QueuedRequest;
import java.util.List;

/**
 * Starts what may start, sends to each fetcher what there is for it, and wakes itself when time
 * lets more start. Confined to the coordinator's event loop.
 */
final class StartLoop {
  private static final int MOST_AT_A_TIME = 512;

  /**
   * Outcomes waiting to be stored, beyond which nothing new is handed out: after a kill these items
   * are requested again.
   */
  private static final int MOST_UNCOMMITTED = 2_000;

  private static final long LONGEST_TIMER_MS = 60_000;

  private final Confined confined = new Confined();
  private final EventLoop loop;
  private final Dispatcher<Fetch> dispatcher;
  private final Fetchers fetchers;
  private final StoreCalls store;
  private final OutcomeBacklog backlog;
  private long lastTimer;
  private long wakeAtMs = Long.MAX_VALUE;

  StartLoop(
      EventLoop loop,
      Dispatcher<Fetch> dispatcher,
      Fetchers fetchers,
      StoreCalls store,
      OutcomeBacklog backlog) {
    this.loop = loop;
    this.dispatcher = dispatcher;
    this.fetchers = fetchers;
    this.store = store;
    this.backlog = backlog;
  }

  void run() {
    assert confined.here();
    long nowMs = loop.clock().nowMs();
    if (keepsUp()) {
      start(nowMs);
    }
    fetchers.flush();
    wakeAt(dispatcher.wakeAtMs(nowMs), nowMs);
  }

  /** Whether something waits to be started, and there is nothing that it waits for. */
  boolean couldStart() {
    return keepsUp() && fetchers.free() > 0 && dispatcher.couldStart(loop.clock().nowMs());
  }

  /**
   * Requests that more fetchers could start now, and these have no room for.
   *
   * @param most requests under way that the service allows
   */
  int startableByMore(int most) {
    if (!keepsUp()) {
      return 0;
    }
    int startable = dispatcher.startable(loop.clock().nowMs()) - fetchers.free();
    return Math.max(0, Math.min(startable, most - dispatcher.active()));
  }

  /** Whether outcomes are stored as they come. */
  private boolean keepsUp() {
    return backlog.count() < MOST_UNCOMMITTED && !store.failing();
  }

  private void start(long nowMs) {
    int free;
    while ((free = Math.min(fetchers.free(), MOST_AT_A_TIME)) > 0) {
      List<QueuedRequest<Fetch>> started = dispatcher.start(free, nowMs);
      if (started.isEmpty()) {
        return;
      }
      fetchers.lease(started);
    }
  }

  private void wakeAt(long atMs, long nowMs) {
    if (atMs == wakeAtMs || atMs == Long.MAX_VALUE) {
      return;
    }
    wakeAtMs = atMs;
    long delayMs = Math.max(1, Math.min(atMs - nowMs, LONGEST_TIMER_MS));
    long timer = ++lastTimer;
    loop.timers().after(delayMs, () -> timerRang(timer));
  }

  /** A timer that was set before the last one has nothing to say any more. */
  private void timerRang(long timer) {
    if (timer == lastTimer) {
      wakeAtMs = Long.MAX_VALUE;
      run();
    }
  }
}
