package dev.fetchery.http.jobs;

import dev.fetchery.files.OpenFile;
import dev.fetchery.files.SavedFiles;
import dev.fetchery.http.route.MediaType;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.job.Item;
import dev.fetchery.store.JobReads;
import dev.fetchery.url.Percent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends files that items saved, and no others. Their content is not to be trusted, so it is sent as
 * a type that a browser shows without running it, or as an attachment.
 */
public final class FilesRoute implements RouteTable.Routes {
  private static final String MARK = "/files/";

  /** Types that a browser shows and that carry no script. */
  private static final Set<String> SHOWN =
      Set.of(
          "image/png",
          "image/jpeg",
          "image/gif",
          "image/webp",
          "image/avif",
          "image/bmp",
          "image/x-icon",
          "image/vnd.microsoft.icon",
          "text/plain",
          "application/json",
          "application/pdf");

  private final Vertx vertx;
  private final JobReads store;
  private final SavedFiles files;
  private final WorkerExecutor workers;

  /**
   * @param workers on which files are opened and read
   */
  public FilesRoute(Vertx vertx, JobReads store, SavedFiles files, WorkerExecutor workers) {
    this.vertx = vertx;
    this.store = store;
    this.files = files;
    this.workers = workers;
  }

  @Override
  public void addTo(RouteTable table) {
    table.on(HttpMethod.GET, "/api/v1/jobs/:id" + MARK + "*", this::file);
  }

  private Future<Void> file(RoutingContext context) {
    String rawPath = context.request().path();
    int mark = rawPath.indexOf(MARK);
    if (mark < 0) {
      throw noSuchFile();
    }
    String path = Percent.decode(rawPath.substring(mark + MARK.length()));
    return Future.fromCompletionStage(
            store.itemOfFile(context.pathParam("id"), path), vertx.getOrCreateContext())
        .compose(
            item -> {
              if (item == null) {
                throw noSuchFile();
              }
              return workers
                  .executeBlocking(() -> open(item), false)
                  .compose(opened -> send(context, item, opened));
            });
  }

  private OpenFile open(Item item) {
    OpenFile opened;
    try {
      opened = files.open(Objects.requireNonNull(item.file(), "found by its file"));
    } catch (IOException e) {
      throw Problem.of(503, "the files cannot be read now: " + e.getMessage());
    }
    if (opened == null) {
      throw noSuchFile();
    }
    return opened;
  }

  private Future<Void> send(RoutingContext context, Item item, OpenFile opened) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    boolean asSaved = item.sha256() != null && item.size() != null && item.size() == opened.size();
    @Nullable String etag = asSaved ? "\"" + item.sha256() + "\"" : null;
    describe(response, item, etag);
    Future<Void> sent;
    if (response.closed()) {
      sent = Future.succeededFuture();
    } else if (isAnother(request.getHeader("If-Match"), etag)) {
      sent =
          Future.failedFuture(
              Problem.of(412, "the file is not the one in If-Match")
                  .with("Content-Disposition", "inline"));
    } else if (etag != null && matches(request.getHeader("If-None-Match"), etag)) {
      sent = response.setStatusCode(304).end();
    } else {
      sent = sendBytes(request, opened, range(request, etag, opened.size()));
    }
    return sent.eventually(() -> workers.executeBlocking(() -> closed(opened), false));
  }

  private static Future<Void> sendBytes(
      HttpServerRequest request, OpenFile opened, @Nullable ByteRange range) {
    HttpServerResponse response = request.response();
    ByteRange sent = range == null ? new ByteRange(0, opened.size()) : range;
    if (range != null && range.length() == 0) {
      return Future.failedFuture(
          Problem.of(416, "the file has " + opened.size() + " bytes")
              .with("Content-Range", "bytes */" + opened.size())
              .with("Content-Disposition", "inline"));
    }
    if (range != null) {
      long last = range.from() + range.length() - 1;
      response
          .setStatusCode(206)
          .putHeader("Content-Range", "bytes " + range.from() + "-" + last + "/" + opened.size());
    }
    response.putHeader("Content-Length", Long.toString(sent.length()));
    if (Responses.isHead(request) || sent.length() == 0) {
      return response.end();
    }
    return opened.send(sent.from(), sent.length(), response);
  }

  /** A range is taken only of the very file that was asked for (RFC 9110, 13.1.5). */
  private static @Nullable ByteRange range(
      HttpServerRequest request, @Nullable String etag, long size) {
    String ifRange = request.getHeader("If-Range");
    boolean same = ifRange == null || ifRange.equals(etag);
    boolean get = request.method().equals(HttpMethod.GET);
    return same && get ? ByteRange.parse(request.getHeader("Range"), size) : null;
  }

  private static void describe(HttpServerResponse response, Item item, @Nullable String etag) {
    String type = item.contentType() == null ? "" : MediaType.essence(item.contentType());
    boolean media = type.startsWith("audio/") || type.startsWith("video/");
    // A subtype with a suffix, such as +xml, is a document of that syntax to a browser.
    boolean shown = SHOWN.contains(type) || (media && type.matches("[a-z0-9./-]+"));
    String text = type.equals("text/plain") ? "; charset=utf-8" : "";
    response
        .putHeader("Content-Type", shown ? type + text : "application/octet-stream")
        .putHeader(
            "Content-Disposition",
            (shown ? "inline" : "attachment")
                + saveAs(Objects.requireNonNull(item.file(), "found by its file")))
        .putHeader(
            "Content-Security-Policy",
            "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; "
                + "style-src 'unsafe-inline'; frame-ancestors 'none'")
        .putHeader("Cache-Control", "private, no-cache")
        .putHeader("Accept-Ranges", "bytes");
    if (etag != null) {
      response.putHeader("ETag", etag);
    }
  }

  /** The parameter that names a file to be saved by a browser (RFC 6266, RFC 8187). */
  private static String saveAs(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return "; filename*=UTF-8''" + FileNames.encoded(name);
  }

  /** A download that is continued must not go on with another file (RFC 9110, 13.1.1). */
  private static boolean isAnother(@Nullable String ifMatch, @Nullable String etag) {
    return ifMatch != null
        && !ifMatch.strip().equals("*")
        && (etag == null
            || Arrays.stream(ifMatch.split(",", -1)).map(String::strip).noneMatch(etag::equals));
  }

  private static boolean matches(@Nullable String ifNoneMatch, String etag) {
    return ifNoneMatch != null && (ifNoneMatch.strip().equals("*") || ifNoneMatch.contains(etag));
  }

  private static Problem noSuchFile() {
    return Problem.of(404, "no item of this job saved such a file");
  }

  private static @Nullable Void closed(OpenFile opened) {
    opened.close();
    return null;
  }
}
