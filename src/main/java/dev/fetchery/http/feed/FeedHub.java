package dev.fetchery.http.feed;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.Responses;
import dev.fetchery.job.Job;
import dev.fetchery.store.JobReads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The feeds. Events arrive from the coordinator and go to the watchers, to each as fast as it
 * reads. A watcher is registered before the job's state is asked for, so no event falls between the
 * two. Confined to the HTTP event loop.
 */
public final class FeedHub {
  /**
   * @param commentMs time between two comments
   * @param progressMs least time between two progress events of a job
   */
  public record Timing(long commentMs, long progressMs) {
    public static final Timing DEFAULT = new Timing(15_000, 250);
  }

  /** A feed, and how many watchers use it. */
  private static final class Held {
    final JobFeed feed;
    int holders;

    Held(JobFeed feed) {
      this.feed = feed;
    }
  }

  private final Confined confined = new Confined();
  private final Vertx vertx;
  private final Clock clock;
  private final CoordinatorClient coordinator;
  private final FeedMemory memory;
  private final FeedPages pages;
  private final Timing timing;
  private final int maxWatchers;
  private final Map<String, Held> feeds = new HashMap<>();
  private final Set<ServiceWatcher> serviceWatchers = new LinkedHashSet<>();
  private @Nullable MessageConsumer<CoordinatorEvent> consumer;
  private long commentTimer = -1;
  private final OpenJobs open = new OpenJobs();

  /** How many events of jobs as a whole were heard. */
  private long events;

  private int watchers;
  private boolean closed;

  public FeedHub(
      Context loop,
      Clock clock,
      JobReads store,
      MemoryBudget budget,
      Timing timing,
      int maxWatchers) {
    this.vertx = loop.owner();
    this.clock = clock;
    this.coordinator = new CoordinatorClient(vertx);
    this.memory = new FeedMemory(budget);
    this.pages = new FeedPages(store, memory, loop);
    this.timing = timing;
    this.maxWatchers = maxWatchers;
  }

  public Future<Void> start() {
    assert confined.here();
    MessageConsumer<CoordinatorEvent> events =
        vertx.eventBus().consumer(Addresses.NEWS, message -> received(message.body()));
    consumer = events;
    commentTimer = vertx.setPeriodic(timing.commentMs(), timer -> comment());
    return events.completion();
  }

  /** Ends every feed in good order; further watchers are refused. */
  public Future<Void> close() {
    assert confined.here();
    closed = true;
    vertx.cancelTimer(commentTimer);
    new ArrayList<>(feeds.values()).forEach(held -> held.feed.close());
    new ArrayList<>(serviceWatchers).forEach(ServiceWatcher::close);
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }

  public int watchers() {
    return watchers;
  }

  public FeedPages pages() {
    return pages;
  }

  /**
   * Feeds a watcher of one job. A {@code HEAD} request becomes no watcher: it gets the head, or 204
   * where there is nothing more to send.
   *
   * @param afterN number of the last completion it has, or null if it named none
   * @return completes when the head has been sent
   */
  public Future<Void> watch(
      RoutingContext context, String job, @Nullable Long afterN, boolean items) {
    assert confined.here();
    if (!hasRoom()) {
      return Future.failedFuture(noRoom());
    }
    if (Responses.isHead(context.request())) {
      return coordinator
          .askForJob(new Command.Show(job))
          .compose(
              shown ->
                  !shown.state().open() && afterN != null && afterN >= shown.lastN()
                      ? context.response().setStatusCode(204).end()
                      : SseStream.head(context));
    }
    watchers++;
    Held held =
        feeds.computeIfAbsent(
            job, id -> new Held(new JobFeed(id, vertx, clock, pages, memory, timing.progressMs())));
    held.holders++;
    int changes = held.feed.changes();
    return coordinator
        .askForJob(new Command.Show(job))
        .map(
            shown -> {
              begin(context, held.feed.shown(shown, changes), held, afterN, items);
              return (Void) null;
            })
        .onFailure(failure -> release(job, held, null));
  }

  /** Feeds a watcher of every job. */
  public Future<Void> watchAll(RoutingContext context) {
    assert confined.here();
    if (!hasRoom()) {
      return Future.failedFuture(noRoom());
    }
    if (Responses.isHead(context.request())) {
      return coordinator
          .ask(new Command.ShowOpen(), Answer.JobViews.class)
          .compose(open -> SseStream.head(context));
    }
    watchers++;
    ServiceWatcher watcher = new ServiceWatcher(new SseStream(context, memory));
    serviceWatchers.add(watcher);
    return coordinator
        .ask(new Command.ShowOpen(), Answer.JobViews.class)
        .map(
            open -> {
              if (context.response().closed() || closed) {
                leave(watcher);
              } else {
                watcher.open(open.jobs(), () -> leave(watcher));
              }
              return (Void) null;
            })
        .onFailure(failure -> leave(watcher));
  }

  private void begin(
      RoutingContext context, Job job, Held held, @Nullable Long afterN, boolean items) {
    JobFeed feed = held.feed;
    if (context.response().closed() || closed) {
      release(job.id(), held, null);
      return;
    }
    if (feed.end() != null && afterN != null && afterN >= feed.lastN()) {
      release(job.id(), held, null);
      context.response().setStatusCode(204).end();
      return;
    }
    long position = afterN == null ? 0 : Math.min(afterN, feed.lastN());
    JobWatcher watcher =
        new JobWatcher(vertx, feed, new SseStream(context, memory), position, items);
    feed.add(watcher);
    watcher.open(job, () -> release(job.id(), held, watcher));
  }

  private void release(String job, Held held, @Nullable JobWatcher watcher) {
    watchers--;
    if (watcher != null) {
      held.feed.remove(watcher);
    }
    if (--held.holders == 0) {
      feeds.remove(job, held);
      held.feed.forget();
    }
  }

  private void leave(ServiceWatcher watcher) {
    if (serviceWatchers.remove(watcher)) {
      watchers--;
    }
  }

  private boolean hasRoom() {
    return !closed && watchers < maxWatchers;
  }

  private Problem noRoom() {
    String detail =
        closed ? "the service is stopping" : "there are " + maxWatchers + " watchers already";
    return Problem.of(503, detail).with("Retry-After", "10");
  }

  private void received(CoordinatorEvent event) {
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

  /**
   * What had been heard of before a question was asked.
   *
   * @param events of all jobs
   * @param changes of each job that is watched
   */
  record Heard(long events, Map<String, Integer> changes) {}

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

  private void comment() {
    new ArrayList<>(feeds.values()).forEach(held -> held.feed.comment());
    new ArrayList<>(serviceWatchers).forEach(ServiceWatcher::comment);
  }
}
