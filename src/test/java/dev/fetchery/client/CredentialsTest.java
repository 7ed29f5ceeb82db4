package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.context.ManualClock;
import dev.fetchery.cookie.NetscapeCookies;
import dev.fetchery.credential.Credential;
import dev.fetchery.credential.CredentialRules;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Reach;
import dev.fetchery.testing.Keys;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Urls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes along to which origin, by two clients on two event loops with one store. */
@NullUnmarked // A test is told by its assertions where something is missing.
class CredentialsTest {
  @TempDir static Path dir;

  private Vertx vertx;
  private OriginServer origin;
  private OriginServer login;
  private final CredentialRules.Builder rules = new CredentialRules.Builder();
  private final AtomicInteger granted = new AtomicInteger();
  private Clock clock = Clock.system();
  private PfxOptions trust;

  private record Result(int status, String location, String body, FetchException failure) {}

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    origin = OriginServer.start(vertx);
    login = OriginServer.start(vertx);
    origin.otherwise(
        request ->
            Reply.ok(
                request.target()
                    + " "
                    + request.header("authorization")
                    + " "
                    + request.header("x-key")
                    + " "
                    + request.header("cookie")));
    login.on(
        "/token",
        request ->
            Reply.ok(
                    "{\"access_token\": \"t"
                        + granted.incrementAndGet()
                        + "\", \"token_type\": \"Bearer\", \"expires_in\": 100}")
                .with("content-type", "application/json"));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private String here() {
    return "http://a.test:" + origin.port();
  }

  @Test
  void credentialsGoToTheirOriginAlone() throws Exception {
    rules.add(here(), Credential.Field.bearer("marked"));
    rules.add(here(), new Credential.Field("X-Key", "k"));
    rules.add(here(), new Credential.Query("key", "a b&c"));
    NetscapeCookies.parse("a.test\tFALSE\t/\tFALSE\t0\tn\tv\n")
        .forEach(cookie -> rules.add("", cookie));
    assertThat(get(here() + "/x?y=z").body()).isEqualTo("/x?y=z&key=a%20b%26c Bearer marked k n=v");
    assertThat(get(here() + "/x").body()).startsWith("/x?key=a%20b%26c ");
    assertThat(get(here() + "?q").body()).startsWith("/?q&key=");
    assertThat(get("http://b.test:" + origin.port() + "/").body()).isEqualTo("/ null null null");
  }

  @Test
  void whatARequestHasOfItsOwnGoesBefore() throws Exception {
    rules.add(here(), Credential.Field.bearer("marked"));
    rules.add(here(), new Credential.Field("X-Key", "marked"));
    rules.add(here(), new Credential.Query("key", "marked"));
    HttpRequest own =
        Urls.get(here() + "/?key=mine")
            .plus(new Header("Authorization", "mine"), new Header("x-key", "mine"));
    assertThat(run(own).body()).isEqualTo("/?key=mine mine mine null");
  }

  @Test
  void requestThatWantsNoneHasNone() throws Exception {
    rules.add(here(), Credential.Field.bearer("marked"));
    HttpRequest plain = Urls.get(here() + "/");
    HttpRequest none =
        new HttpRequest(
            "GET",
            plain.url(),
            List.of(),
            null,
            plain.timeouts(),
            Reach.DEFAULT.withoutCredentials());
    assertThat(run(none).body()).isEqualTo("/ null null null");
  }

  @ParameterizedTest
  @CsvSource({
    "/b?key=marked, /b?",
    "/b?x=y&key=marked, /b?x=y",
    "/b?key=marked&x=y, /b?x=y",
    "/b, /b"
  })
  void secretThatARedirectRepeatsIsTakenOut(String location, String told) throws Exception {
    rules.add(here(), new Credential.Query("key", "marked"));
    origin.on("/a", Reply.redirect(302, location));
    assertThat(get(here() + "/a").location()).isEqualTo(told);
  }

  private void oauth() {
    rules.add(
        here(),
        new Credential.OAuth2(Urls.url(login.url("/token")), "client", "s:ecret", "read write"));
  }

