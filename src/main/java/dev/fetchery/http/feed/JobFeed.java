package dev.fetchery.http.feed;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one job while it is watched: its newest completions, encoded, and its state.
 * Watchers are positions in it. Confined to the HTTP event loop.
 */
final class JobFeed {
  /** More watchers than this are served in slices of time. */
  private static final int CROWD = 32;

  private final Confined confined = new Confined();
  private final String job;
  private final Vertx vertx;
  private final Clock clock;
  private final FeedPages pages;
  private final long progressMs;
  private final Set<JobWatcher> watchers = new LinkedHashSet<>();
  private final FanOutThrottle throttle;

  private final EventRing ring;

  private long lastN;
  private int changes;
  private @Nullable Job latest;
  private @Nullable Buffer end;

  private @Nullable Progress progress;
  private @Nullable Buffer progressEvent;
  private long progressSentMs;
  private boolean progressTimer;
  private boolean isDeleted;

  /**
   * @param progressMs at most one {@code progress} event in so many milliseconds
   */
  JobFeed(
      String job, Vertx vertx, Clock clock, FeedPages pages, FeedMemory memory, long progressMs) {
    this.job = job;
    this.vertx = vertx;
    this.clock = clock;
    this.pages = pages;
    this.ring = new EventRing(memory);
    this.progressMs = progressMs;
    this.throttle =
        new FanOutThrottle(vertx, clock, () -> watchers.size() > CROWD, () -> end == null);
    this.progressSentMs = clock.monotonicMs() - progressMs;
  }

  void add(JobWatcher watcher) {
    assert confined.here();
    watchers.add(watcher);
  }

  FanOutThrottle throttle() {
    return throttle;
  }

  void remove(JobWatcher watcher) {
    assert confined.here();
    watchers.remove(watcher);
  }

  /** How often its state changed while it was watched. */
  int changes() {
    return changes;
  }

  /** Number of the last completion known of. */
  long lastN() {
    return lastN;
  }

  /** The {@code end} event, or null while the job is open. */
  @Nullable Buffer end() {
    return end;
  }

  /** Takes the coordinator's view of the job, unless the job changed since it was asked for. */
  Job shown(Job shown, int changesWhenAsked) {
    assert confined.here();
    if (changes == changesWhenAsked || latest == null) {
      take(shown);
      return shown;
    }
    return latest;
  }

  void changed(Job now) {
    assert confined.here();
    changes++;
    take(now);
    Buffer state = Sse.state(now);
    forEach(watcher -> watcher.state(state));
  }

  /** Whether watchers know it as open. */
  boolean isOpen() {
    return latest != null && end == null && !isDeleted;
  }

  /**
   * Takes the job as it is stored, where that is further than what events told, unless one came
   * since it was asked for.
   */
  void stored(Job stored, int changesWhenAsked) {
    assert confined.here();
    if (latest == null || changes != changesWhenAsked) {
      return;
    } else if (stored.state() != latest.state()) {
      changed(stored);
    } else if (stored.lastN() > lastN) {
      take(stored);
      forEach(JobWatcher::pump);
    }
  }

  void completed(List<Completion> completions) {
    assert confined.here();
    List<Completion> fresh = fresh(completions);
    if (fresh.isEmpty()) {
      return;
    }
    // The first watcher may be on its way.
    boolean wanted = watchers.isEmpty() || watchers.stream().anyMatch(JobWatcher::wantsItems);
    if (!wanted || !ring.isFollowedBy(fresh.get(0).n())) {
      // Something was missed, or is not encoded: watchers that need it read it from the store.
      forget();
    }
    if (wanted) {
      pages.encode(fresh).forEach(ring::add);
    }
    lastN = Math.max(lastN, fresh.get(fresh.size() - 1).n());
    forEach(JobWatcher::pump);
  }

  /** Those that are not in memory yet. */
  private List<Completion> fresh(List<Completion> completions) {
    long known = ring.last();
    int from = 0;
    while (from < completions.size() && completions.get(from).n() <= known) {
      from++;
    }
    return completions.subList(from, completions.size());
  }

  /** Sends the newest progress, now or once the last event is old enough. */
  void progressChanged(Progress now) {
    assert confined.here();
    progress = now;
    if (progressTimer) {
      return;
    }
    long waitMs = progressSentMs + progressMs - clock.monotonicMs();
    if (waitMs <= 0) {
      sendProgress(now);
    } else {
      progressTimer = true;
      vertx.setTimer(
          waitMs,
          timer -> {
            progressTimer = false;
            if (progress != null) {
              sendProgress(progress);
            }
          });
    }
  }

  void deleted() {
    assert confined.here();
    isDeleted = true;
    changes++;
    Buffer state = Sse.deleted(job);
    forEach(watcher -> watcher.deleted(state));
  }

  void comment() {
    forEach(JobWatcher::comment);
  }

  void close() {
    forEach(JobWatcher::close);
  }

  /** The newest {@code progress} event, or null before the first. */
  @Nullable Buffer progressEvent() {
    return progressEvent;
  }

  /** Events in memory with completion {@code n} among them, or null. */
  @Nullable EncodedEvents holding(long n) {
    EncodedEvents newest = ring.holding(n);
    return newest == null ? pages.kept(job, n) : newest;
  }

  Future<List<EncodedEvents>> read(long n) {
    return pages.read(job, n);
  }

  private void take(Job now) {
    latest = now;
    lastN = Math.max(lastN, now.lastN());
    end = now.state().open() ? null : Sse.end(now, lastN);
  }

  /** Keeps no events any more: the job is watched no more. */
  void forget() {
    assert confined.here();
    ring.clear();
  }

  private void sendProgress(Progress now) {
    if (end == null) {
      progressSentMs = clock.monotonicMs();
      progressEvent = Sse.progress(now);
      forEach(JobWatcher::progress);
    }
  }

  private void forEach(Consumer<JobWatcher> action) {
    // A watcher may leave while it is being served.
    new ArrayList<>(watchers).forEach(action);
  }
}
