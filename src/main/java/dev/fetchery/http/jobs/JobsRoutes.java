package dev.fetchery.http.jobs;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.http.route.BodyReader;
import dev.fetchery.http.route.MediaType;
import dev.fetchery.http.route.PackedBody;
import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobQuery;
import dev.fetchery.store.JobQuery.Order;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lists and shows jobs, and sends commands to them. */
public final class JobsRoutes implements RouteTable.Routes {
  /** A page with jobs of so many characters ends. */
  private static final long PAGE_CHARS = 8L * JobReads.PAGE_CHARS;

  private final Vertx vertx;
  private final JobReads store;
  private final CoordinatorClient coordinator;
  private final BodyReader bodies;
  private final JobDocuments documents;
  private final long maxBodyBytes;
  private final String place;

  public JobsRoutes(
      Vertx vertx,
      BodyReader bodies,
      JobReads store,
      JobDocuments documents,
      long maxBodyBytes,
      String place) {
    this.vertx = vertx;
    this.bodies = bodies;
    this.store = store;
    this.coordinator = new CoordinatorClient(vertx);
    this.documents = documents;
    this.maxBodyBytes = maxBodyBytes;
    this.place = place;
  }

  @Override
  public void addTo(RouteTable table) {
    String job = "/api/v1/jobs/:id";
    table
        .on(HttpMethod.GET, "/api/v1/jobs", this::list)
        .on(HttpMethod.GET, job, command(Command.Show::new))
        .on(HttpMethod.PATCH, job, this::change)
        .on(HttpMethod.DELETE, job, this::delete)
        .on(HttpMethod.POST, job + "/pause", command(Command.Pause::new))
        .on(HttpMethod.POST, job + "/resume", command(Command.Resume::new))
        .on(HttpMethod.POST, job + "/cancel", command(Command.Cancel::new))
        .on(HttpMethod.POST, job + "/retry", this::retry)
        .on(HttpMethod.POST, job + "/verify", this::verify)
        .on(HttpMethod.GET, job + "/verify", this::verification);
  }

  private Function<RoutingContext, Future<?>> command(Function<String, Command> command) {
    return context -> {
      Params.only(context, Set.of());
      return answer(context, command.apply(context.pathParam("id")));
    };
  }

  private Future<Void> answer(RoutingContext context, Command command) {
    return coordinator.askForJob(command).compose(job -> Responses.json(context, 200, job));
  }

  private Future<Void> list(RoutingContext context) {
    Params.only(context, Set.of("state", "q", "sort", "limit", "after"));
    int limit = Params.limit(context);
    Order order = Params.choice(context, "sort", Order.values(), Order::wire);
    JobQuery query =
        new JobQuery(
            Params.wires(context, "state", JobState.values()), Params.text(context, "q"), order);
    JobQuery.Place after = Cursors.job(order, Params.one(context, "after"));
    return on(store.counts(query.text()))
        .compose(
            counts ->
                rows(query, after, limit + 1, new ArrayList<>())
                    .compose(
                        rows ->
                            page(
                                order,
                                rows,
                                isLarge(rows) ? Math.min(limit, rows.size() - 1) : limit,
                                counts)))
        // Off the event loop: a page may hold a thousand jobs, and jobs may be large.
        .compose(page -> vertx.executeBlocking(() -> ViewJson.bytes(page), false))
        .compose(page -> Responses.json(context, 200, page));
  }

  /** Whether no more fit into a page, though fewer were found than were asked for. */
  private static boolean isLarge(List<JobRow> found) {
    long chars = 0;
    for (JobRow row : found) {
      chars += row.specJson().length() + row.shownSpec().length();
    }
    return found.size() > 1 && chars >= PAGE_CHARS;
  }

  private <T> Future<T> on(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
  }

