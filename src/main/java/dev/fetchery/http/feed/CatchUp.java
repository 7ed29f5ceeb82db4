package dev.fetchery.http.feed;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.bus.CoordinatorClient.RefusedException;
import dev.fetchery.context.Confined;
import dev.fetchery.job.Job;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the feeds of a process that stands by what no event told: events of the process that leads
 * come over the cluster, which may lose them, and the last ones before it died. Goes on until it
 * has looked once after this process leads itself. Confined to the HTTP event loop.
 */
public final class CatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
  private static final long EVERY_MS = 1_000;
  private static final int NOT_FOUND = 404;

  private final Confined confined = new Confined();
  private final Vertx vertx;
  private final Feeds feeds;
  private final CoordinatorClient coordinator;
  private final BooleanSupplier leads;
  private boolean looking;

  public CatchUp(Vertx vertx, FeedHub hub, BooleanSupplier leads) {
    this.vertx = vertx;
    this.feeds = hub.feeds();
    this.coordinator = new CoordinatorClient(vertx);
    this.leads = leads;
  }

  /** Begins to look. */
  public void begin() {
    assert confined.here();
    vertx.setPeriodic(EVERY_MS, this::look);
  }

  private void look(long timer) {
    if (looking) {
      return;
    }
    looking = true;
    boolean last = leads.getAsBoolean();
    run()
        .onSuccess(
            done -> {
              if (last) {
                vertx.cancelTimer(timer);
              }
            })
        .onFailure(e -> LOG.debug("feeds cannot be compared with the store", e))
        .onComplete(done -> looking = false);
  }

  /** Looks once; fails where there is no answer. */
  Future<Void> run() {
    assert confined.here();
    Feeds.Heard before = feeds.heard();
    return coordinator
        .ask(new Command.ShowOpen(), Answer.JobViews.class)
        .compose(
            open -> {
              List<Future<Void>> looks = new ArrayList<>();
              for (String id : feeds.compare(open.jobs(), before)) {
                looks.add(show(id));
              }
              return Future.all(looks).mapEmpty();
            });
  }

  /** Looks how a job is that is open no more. */
  private Future<Void> show(String id) {
    Feeds.Heard before = feeds.heard();
    return coordinator
        .askForJob(new Command.Show(id))
        .map(
            (Job job) -> {
              feeds.ended(job, before);
              return (Void) null;
            })
        .recover(
            e -> {
              if (e instanceof RefusedException refused && refused.status() == NOT_FOUND) {
                feeds.gone(id);
                return Future.succeededFuture();
              }
              return Future.failedFuture(e);
            });
  }
}
