package dev.fetchery.http.jobs;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.job.Item;
import dev.fetchery.spec.Secrets;
import dev.fetchery.store.ItemSlice.Place;
import dev.fetchery.store.JobReads;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job's items as a stream: one page in memory at a time, the next read when the socket has taken
 * the last. A stream that cannot be finished is reset, so that it does not look complete.
 *
 * <p>CSV (RFC 4180) holds values as they are. Text that a spreadsheet would take for a formula is
 * not escaped: other readers of the CSV would see the escape as part of the value.
 */
final class ItemExport {
  /** How the items are written. */
  enum Format {
    NDJSON("application/x-ndjson"),
    CSV("text/csv; charset=utf-8");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }
  }

  private static final int SORTED_PAGE = 10_000;

  /** Items that are read at a time where their places are known. */
  private static final int RANKED_PAGE = 100;

  private final HttpServerResponse response;
  private final boolean head;
  private final ItemFinder finder;
  private final Format format;
  private final BodyStream body;
  private final MemoryBudget.Share share;

  ItemExport(RoutingContext context, ItemFinder finder, Format format) {
    this.response = context.response();
    this.head = Responses.isHead(context.request());
    this.finder = finder;
    this.format = format;
    this.body = new BodyStream(context);
    this.share = Responses.share(context);
  }

  Future<Void> run(Place after) {
    if (response.closed()) {
      return Future.succeededFuture();
    }
    response.putHeader("Content-Type", format.contentType);
    if (head) {
      return response.end();
    }
    response.setChunked(true);
    if (format == Format.CSV) {
      response.write(csvHeader());
    }
    return finder
        .ranking(after, share)
        .compose(ranking -> ranking == null ? next(after) : ranked(ranking, 0))
        .onComplete(sent -> share.close());
  }

  private Future<Void> ranked(List<Place> ranking, int from) {
    int to = Math.min(ranking.size(), from + RANKED_PAGE);
    return finder
        .at(ranking.subList(from, to))
        .compose(
            items -> {
              if (response.closed()) {
                return Future.succeededFuture();
              }
              Buffer text = text(items);
              return to == ranking.size()
                  ? response.end(text)
                  : body.write(text).compose(nothing -> ranked(ranking, to));
            });
  }

  private Buffer text(List<Item> items) {
    return format == Format.CSV ? csv(items) : ndjson(items);
  }

  private Future<Void> next(Place after) {
    return finder
        .page(after, pageSize())
        .compose(
            page -> {
              if (response.closed()) {
                return Future.succeededFuture();
              }
              Buffer text = text(page.items());
              Place then = page.next();
              if (then == null) {
                return response.end(text);
              }
              return body.write(text).compose(nothing -> next(then));
            });
  }

  /** Without memory for its places an order by value is looked for anew for each page. */
  private int pageSize() {
    return finder.order().byValue() ? SORTED_PAGE : JobReads.PAGE;
  }

  private static Buffer ndjson(List<Item> items) {
    StringBuilder lines = new StringBuilder();
    for (Item item : items) {
      lines.append(ViewJson.text(item)).append('\n');
    }
    return Buffer.buffer(lines.toString());
  }

  private static Buffer csvHeader() {
    return Buffer.buffer(
        "seq,key,url,file,state,attempts,status,bytes,size,sha256,integrity,contentType,durationMs,"
            + "finishedAt,errorCode,errorDetail\r\n");
  }

  private static Buffer csv(List<Item> items) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text)) {
      for (Item item : items) {
        csv.writeRecord(
            Long.toString(item.seq()),
            text(item.key()),
            item.url() == null ? "" : Secrets.maskUrl(item.url()),
            text(item.file()),
            item.state().wire(),
            Integer.toString(item.attempts()),
            text(item.status()),
            Long.toString(item.bytes()),
            text(item.size()),
            text(item.sha256()),
            item.integrity() == null ? "" : item.integrity().wire(),
            text(item.contentType()),
            text(item.durationMs()),
            item.finishedAt() == null ? "" : ViewJson.text(item.finishedAt()),
            item.error() == null ? "" : item.error().code().wire(),
            item.error() == null ? "" : item.error().detail());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(text.toString());
  }

  private static String text(@Nullable Object value) {
    return Objects.toString(value, "");
  }
}
