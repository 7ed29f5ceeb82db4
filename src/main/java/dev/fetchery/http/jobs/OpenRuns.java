package dev.fetchery.http.jobs;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** Goes on with the unfinished job of a run that is posted again, instead of making a second. */
final class OpenRuns {
  private final Vertx vertx;
  private final JobReads store;
  private final CoordinatorClient coordinator;
  private final KeyedQueue sameRun = new KeyedQueue();

  OpenRuns(Vertx vertx, JobReads store, CoordinatorClient coordinator) {
    this.vertx = vertx;
    this.store = store;
    this.coordinator = coordinator;
  }

  /**
   * Shows the run's unfinished job; makes it where there is none. One post of a run goes after the
   * other.
   *
   * @param run what identifies the content of the run
   */
  Future<Void> goOn(RoutingContext context, String run, Supplier<Future<Void>> make) {
    context.request().pause();
    return sameRun.run(
        run,
        () ->
            Future.fromCompletionStage(store.openJob(run), vertx.getOrCreateContext())
                .compose(open -> open == null ? make.get() : show(context, open)));
  }

  /** The unfinished job of a run, and which of its items ended before. */
  private Future<Void> show(RoutingContext context, JobRow open) {
    context.request().resume();
    context.response().putHeader("Last-Event-ID", Long.toString(open.lastN()));
    return coordinator
        .ask(new Command.Show(open.id()), Answer.JobView.class)
        .compose(view -> Submitter.reply(context, new Answer.Submitted(view.job(), true)));
  }
}
