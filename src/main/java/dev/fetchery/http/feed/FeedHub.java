package dev.fetchery.http.feed;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.http.route.Coordinator;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.Responses;
import dev.fetchery.job.Job;
import dev.fetchery.store.JobStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The feeds. News come in from the coordinator; watchers are told, each as fast as it reads. A
 * watcher is registered before it is known where its job stands, so nothing falls between the two.
 * Belongs to one event loop.
 */
public final class FeedHub {
  /**
   * @param commentMs a comment is sent so often
   * @param progressMs one progress event of a job at most in so long
   */
  public record Timing(long commentMs, long progressMs) {
    public static final Timing DEFAULT = new Timing(15_000, 250);
  }

  /** A feed and how many hold on to it. */
  private static final class Held {
    final JobFeed feed;
    int holders;

    Held(JobFeed feed) {
      this.feed = feed;
    }
  }

  private final Vertx vertx;
  private final Coordinator coordinator;
  private final FeedPages pages;
  private final Timing timing;
  private final int maxWatchers;
  private final Map<String, Held> feeds = new HashMap<>();
  private final Set<ServiceWatcher> everything = new LinkedHashSet<>();
  private MessageConsumer<CoordinatorEvent> consumer;
  private long commentTimer = -1;
  private int watchers;
  private boolean closed;

  public FeedHub(Context loop, JobStore store, Timing timing, int maxWatchers) {
    this.vertx = loop.owner();
    this.coordinator = new Coordinator(vertx);
    this.pages = new FeedPages(store, loop);
    this.timing = timing;
    this.maxWatchers = maxWatchers;
  }

  public Future<Void> start() {
    consumer = vertx.eventBus().consumer(Addresses.NEWS, message -> told(message.body()));
    commentTimer = vertx.setPeriodic(timing.commentMs(), timer -> comment());
    return consumer.completion();
  }

  /** Ends every feed in good order; further watchers are refused. */
  public Future<Void> close() {
    closed = true;
    vertx.cancelTimer(commentTimer);
    new ArrayList<>(feeds.values()).forEach(held -> held.feed.close());
    new ArrayList<>(everything).forEach(ServiceWatcher::close);
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }

  public int watchers() {
    return watchers;
  }

  public FeedPages pages() {
    return pages;
  }

  /**
   * Feeds a watcher of one job; who asks by {@code HEAD} is none.
   *
   * @param afterN number of the last completion it has, or null if it said none
   * @return when the head has been sent
   */
  public Future<Void> watch(RoutingContext context, String job, Long afterN, boolean items) {
    if (!hasPlace()) {
      return Future.failedFuture(noPlace());
    }
    if (Responses.isHead(context.request())) {
      return coordinator
          .view(new Command.Show(job))
          .compose(
              shown ->
                  !shown.state().open() && afterN != null && afterN >= shown.lastN()
                      ? context.response().setStatusCode(204).end()
                      : SseStream.head(context));
    }
    watchers++;
    Held held =
        feeds.computeIfAbsent(
            job, id -> new Held(new JobFeed(id, vertx, pages, timing.progressMs())));
    held.holders++;
    int changes = held.feed.changes();
    return coordinator
        .view(new Command.Show(job))
        .map(
            shown -> {
              held.feed.shown(shown, changes);
              begin(context, job, held, afterN, items);
              return (Void) null;
            })
        .onFailure(failure -> release(job, held, null));
  }

  /** Feeds a watcher of every job. */
  public Future<Void> watchAll(RoutingContext context) {
    if (!hasPlace()) {
      return Future.failedFuture(noPlace());
    }
    if (Responses.isHead(context.request())) {
      return coordinator
          .ask(new Command.ShowOpen(), Answer.JobViews.class)
          .compose(open -> SseStream.head(context));
    }
    watchers++;
    ServiceWatcher watcher = new ServiceWatcher(new SseStream(context));
    everything.add(watcher);
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

  private void begin(RoutingContext context, String job, Held held, Long afterN, boolean items) {
    JobFeed feed = held.feed;
    if (context.response().closed() || closed) {
      release(job, held, null);
      return;
    }
    if (feed.end() != null && afterN != null && afterN >= feed.lastN()) {
      release(job, held, null);
      context.response().setStatusCode(204).end();
      return;
    }
    long position = afterN == null ? 0 : Math.min(afterN, feed.lastN());
    JobWatcher watcher = new JobWatcher(vertx, feed, new SseStream(context), position, items);
    feed.add(watcher);
    watcher.open(() -> release(job, held, watcher));
  }

  private void release(String job, Held held, JobWatcher watcher) {
    watchers--;
    if (watcher != null) {
      held.feed.remove(watcher);
    }
    if (--held.holders == 0) {
      feeds.remove(job, held);
    }
  }

  private void leave(ServiceWatcher watcher) {
    if (everything.remove(watcher)) {
      watchers--;
    }
  }

  private boolean hasPlace() {
    return !closed && watchers < maxWatchers;
  }

  private Problem noPlace() {
    String detail =
        closed ? "the service is stopping" : "there are " + maxWatchers + " watchers already";
    return Problem.of(503, detail).with("Retry-After", "10");
  }

  private void told(CoordinatorEvent news) {
    if (news instanceof CoordinatorEvent.Completed completed) {
      Held held = feeds.get(completed.job());
      if (held != null) {
        held.feed.completed(completed.completions());
      }
    } else if (news instanceof CoordinatorEvent.ProgressChanged moved) {
      Held held = feeds.get(moved.job());
      if (held != null) {
        held.feed.moved(moved.progress());
      }
      new ArrayList<>(everything).forEach(watcher -> watcher.moved(moved.job(), moved.progress()));
    } else if (news instanceof CoordinatorEvent.Changed changed) {
      changed(changed.job());
    } else if (news instanceof CoordinatorEvent.Deleted deleted) {
      deleted(deleted.job());
    }
  }

  private void changed(Job job) {
    Held held = feeds.get(job.id());
    if (held != null) {
      held.feed.changed(job);
    }
    if (!everything.isEmpty()) {
      Buffer state = Sse.state(job);
      new ArrayList<>(everything)
          .forEach(watcher -> watcher.changed(job.id(), job.state().open(), state));
    }
  }

  private void deleted(String job) {
    pages.forget(job);
    Held held = feeds.get(job);
    if (held != null) {
      held.feed.deleted();
    }
    Buffer state = Sse.deleted(job);
    new ArrayList<>(everything).forEach(watcher -> watcher.changed(job, false, state));
  }

  private void comment() {
    new ArrayList<>(feeds.values()).forEach(held -> held.feed.comment());
    new ArrayList<>(everything).forEach(ServiceWatcher::comment);
  }
}