  @Test
  void oneRequestFetchesATokenForAllWhoWait() throws Exception {
    oauth();
    List<HttpRequest> many =
        IntStream.range(0, 1000).mapToObj(i -> Urls.get(here() + "/" + i)).toList();
    assertThat(run(many)).allMatch(result -> result.body().contains("Bearer t1"));
    assertThat(login.requests()).isEqualTo(1);
    OriginServer.Seen asked = login.seen("/token").get(0);
    assertThat(asked.method()).isEqualTo("POST");
    assertThat(asked.body()).isEqualTo("grant_type=client_credentials&scope=read+write");
    assertThat(asked.header("authorization"))
        .isEqualTo(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString("client:s%3Aecret".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void tokenThatIsRefusedIsRenewedOnceForAll() throws Exception {
    oauth();
    origin.otherwise(
        request ->
            "Bearer t1".equals(request.header("authorization"))
                ? Reply.status(401)
                : Reply.ok("good"));
    List<HttpRequest> many =
        IntStream.range(0, 200).mapToObj(i -> Urls.get(here() + "/" + i)).toList();
    assertThat(run(many)).allMatch(result -> result.body().equals("good"));
    assertThat(login.requests()).isEqualTo(2);
  }

  @Test
  void originThatRefusesEveryTokenIsAskedTwice() throws Exception {
    oauth();
    origin.otherwise(request -> Reply.status(401));
    assertThat(get(here() + "/").status()).isEqualTo(401);
    assertThat(origin.requests()).isEqualTo(2);
    assertThat(login.requests()).isEqualTo(2);
  }

  @Test
  void tokenIsRenewedAfterFourFifthsOfItsLife() throws Exception {
    oauth();
    ManualClock time = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    clock = time;
    CredentialStore store = new CredentialStore(rules.build());
    assertThat(run(store, List.of(Urls.get(here() + "/"))).get(0).body()).contains("t1");
    time.advance(Duration.ofSeconds(79));
    assertThat(run(store, List.of(Urls.get(here() + "/"))).get(0).body()).contains("t1");
    time.advance(Duration.ofSeconds(2));
    assertThat(run(store, List.of(Urls.get(here() + "/"))).get(0).body()).contains("t2");
  }

  @Test
  void oldTokenIsUsedWhileItHoldsAndCannotBeRenewed() throws Exception {
    oauth();
    ManualClock time = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    clock = time;
    CredentialStore store = new CredentialStore(rules.build());
    run(store, List.of(Urls.get(here() + "/")));
    login.on("/token", Reply.status(503));
    time.advance(Duration.ofSeconds(81));
    assertThat(run(store, List.of(Urls.get(here() + "/"))).get(0).body()).contains("t1");
    time.advance(Duration.ofSeconds(30));
    assertThat(run(store, List.of(Urls.get(here() + "/"))).get(0).failure().code())
        .isEqualTo(ErrorCode.CONNECT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | {} | true | HTTP 401",
        "503 | {} | false | HTTP 503",
        "200 | marked | true | not JSON",
        "200 | {\"token\": \"marked\"} | true | no bearer token",
        "200 | {\"access_token\": \"mar ked\"} | true | no bearer token",
        "200 | {\"access_token\": \"t\", \"token_type\": \"mac\"} | true | no bearer token"
      })
  void failureNamesTheTokensServer(int status, String body, boolean permanent, String detail)
      throws Exception {
    oauth();
    login.on("/token", Reply.ok(body).withStatus(status));
    FetchException failure = get(here() + "/").failure();
    assertThat(failure.permanent()).isEqualTo(permanent);
    assertThat(failure.fault().detail())
        .startsWith("no OAuth2 token from http://127.0.0.1:" + login.port())
        .contains(detail)
        .doesNotContain("marked", "ecret");
    assertThat(origin.requests()).isZero();
  }

  /** A server with the certificate {@link #trust}, which tells who asks; its port. */
  private int listen(HttpServerOptions options, PfxOptions clients) throws Exception {
    return vertx
        .createHttpServer(options.setSsl(true).setKeyCertOptions(trust).setTrustOptions(clients))
        .requestHandler(
            request -> {
              String who;
              try {
                who = request.connection().peerCertificates().size() + " certificate";
              } catch (SSLPeerUnverifiedException e) {
                who = "anonymous";
              }
              request.response().end(who);
            })
        .listen(0, "127.0.0.1")
        .await(60, TimeUnit.SECONDS)
        .actualPort();
  }

  @Test
  void certificateIsShownToItsOriginAlone() throws Exception {
    trust = Keys.pfx(dir, "server", "dns:a.test,dns:b.test");
    PfxOptions client = Keys.pfx(dir, "client", "dns:client");
    int port = listen(new HttpServerOptions().setClientAuth(ClientAuth.REQUEST), client);
    rules.add(
        "https://a.test:" + port,
        new Credential.Certificate(Keys.pem(Keys.certificate(client)), Keys.keyPem(client)));
    assertThat(get("https://a.test:" + port + "/").body()).isEqualTo("1 certificate");
    assertThat(get("https://b.test:" + port + "/").body()).isEqualTo("anonymous");
  }

  /** By TLS 1.3 it is refused after the client's part of the handshake. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerThatWantsACertificateIsAFaultOfTls(String protocol) throws Exception {
    trust = Keys.pfx(dir, "server-" + protocol, "dns:a.test,dns:b.test");
    HttpServerOptions demanding =
        new HttpServerOptions()
            .setClientAuth(ClientAuth.REQUIRED)
            .setEnabledSecureTransportProtocols(Set.of(protocol));
    int port = listen(demanding, Keys.pfx(dir, "client-" + protocol, "dns:client"));
    FetchException failure = get("https://a.test:" + port + "/").failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.TLS);
    assertThat(failure.getMessage()).contains("alert").doesNotContain("Exception");
  }

  @Test
  void replacedCredentialsAreUsedFromThenOn() throws Exception {
    rules.add(here(), Credential.Field.bearer("old"));
    CredentialStore store = new CredentialStore(rules.build());
    assertThat(run(store, List.of(Urls.get(here() + "/"))).get(0).body()).contains("Bearer old");
    store.replace(
        new CredentialRules.Builder().add(here(), Credential.Field.bearer("new")).build());
    assertThat(run(store, List.of(Urls.get(here() + "/"))).get(0).body()).contains("Bearer new");
  }

  private Result get(String url) throws Exception {
    return run(Urls.get(url));
  }

  private Result run(HttpRequest request) throws Exception {
    return run(List.of(request)).get(0);
  }

  private List<Result> run(List<HttpRequest> requests) throws Exception {
    return run(new CredentialStore(rules.build()), requests);
  }

  /** All at once, every other one on another event loop. */
  private List<Result> run(CredentialStore store, List<HttpRequest> requests) throws Exception {
    Resolver resolver = name -> Future.succeededFuture(List.of(InetAddress.getLoopbackAddress()));
    ClientOptions options =
        new ClientOptions(
                1024, "test", EnumSet.allOf(AddressKind.class), resolver, 65_536, true, trust)
            .withCredentials(store);
    List<Promise<Result>> results = requests.stream().map(r -> Promise.<Result>promise()).toList();
    for (int loop = 0; loop < 2; loop++) {
      int first = loop;
      vertx
          .deployVerticle(
              new VerticleBase() {
                @Override
                public Future<?> start() {
                  HttpFetch fetch = new HttpFetch(vertx, options, clock);
                  for (int i = first; i < requests.size(); i += 2) {
                    new Collector(results.get(i)).send(fetch, requests.get(i));
                  }
                  return Future.succeededFuture();
                }
              })
          .await(60, TimeUnit.SECONDS);
    }
    return Future.all(results.stream().map(Promise::future).toList())
        .map(all -> all.<Result>list())
        .await(60, TimeUnit.SECONDS);
  }

  private static final class Collector implements ResponseHandler {
    private final Promise<Result> promise;
    private final Buffer body = Buffer.buffer();
    private Exchange exchange;

    Collector(Promise<Result> promise) {
      this.promise = promise;
    }

    void send(HttpFetch fetch, HttpRequest request) {
      exchange = fetch.send(request, this);
    }

    @Override
    public void head(ResponseHead head) {
      exchange.read();
    }

    @Override
    public void chunk(Buffer bytes) {
      body.appendBuffer(bytes);
      exchange.read();
    }

    @Override
    public void ended() {
      ResponseHead head = exchange.head();
      promise.complete(new Result(head.status(), head.get("location"), body.toString(), null));
    }

    @Override
    public void failed(FetchException why) {
      promise.complete(new Result(0, null, "", why));
    }
  }
}
