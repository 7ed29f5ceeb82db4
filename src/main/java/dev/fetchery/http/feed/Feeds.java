package dev.fetchery.http.feed;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.context.Confined;
import dev.fetchery.job.Job;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The feeds that are watched, and what moves them: the coordinator's events, and the store where an
 * event was lost. Confined to the HTTP event loop.
 */
final class Feeds {
  /** A feed, and how many watchers use it. */
  static final class Held {
    private final JobFeed feed;
    private int holders;

    private Held(JobFeed feed) {
      this.feed = feed;
    }

    JobFeed feed() {
      return feed;
    }
  }

  /**
   * What had been heard of before a question was asked.
   *
   * @param events of all jobs
   * @param changes of each job that is watched
   */
  record Heard(long events, Map<String, Integer> changes) {}

  private final Confined confined = new Confined();
  private final Function<String, JobFeed> maker;
  private final FeedPages pages;
  private final Map<String, Held> feeds = new HashMap<>();
  private final Set<ServiceWatcher> serviceWatchers = new LinkedHashSet<>();
  private final OpenJobs open = new OpenJobs();

  /** How many events of jobs as a whole were heard. */
  private long events;

  /**
   * @param maker makes the feed of a job by its id
   */
  Feeds(Function<String, JobFeed> maker, FeedPages pages) {
    this.maker = maker;
    this.pages = pages;
  }

  // --- who watches

  /** The job's feed, kept until it is released as often as it was held. */
  Held hold(String job) {
    assert confined.here();
    Held held = feeds.computeIfAbsent(job, id -> new Held(maker.apply(id)));
    held.holders++;
    return held;
  }

  void release(String job, Held held) {
    assert confined.here();
    if (--held.holders == 0) {
      feeds.remove(job, held);
      held.feed.forget();
    }
  }

  void add(ServiceWatcher watcher) {
    assert confined.here();
    serviceWatchers.add(watcher);
  }

  /** Whether it was there. */
  boolean remove(ServiceWatcher watcher) {
    assert confined.here();
    return serviceWatchers.remove(watcher);
  }

  void comment() {
    assert confined.here();
    new ArrayList<>(feeds.values()).forEach(held -> held.feed.comment());
    new ArrayList<>(serviceWatchers).forEach(ServiceWatcher::comment);
  }

  void close() {
    assert confined.here();
    new ArrayList<>(feeds.values()).forEach(held -> held.feed.close());
    new ArrayList<>(serviceWatchers).forEach(ServiceWatcher::close);
  }

  // --- what events tell

  void received(CoordinatorEvent event) {
    assert confined.here();
    if (event instanceof CoordinatorEvent.Completed completed) {
      Held held = feeds.get(completed.job());
      if (held != null) {
        held.feed.completed(completed.completions());
      }
    } else if (event instanceof CoordinatorEvent.ProgressChanged progress) {
      Held held = feeds.get(progress.job());
      if (held != null) {
        held.feed.progressChanged(progress.progress());
      }
      new ArrayList<>(serviceWatchers)
          .forEach(watcher -> watcher.progressChanged(progress.job(), progress.progress()));
    } else if (event instanceof CoordinatorEvent.Changed changed) {
      changed(changed.job());
    } else if (event instanceof CoordinatorEvent.Deleted deleted) {
      deleted(deleted.job());
    }
  }

  private void changed(Job job) {
    events++;
    open.heard(job);
    Held held = feeds.get(job.id());
    if (held != null) {
      held.feed.changed(job);
    }
    tellServiceWatchers(job);
  }

  private void tellServiceWatchers(Job job) {
    if (!serviceWatchers.isEmpty()) {
      Buffer state = Sse.state(job);
      new ArrayList<>(serviceWatchers)
          .forEach(watcher -> watcher.changed(job.id(), job.state().open(), state));
    }
  }

  private void deleted(String job) {
    events++;
    open.forget(job);
    pages.forget(job);
    Held held = feeds.get(job);
    if (held != null) {
      held.feed.deleted();
    }
    Buffer state = Sse.deleted(job);
    new ArrayList<>(serviceWatchers).forEach(watcher -> watcher.changed(job, false, state));
  }

  // --- what no event told

  Heard heard() {
    Map<String, Integer> changes = new HashMap<>();
    feeds.forEach((job, held) -> changes.put(job, held.feed.changes()));
    return new Heard(events, changes);
  }

  /**
   * Takes the open jobs as they are stored, but for what was heard of since.
   *
   * @return ids of jobs that are open no more, and of which no event told that
   */
  Set<String> compare(List<Job> stored, Heard before) {
    assert confined.here();
    Set<String> missing = new HashSet<>();
    feeds.forEach(
        (job, held) -> {
          if (held.feed.isOpen()) {
            missing.add(job);
          }
        });
    for (Job job : stored) {
      missing.remove(job.id());
      take(job, before);
    }
    if (events == before.events()) {
      OpenJobs.Difference found = open.compare(stored);
      found.changed().forEach(this::tellServiceWatchers);
      missing.addAll(found.gone());
    }
    return missing;
  }

  private void take(Job job, Heard before) {
    Held held = feeds.get(job.id());
    Integer changes = before.changes().get(job.id());
    if (held != null && changes != null) {
      held.feed.stored(job, changes);
    }
  }

  /** A job that was open is no more. */
  void ended(Job job, Heard before) {
    assert confined.here();
    take(job, before);
    if (events == before.events()) {
      open.heard(job);
      tellServiceWatchers(job);
    }
  }

  /** A job that was open is there no more. */
  void gone(String job) {
    assert confined.here();
    deleted(job);
  }
}
