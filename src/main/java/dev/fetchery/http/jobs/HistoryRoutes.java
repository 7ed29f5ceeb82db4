package dev.fetchery.http.jobs;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.http.view.AttemptView;
import dev.fetchery.http.view.ItemDetail;
import dev.fetchery.http.view.LogView;
import dev.fetchery.http.view.SeriesView;
import dev.fetchery.job.Item;
import dev.fetchery.job.LogEntry;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How a job went, and one of its items. */
public final class HistoryRoutes implements RouteTable.Routes {
  /** More entries than a log ever holds. */
  private static final int WHOLE_LOG = 1_000;

  private final Vertx vertx;
  private final JobReads store;
  private final CoordinatorClient coordinator;

  public HistoryRoutes(Vertx vertx, JobReads store) {
    this.vertx = vertx;
    this.store = store;
    this.coordinator = new CoordinatorClient(vertx);
  }

  @Override
  public void addTo(RouteTable table) {
    String job = "/api/v1/jobs/:id";
    table
        .on(HttpMethod.GET, job + "/items/:seq", this::item)
        .on(HttpMethod.GET, job + "/series", this::series)
        .on(HttpMethod.GET, job + "/log", this::log);
  }

  private <T> Future<T> on(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
  }

  private Future<JobRow> job(String id) {
    return on(store.job(id))
        .map(
            row -> {
              if (row == null) {
                throw Problem.noSuchJob();
              }
              return row;
            });
  }

  private Future<Void> item(RoutingContext context) {
    Params.only(context, Set.of());
    String job = context.pathParam("id");
    long seq = Params.number(context.pathParam("seq"));
    if (seq < 0) {
      throw Problem.badRequest("an item is named by its number, its seq");
    }
    return job(job)
        .compose(row -> seq >= row.counters().discovered() ? noItem() : on(store.item(job, seq)))
        .compose(item -> item == null ? noItem() : live(job, item))
        .compose(
            item ->
                on(store.attempts(job, seq))
                    .map(kept -> new ItemDetail(item, AttemptView.of(item, kept))))
        .compose(detail -> Responses.json(context, 200, detail));
  }

  private static <T> Future<@Nullable T> noItem() {
    throw Problem.of(404, "the job has no such item");
  }

  private Future<Item> live(String job, Item item) {
    return item.state().ended()
        ? Future.succeededFuture(item)
        : coordinator
            .ask(new Command.ShowActive(job), Answer.ActiveItems.class)
            .map(live -> LiveItems.of(live).shown(item));
  }

  private Future<Void> series(RoutingContext context) {
    Params.only(context, Set.of());
    String job = context.pathParam("id");
    return job(job)
        .compose(
            row ->
                Future.all(on(store.series(job)), on(store.log(job, 0, WHOLE_LOG)))
                    .map(
                        both -> {
                          List<LogEntry> log = both.resultAt(1);
                          return SeriesView.of(row, both.resultAt(0), log);
                        }))
        .compose(view -> Responses.json(context, 200, view));
  }

  /**
   * @param next where the next page begins, or null on the last
   */
  private record LogPage(List<LogView> entries, @Nullable String next) {}

  private Future<Void> log(RoutingContext context) {
    Params.only(context, Set.of("limit", "after"));
    String job = context.pathParam("id");
    int limit = Params.limit(context);
    long after = Params.after(context, 0);
    return job(job)
        .compose(row -> on(store.log(job, after, limit + 1)))
        .compose(
            found -> {
              List<LogEntry> page = found.subList(0, Math.min(limit, found.size()));
              boolean more = found.size() > limit;
              String next = more ? Long.toString(page.get(limit - 1).number()) : null;
              List<LogView> entries = page.stream().map(LogView::of).toList();
              return Responses.json(context, 200, new LogPage(entries, next));
            });
  }
}
