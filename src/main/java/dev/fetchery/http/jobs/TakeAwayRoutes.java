package dev.fetchery.http.jobs;

import dev.fetchery.files.SavedFiles;
import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.job.Item;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** All that a job saved: as one archive, and as a list of checksums. */
public final class TakeAwayRoutes implements RouteTable.Routes {
  private static final int PART_BYTES = 256 << 10;

  private final Vertx vertx;
  private final JobReads store;
  private final SavedFiles files;
  private final WorkerExecutor workers;

  /**
   * @param workers on which files are opened and read
   */
  public TakeAwayRoutes(Vertx vertx, JobReads store, SavedFiles files, WorkerExecutor workers) {
    this.vertx = vertx;
    this.store = store;
    this.files = files;
    this.workers = workers;
  }

  @Override
  public void addTo(RouteTable table) {
    table
        .on(HttpMethod.GET, "/api/v1/jobs/:id/archive", this::archive)
        .on(HttpMethod.GET, "/api/v1/jobs/:id/checksums", this::checksums);
  }

  private Future<JobRow> job(RoutingContext context) {
    return Future.fromCompletionStage(
            store.job(context.pathParam("id")), vertx.getOrCreateContext())
        .map(
            row -> {
              if (row == null) {
                throw Problem.noSuchJob();
              }
              return row;
            });
  }

  // --- archive

  private Future<Void> archive(RoutingContext context) {
    Params.only(context, Set.of("format"));
    ArchiveFormat format =
        Params.choice(context, "format", ArchiveFormat.values(), ArchiveFormat::wire);
    return job(context)
        .compose(
            row -> {
              HttpServerResponse response = context.response();
              response
                  .putHeader("Content-Type", format.mediaType())
                  .putHeader("Content-Disposition", attachment(row, "." + format.wire()));
              if (response.closed()) {
                return Future.succeededFuture();
              }
              if (Responses.isHead(context.request())) {
                return response.end();
              }
              response.setChunked(true);
              ArchiveWriter writer = new ArchiveWriter(format, files, row.directory());
              Context loop = vertx.getOrCreateContext();
              return new Archive(context, writer, new SavedItems(store, loop, row.id())).next();
            });
  }

  /** An archive being sent. A part is made when there is room for it, so that none waits. */
  private final class Archive {
    private final BodyStream body;
    private final ArchiveWriter writer;
    private final SavedItems items;

    Archive(RoutingContext context, ArchiveWriter writer, SavedItems items) {
      this.body = new BodyStream(context);
      this.writer = writer;
      this.items = items;
    }

    Future<Void> next() {
      return step().onFailure(failure -> writer.close());
    }

    private Future<Void> step() {
      if (body.closed()) {
        writer.close();
        return Future.succeededFuture();
      }
      if (writer.hungry()) {
        return items.next().compose(this::feed).compose(fed -> step());
      }
      return workers
          .executeBlocking(() -> Buffer.buffer(writer.fill(PART_BYTES)), false)
          .compose(
              part ->
                  writer.finished() ? body.end(part) : body.write(part).compose(room -> step()));
    }

    private Future<Void> feed(List<Item> page) {
      writer.add(page);
      if (items.over()) {
        writer.last();
      }
      return Future.succeededFuture();
    }
  }

  // --- checksums

  private Future<Void> checksums(RoutingContext context) {
    Params.only(context, Set.of());
    return job(context)
        .compose(
            row -> {
              HttpServerResponse response = context.response();
              response
                  .putHeader("Content-Type", "text/plain; charset=utf-8")
                  .putHeader("Content-Disposition", attachment(row, ".sha256"));
              if (response.closed()) {
                return Future.succeededFuture();
              }
              if (Responses.isHead(context.request())) {
                return response.end();
              }
              response.setChunked(true);
              SavedItems items = new SavedItems(store, vertx.getOrCreateContext(), row.id());
              return lines(new BodyStream(context), items, row.directory());
            });
  }

  private static Future<Void> lines(BodyStream body, SavedItems items, String directory) {
    if (body.closed()) {
      return Future.succeededFuture();
    }
    return items
        .next()
        .compose(
            page -> {
              Buffer lines = Checksums.lines(page, directory);
              return items.over()
                  ? body.end(lines)
                  : body.write(lines).compose(room -> lines(body, items, directory));
            });
  }

  /** To be saved under the name of the job, as far as that goes in a header (RFC 6266). */
  private static String attachment(JobRow row, String ending) {
    String name = (row.name() == null ? row.id() : row.name()) + ending;
    String plain = name.replaceAll("[^A-Za-z0-9 ._()+-]", "_");
    String encoded = FileNames.encoded(name.replaceAll("[\\\\/\\p{Cntrl}]", "_"));
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
  }
}
