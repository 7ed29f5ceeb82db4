package dev.fetchery.client;

import dev.fetchery.context.Clock;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.HttpRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.TrustOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends requests one after the other by one client. */
final class Fetches implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final @Nullable TrustOptions trust;
  private @Nullable HttpFetch client;

  Fetches() {
    this(null);
  }

  /**
   * @param trust certificates to trust instead of the platform's authorities, or null
   */
  Fetches(@Nullable TrustOptions trust) {
    this.trust = trust;
  }

  /** What came of a request: a head and a body, or a failure. */
  record Result(@Nullable ResponseHead head, String body, @Nullable FetchException failure) {}

  List<Result> inTurn(HttpRequest... calls) throws Exception {
    Promise<List<Result>> promise = Promise.promise();
    context.runOnContext(
        v -> {
          HttpFetch fetch = client();
          List<Result> results = new ArrayList<>();
          Future<?> last = Future.succeededFuture();
          for (HttpRequest call : calls) {
            last = last.compose(before -> send(fetch, call)).onSuccess(results::add);
          }
          last.onComplete(over -> promise.complete(results));
        });
    return promise.future().await(60, TimeUnit.SECONDS);
  }

  private HttpFetch client() {
    HttpFetch known = client;
    if (known == null) {
      ClientOptions options =
          new ClientOptions(
              16, "test", EnumSet.allOf(AddressKind.class), null, 65_536, true, trust);
      known = new HttpFetch(vertx, options, Clock.system());
      client = known;
    }
    return known;
  }

  private static Future<Result> send(HttpFetch fetch, HttpRequest call) {
    Collector collector = new Collector();
    collector.exchange = fetch.send(call, collector);
    return collector.promise.future();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static final class Collector implements ResponseHandler {
    private final Promise<Result> promise = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private @Nullable Exchange exchange;

    @Override
    public void head(ResponseHead head) {
      exchange.read();
    }

    @Override
    public void chunk(Buffer bytes) {
      body.appendBuffer(bytes);
    }

    @Override
    public void ended() {
      promise.complete(
          new Result(exchange.head(), body.toString(StandardCharsets.ISO_8859_1.name()), null));
    }

    @Override
    public void failed(FetchException why) {
      promise.complete(new Result(null, "", why));
    }
  }
}
