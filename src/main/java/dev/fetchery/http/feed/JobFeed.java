package dev.fetchery.http.feed;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is known of one job while somebody watches it: its newest completions, encoded, and where it
 * stands. Watchers are positions in it. Belongs to one event loop.
 */
final class JobFeed {
  /** Completions kept in memory for those who keep up. */
  private static final int RING_ROWS = 1024;

  /** More watchers than this are served in turn. */
  private static final int CROWD = 32;

  private final String job;
  private final Vertx vertx;
  private final FeedPages pages;
  private final long progressMs;
  private final Set<JobWatcher> watchers = new LinkedHashSet<>();
  private final FanOutThrottle turns;

  private final Deque<EncodedEvents> ring = new ArrayDeque<>();
  private int ringRows;

  private long lastN;
  private int changes;
  private Job latest;
  private Buffer end;

  private Progress progress;
  private Buffer progressEvent;
  private long progressSentAt;
  private boolean progressTimer;

  JobFeed(String job, Vertx vertx, FeedPages pages, long progressMs) {
    this.job = job;
    this.vertx = vertx;
    this.pages = pages;
    this.progressMs = progressMs;
    this.turns = new FanOutThrottle(vertx, () -> watchers.size() > CROWD, () -> end == null);
    progressSentAt = nowMs() - progressMs;
  }

  void add(JobWatcher watcher) {
    watchers.add(watcher);
  }

  FanOutThrottle turns() {
    return turns;
  }

  void remove(JobWatcher watcher) {
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

  Job latest() {
    return latest;
  }

  /** The {@code end} event, or null while the job is open. */
  Buffer end() {
    return end;
  }

  /** Takes what the coordinator shows, unless it changed after that was asked for. */
  void shown(Job shown, int changesWhenAsked) {
    if (changes == changesWhenAsked) {
      take(shown);
    }
  }

  void changed(Job now) {
    changes++;
    take(now);
    Buffer state = Sse.state(now);
    forEach(watcher -> watcher.state(state));
  }

  void completed(List<Completion> completions) {
    List<Completion> fresh = completions;
    if (!ring.isEmpty()) {
      long ringLast = ring.getLast().last();
      fresh = completions.stream().filter(completion -> completion.n() > ringLast).toList();
      if (!fresh.isEmpty() && fresh.get(0).n() != ringLast + 1) {
        // Something was missed: those who need it read it from the store.
        ring.clear();
        ringRows = 0;
      }
    }
    if (!fresh.isEmpty()) {
      pages.encode(fresh).forEach(this::keep);
      lastN = Math.max(lastN, fresh.get(fresh.size() - 1).n());
      forEach(JobWatcher::pump);
    }
  }

  /** Sends progress, at most one event in so many milliseconds: the newest. */
  void moved(Progress now) {
    progress = now;
    if (progressTimer) {
      return;
    }
    long waitMs = progressSentAt + progressMs - nowMs();
    if (waitMs <= 0) {
      sendProgress();
    } else {
      progressTimer = true;
      vertx.setTimer(
          waitMs,
          timer -> {
            progressTimer = false;
            sendProgress();
          });
    }
  }

  void deleted() {
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

  Buffer progressEvent() {
    return progressEvent;
  }

  /** A frame in memory that holds completion {@code n}, or null. */
  EncodedEvents frame(long n) {
    Iterator<EncodedEvents> newestFirst = ring.descendingIterator();
    while (newestFirst.hasNext()) {
      EncodedEvents frame = newestFirst.next();
      if (frame.holds(n)) {
        return frame;
      }
      if (frame.last() < n) {
        break;
      }
    }
    return pages.kept(job, n);
  }

  Future<List<EncodedEvents>> read(long n) {
    return pages.read(job, n);
  }

  private void take(Job now) {
    latest = now;
    lastN = Math.max(lastN, now.lastN());
    end = now.state().open() ? null : Sse.end(now, lastN);
  }

  private void keep(EncodedEvents frame) {
    ring.addLast(frame);
    ringRows += frame.count();
    while (ringRows > RING_ROWS && ring.size() > 1) {
      ringRows -= ring.removeFirst().count();
    }
  }

  private void sendProgress() {
    if (end == null) {
      progressSentAt = nowMs();
      progressEvent = Sse.progress(null, progress);
      forEach(JobWatcher::progress);
    }
  }

  private void forEach(Consumer<JobWatcher> action) {
    // A watcher may leave while it is being served.
    new ArrayList<>(watchers).forEach(action);
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }
}
