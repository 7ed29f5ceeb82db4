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
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch: lets them in, begins what they are sent, and lets them go. A watcher is
 * registered before the job's state is asked for, so no event falls between the two; each is sent
 * its events as fast as it reads. Confined to the HTTP event loop.
 */
public final class FeedHub {
  /**
   * @param commentMs time between two comments
   * @param progressMs least time between two progress events of a job
   */
  public record Timing(long commentMs, long progressMs) {
    public static final Timing DEFAULT = new Timing(15_000, 250);
  }

  private final Confined confined = new Confined();
  private final Vertx vertx;
  private final CoordinatorClient coordinator;
  private final FeedMemory memory;
  private final FeedPages pages;
  private final Timing timing;
  private final int maxWatchers;
  private final Feeds feeds;
  private @Nullable MessageConsumer<CoordinatorEvent> consumer;
  private long commentTimer = -1;
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
    this.coordinator = new CoordinatorClient(vertx);
    this.memory = new FeedMemory(budget);
    this.pages = new FeedPages(store, memory, loop);
    this.feeds =
        new Feeds(job -> new JobFeed(job, vertx, clock, pages, memory, timing.progressMs()), pages);
    this.timing = timing;
    this.maxWatchers = maxWatchers;
  }

  public Future<Void> start() {
    assert confined.here();
    MessageConsumer<CoordinatorEvent> events =
        vertx.eventBus().consumer(Addresses.NEWS, message -> feeds.received(message.body()));
    consumer = events;
    commentTimer = vertx.setPeriodic(timing.commentMs(), timer -> feeds.comment());
    return events.completion();
  }

  /** Ends every feed in good order; further watchers are refused. */
  public Future<Void> close() {
    assert confined.here();
    closed = true;
    vertx.cancelTimer(commentTimer);
    feeds.close();
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }

  public int watchers() {
    return watchers;
  }

  Feeds feeds() {
    return feeds;
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
    Feeds.Held held = feeds.hold(job);
    int changes = held.feed().changes();
    return coordinator
        .askForJob(new Command.Show(job))
        .map(
            shown -> {
              begin(context, held.feed().shown(shown, changes), held, afterN, items);
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
    feeds.add(watcher);
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
      RoutingContext context, Job job, Feeds.Held held, @Nullable Long afterN, boolean items) {
    JobFeed feed = held.feed();
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

  private void release(String job, Feeds.Held held, @Nullable JobWatcher watcher) {
    watchers--;
    if (watcher != null) {
      held.feed().remove(watcher);
    }
    feeds.release(job, held);
  }

  private void leave(ServiceWatcher watcher) {
    if (feeds.remove(watcher)) {
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
}
