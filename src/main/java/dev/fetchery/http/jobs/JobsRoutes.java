package dev.fetchery.http.jobs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.http.route.Coordinator;
import dev.fetchery.http.route.MediaType;
import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.RequestBody;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.http.view.JobJson;
import dev.fetchery.http.view.Json;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Limits;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Looking at jobs, and commanding them. */
public final class JobsRoutes implements RouteTable.Routes {
  private final Vertx vertx;
  private final JobStore store;
  private final Coordinator coordinator;
  private final JobDocuments documents;
  private final long maxBodyBytes;

  public JobsRoutes(Vertx vertx, JobStore store, JobDocuments documents, long maxBodyBytes) {
    this.vertx = vertx;
    this.store = store;
    this.coordinator = new Coordinator(vertx);
    this.documents = documents;
    this.maxBodyBytes = maxBodyBytes;
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
        .on(HttpMethod.POST, job + "/verify", this::verify);
  }

  private Function<RoutingContext, Future<?>> command(Function<String, Command> command) {
    return context -> answer(context, command.apply(context.pathParam("id")));
  }

  private Future<Void> answer(RoutingContext context, Command command) {
    return coordinator.view(command).compose(job -> Responses.job(context, 200, job));
  }

  private Future<Void> list(RoutingContext context) {
    int limit = Params.limit(context);
    JobState state = Params.jobState(context);
    String after = Params.afterJob(context);
    return rows(state, after, limit + 1, new ArrayList<>())
        .compose(
            rows -> withLive(rows.subList(0, Math.min(limit, rows.size())), rows.size() > limit))
        // Away from the event loop: a page may hold a thousand jobs, and jobs may be large.
        .compose(page -> vertx.executeBlocking(() -> Json.write(page), false))
        .compose(page -> Responses.json(context, 200, page));
  }

  private Future<List<JobRow>> rows(JobState state, String after, int wanted, List<JobRow> found) {
    int ask = Math.min(JobStore.PAGE, wanted - found.size());
    return Future.fromCompletionStage(store.jobs(state, after, ask), vertx.getOrCreateContext())
        .compose(
            rows -> {
              found.addAll(rows);
              return rows.size() < ask || found.size() >= wanted
                  ? Future.succeededFuture(found)
                  : rows(state, rows.get(rows.size() - 1).id(), wanted, found);
            });
  }

  /** The page of the list; open jobs as they run now, unless they changed state since. */
  private Future<Json.Body> withLive(List<JobRow> rows, boolean more) {
    boolean anyOpen = rows.stream().anyMatch(row -> row.state().open());
    Future<List<Job>> open =
        anyOpen
            ? coordinator
                .ask(new Command.ShowOpen(), Answer.JobViews.class)
                .map(Answer.JobViews::jobs)
            : Future.succeededFuture(List.of());
    return open.map(
        live -> {
          Map<String, Job> byId = new HashMap<>();
          live.forEach(job -> byId.put(job.id(), job));
          return json -> writePage(json, rows, byId, more);
        });
  }

  private static void writePage(
      JsonGenerator json, List<JobRow> rows, Map<String, Job> live, boolean more)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("jobs");
    for (JobRow row : rows) {
      Job job = live.get(row.id());
      boolean same = job != null && job.state() == row.state();
      JobJson.write(json, same ? job : row.view());
    }
    json.writeEndArray();
    Json.string(json, "next", more ? rows.get(rows.size() - 1).id() : null);
    json.writeEndObject();
  }

  private Future<Void> change(RoutingContext context) {
    String id = context.pathParam("id");
    if (!MediaType.of(context.request().getHeader("Content-Type")).equals("application/json")) {
      throw Problem.of(415, "a change is application/json");
    }
    Future<Buffer> body = RequestBody.whole(vertx, context.request(), maxBodyBytes);
    return body.compose(json -> changed(id, json))
        .compose(limits -> answer(context, new Command.ChangeLimits(id, limits)));
  }

  private Future<Limits> changed(String id, Buffer patch) {
    return Future.fromCompletionStage(store.job(id), vertx.getOrCreateContext())
        .map(
            row -> {
              if (row == null) {
                throw Problem.noSuchJob();
              }
              return documents.limits(patch.getBytes(), row.specJson());
            });
  }

  private Future<Void> delete(RoutingContext context) {
    boolean files = Params.flag(context, "files", false);
    return coordinator
        .ask(new Command.Delete(context.pathParam("id"), files), Answer.Done.class)
        .compose(done -> context.response().setStatusCode(204).end());
  }

  private Future<Void> retry(RoutingContext context) {
    String given = Params.one(context, "code");
    List<ErrorCode> codes = new ArrayList<>();
    if (given != null) {
      for (String code : given.split(",", -1)) {
        codes.add(Params.wire(ErrorCode.values(), code.strip()));
      }
    }
    return answer(context, new Command.RetryItems(context.pathParam("id"), codes));
  }

  private Future<Void> verify(RoutingContext context) {
    return coordinator
        .ask(new Command.Verify(context.pathParam("id")), Answer.Verified.class)
        .compose(
            verified -> Responses.json(context, 200, json -> AnswerJson.write(json, verified)));
  }
}
