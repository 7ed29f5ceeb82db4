package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Timeouts;
import dev.fetchery.testing.Keys;
import dev.fetchery.testing.Urls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // A test is told by its assertions where something is missing.
class TlsTest {
  @TempDir static Path keys;
  private static PfxOptions key;

  private Vertx vertx;
  private HttpServer server;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<HttpVersion> versions = ConcurrentHashMap.newKeySet();

  /** A status with the length of the body, or a failure. */
  private record Result(int status, int length, FetchException failure) {}

  @BeforeAll
  static void makeKey() {
    key = Keys.pfx(keys, "tls.test", "dns:tls.test");
  }

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  void manyRequestsShareFewHttp2Connections() throws Exception {
    listen(HttpVersion.HTTP_2);
    List<Result> results = fetch("tls.test", 200, key);
    assertThat(results).allMatch(result -> result.status() == 200 && result.length() == 100_000);
    assertThat(versions).containsExactly(HttpVersion.HTTP_2);
    assertThat(connections.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void bodiesThatAreNotReadHoldUpNoOtherOnTheirConnection() throws Exception {
    listen(HttpVersion.HTTP_2);
    Promise<Result> read = Promise.promise();
    vertx.runOnContext(
        v -> {
          HttpFetch fetch = new HttpFetch(vertx, options(key), Clock.system());
          for (int i = 0; i < 8; i++) {
            new Unread().send(fetch, url("tls.test"));
          }
          vertx.setTimer(500, t -> new Counter().send(fetch, url("tls.test")).onComplete(read));
        });
    assertThat(read.future().await(60, TimeUnit.SECONDS).length()).isEqualTo(100_000);
    assertThat(connections.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void originWithoutHttp2IsSpokenToByHttp1() throws Exception {
    listen(HttpVersion.HTTP_1_1);
    List<Result> results = fetch("tls.test", 50, key);
    assertThat(results).allMatch(result -> result.status() == 200 && result.length() == 100_000);
    assertThat(versions).containsExactly(HttpVersion.HTTP_1_1);
  }

  @Test
  void certificateWithoutTrustedIssuerIsPermanent() throws Exception {
    listen(HttpVersion.HTTP_2);
    FetchException failure = fetch("tls.test", 1, null).get(0).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.TLS);
    assertThat(failure.permanent()).isTrue();
    assertThat(failure.fault().detail()).contains("issuer is not known", "--ca-file");
  }

  @Test
  void authorityOfOnesOwnIsTrustedBesideThePlatforms() throws Exception {
    listen(HttpVersion.HTTP_2);
    TrustOptions both = Authorities.besidesThePlatforms(List.of(Keys.certificate(key)));
    assertThat(fetch("tls.test", 1, both).get(0).status()).isEqualTo(200);
    X509TrustManager manager =
        (X509TrustManager) both.getTrustManagerFactory(vertx).getTrustManagers()[0];
    assertThat(manager.getAcceptedIssuers().length).isGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"other.test", "127.0.0.1"})
  void certificateOfAnotherHostIsPermanent(String host) throws Exception {
    listen(HttpVersion.HTTP_2);
    FetchException failure = fetch(host, 1, key).get(0).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.TLS);
    assertThat(failure.permanent()).isTrue();
    assertThat(failure.fault().detail()).contains("made for another host");
  }

  @ParameterizedTest
  @CsvSource({"-3d, expired", "+3d, not valid yet"})
  void certificateOfAnotherTimeIsPermanent(String begins, String told, @TempDir Path dir)
      throws Exception {
    PfxOptions authority = Keys.pfx(dir, "authority", "dns:authority", "-ext", "bc:c");
    String issued = Keys.issued(dir, authority, key, "-startdate", begins, "-validity", "1");
    listen(
        HttpVersion.HTTP_2,
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(issued))
            .addKeyValue(Buffer.buffer(Keys.keyPem(key))));
    TrustOptions trust = Authorities.besidesThePlatforms(List.of(Keys.certificate(authority)));
    FetchException failure = fetch("tls.test", 1, trust).get(0).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.TLS);
    assertThat(failure.permanent()).isTrue();
    assertThat(failure.fault().detail()).contains(told);
  }

  private void listen(HttpVersion version) throws Exception {
    listen(version, key);
  }

  private void listen(HttpVersion version, KeyCertOptions certificate) throws Exception {
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setAlpnVersions(List.of(version))
                    // The other one does not go on sending to windows of more than 64 KiB.
                    .setHttp2MultiplexImplementation(true)
                    .setKeyCertOptions(certificate))
            .connectionHandler(connection -> connections.incrementAndGet())
            .requestHandler(
                request -> {
                  versions.add(request.version());
                  request.response().end(Buffer.buffer(new byte[100_000]));
                })
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
  }

  private static ClientOptions options(TrustOptions trust) {
    Resolver resolver = name -> Future.succeededFuture(List.of(InetAddress.getLoopbackAddress()));
    return new ClientOptions(
        256, "test", EnumSet.allOf(AddressKind.class), resolver, 65_536, true, trust);
  }

  private String url(String host) {
    return "https://" + host + ":" + server.actualPort() + "/";
  }

  private List<Result> fetch(String host, int count, TrustOptions trust) throws Exception {
    ClientOptions options = options(trust);
    String url = url(host);
    Promise<List<Result>> all = Promise.promise();
    vertx.runOnContext(
        v -> {
          HttpFetch fetch = new HttpFetch(vertx, options, Clock.system());
          List<Future<Result>> results = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            results.add(new Counter().send(fetch, url));
          }
          Future.all(results)
              .onSuccess(done -> all.complete(done.list()))
              .onComplete(done -> fetch.close());
        });
    return all.future().await(60, TimeUnit.SECONDS);
  }

  /** Takes the head and never asks for the body. */
  private static final class Unread extends Counter {
    @Override
    public void head(ResponseHead head) {}
  }

  private static class Counter implements ResponseHandler {
    private final Promise<Result> promise = Promise.promise();
    private Exchange exchange;
    private int length;

    Future<Result> send(HttpFetch fetch, String url) {
      HttpRequest call = Urls.get(url, new Timeouts(20_000, 20_000, 60_000, 0));
      exchange = fetch.send(call, this);
      return promise.future();
    }

    @Override
    public void head(ResponseHead head) {
      exchange.read();
    }

    @Override
    public void chunk(Buffer bytes) {
      length += bytes.length();
    }

    @Override
    public void ended() {
      promise.complete(new Result(exchange.head().status(), length, null));
    }

    @Override
    public void failed(FetchException why) {
      promise.complete(new Result(0, length, why));
    }
  }
}
