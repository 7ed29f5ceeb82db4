package dev.fetchery.client;

import dev.fetchery.context.Clock;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.proxy.NoProxy;
import dev.fetchery.proxy.ProxyAddress;
import dev.fetchery.proxy.ProxyRules;
import dev.fetchery.testing.Keys;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Urls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Requests by proxies, one after the other, to an origin of plain http and one with TLS. */
@NullUnmarked // A test is told by its assertions where something is missing.
abstract class ProxyCase {
  @TempDir static Path keys;
  static PfxOptions key;

  Vertx vertx;
  OriginServer origin;
  Set<AddressKind> egress = EnumSet.allOf(AddressKind.class);

  @BeforeAll
  static void makeKey() throws Exception {
    key = Keys.pfx(keys, "tls.test", "dns:tls.test,dns:localhost,ip:127.0.0.1");
  }

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    origin = OriginServer.start(vertx);
    origin.otherwise(request -> Reply.ok("from " + request.header("host")));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  /** A status with a body, or a failure. */
  record Result(int status, String body, FetchException failure) {}

  final AtomicInteger tlsConnections = new AtomicInteger();

  int listenTls(HttpVersion version) throws Exception {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(version))
                .setKeyCertOptions(key))
        .connectionHandler(connection -> tlsConnections.incrementAndGet())
        .requestHandler(
            request ->
                request.response().end(request.version() == version ? "secure" : "another version"))
        .listen(0, "127.0.0.1")
        .await(60, TimeUnit.SECONDS)
        .actualPort();
  }

  String withPort(String text) {
    return text.replace("PORT", String.valueOf(origin.port()));
  }

  Result get(String proxy, String url) throws Exception {
    return get(proxy, List.of(url)).get(0);
  }

  /** One after the other, by the same client. */
  List<Result> get(String proxy, List<String> urls) throws Exception {
    ProxyRules rules = ProxyRules.of(ProxyAddress.parse(proxy), NoProxy.parse(""), Map.of());
    return run(rules, urls.stream().map(url -> Urls.get(withPort(url))).toList());
  }

  List<Result> run(ProxyRules rules, List<HttpRequest> requests) throws Exception {
    Resolver resolver = name -> Future.succeededFuture(List.of(InetAddress.getLoopbackAddress()));
    ClientOptions options =
        new ClientOptions(16, "test", egress, resolver, 65_536, true, key).withProxies(rules);
    Promise<List<Result>> all = Promise.promise();
    vertx.runOnContext(
        v -> {
          HttpFetch fetch = new HttpFetch(vertx, options, Clock.system());
          List<Result> results = new ArrayList<>();
          Future<Void> last = Future.succeededFuture();
          for (HttpRequest request : requests) {
            last =
                last.compose(
                    done -> new Collector().send(fetch, request).map(results::add).mapEmpty());
          }
          last.onSuccess(done -> all.complete(results)).onComplete(done -> fetch.close());
        });
    return all.future().await(60, TimeUnit.SECONDS);
  }

  private static final class Collector implements ResponseHandler {
    private final Promise<Result> promise = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private Exchange exchange;

    Future<Result> send(HttpFetch fetch, HttpRequest request) {
      exchange = fetch.send(request, this);
      return promise.future();
    }

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
      promise.complete(new Result(exchange.head().status(), body.toString(), null));
    }

    @Override
    public void failed(FetchException why) {
      promise.complete(new Result(0, "", why));
    }
  }
}