  private Future<List<JobRow>> rows(
      JobQuery query, JobQuery.@Nullable Place after, int wanted, List<JobRow> found) {
    int ask = Math.min(JobReads.PAGE, wanted - found.size());
    return on(store.jobs(query, after, ask))
        .compose(
            rows -> {
              found.addAll(rows);
              return rows.isEmpty() || found.size() >= wanted || isLarge(found)
                  ? Future.succeededFuture(found)
                  : rows(query, query.order().placeOf(rows.get(rows.size() - 1)), wanted, found);
            });
  }

  /**
   * @param next where the next page begins, or null on the last
   * @param counts of all jobs that fit the text, by state
   */
  private record JobPage(List<Job> jobs, @Nullable String next, Map<String, Long> counts) {}

  /** The page of the list; open jobs as they run now, unless they changed state since. */
  private Future<JobPage> page(
      Order order, List<JobRow> found, int limit, Map<JobState, Long> counts) {
    List<JobRow> rows = found.subList(0, Math.min(limit, found.size()));
    boolean anyOpen = rows.stream().anyMatch(row -> row.state().open());
    Future<List<Job>> open =
        anyOpen
            ? coordinator
                .ask(new Command.ShowOpen(), Answer.JobViews.class)
                .map(Answer.JobViews::jobs)
            : Future.succeededFuture(List.of());
    String next =
        found.size() > limit ? Cursors.text(order, order.placeOf(rows.get(rows.size() - 1))) : null;
    Map<String, Long> byState = new LinkedHashMap<>();
    counts.forEach((state, count) -> byState.put(state.wire(), count));
    return open.map(
        live -> {
          Map<String, Job> byId = new HashMap<>();
          live.forEach(job -> byId.put(job.id(), job));
          List<Job> shown = rows.stream().map(row -> shown(row, byId.get(row.id()))).toList();
          return new JobPage(shown, next, byState);
        });
  }

  private Job shown(JobRow row, @Nullable Job live) {
    return live != null && live.state() == row.state() ? live : row.view(place);
  }

  private Future<Void> change(RoutingContext context) {
    Params.only(context, Set.of());
    String id = context.pathParam("id");
    if (!MediaType.of(context.request().getHeader("Content-Type")).equals("application/json")) {
      throw Problem.of(415, "a change is application/json");
    }
    PackedBody.Coding coding = PackedBody.coding(context.request());
    return bodies
        .whole(
            context.request(),
            maxBodyBytes,
            json ->
                vertx.executeBlocking(
                    () ->
                        documents.patch(PackedBody.unpacked(json.getBytes(), coding, maxBodyBytes)),
                    false))
        .compose(patch -> answer(context, new Command.ChangeJob(id, patch)));
  }

  private Future<Void> delete(RoutingContext context) {
    Params.only(context, Set.of("files"));
    boolean files = Params.flag(context, "files", false);
    return coordinator
        .ask(new Command.Delete(context.pathParam("id"), files), Answer.Done.class)
        .compose(done -> context.response().setStatusCode(204).end());
  }

  private Future<Void> retry(RoutingContext context) {
    Params.only(context, Set.of("code", "seq"));
    List<ErrorCode> codes = List.copyOf(Params.wires(context, "code", ErrorCode.values()));
    List<Long> items = List.copyOf(Params.numbers(context, "seq", Command.RetryItems.MAX_ITEMS));
    return answer(context, new Command.RetryItems(context.pathParam("id"), codes, items));
  }

  private Future<Void> verify(RoutingContext context) {
    Params.only(context, Set.of());
    return coordinator
        .ask(new Command.Verify(context.pathParam("id")), Answer.Verified.class)
        .compose(verified -> Responses.largeJson(context, 200, verified));
  }

  private Future<Void> verification(RoutingContext context) {
    Params.only(context, Set.of());
    return coordinator
        .ask(new Command.ShowVerification(context.pathParam("id")), Answer.Verifying.class)
        .compose(verifying -> Responses.json(context, 200, verifying));
  }
}
