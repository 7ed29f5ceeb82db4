package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Timeouts;
import dev.fetchery.proxy.ProxyRules;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Urls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // A test is told by its assertions where something is missing.
class HttpFetchTest {
  private Vertx vertx;
  private OriginServer origin;
  private final Map<String, List<String>> names = new java.util.concurrent.ConcurrentHashMap<>();

  /** What came of a request: a status and a body, or a failure. */
  private record Result(int status, Buffer body, FetchException failure) {}

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    origin = OriginServer.start();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
    origin.close();
  }

  @Test
  void bodyArrivesWhole() throws Exception {
    byte[] body = Reply.bytes(300_000, 1);
    origin.on("/a", Reply.ok(body));
    Result result = get(origin.url("/a"));
    assertThat(result.status()).isEqualTo(200);
    assertThat(result.body().getBytes()).isEqualTo(body);
  }

  @Test
  void requestTargetIsSentByteForByte() throws Exception {
    origin.otherwise(request -> Reply.ok(""));
    get(origin.url("/a%2Fb?sig=%2F+%20~"));
    assertThat(origin.seen("/a%2Fb").get(0).target()).isEqualTo("/a%2Fb?sig=%2F+%20~");
  }

  @Test
  void headersThatCouldBreakTheRequestAreLeftOut() throws Exception {
    origin.on("/a", Reply.ok("x"));
    HttpRequest call =
        Urls.get(origin.url("/a"))
            .plus(
                new Header("Host", "evil"),
                new Header("Content-Length", "7"),
                new Header("Transfer-Encoding", "chunked"),
                new Header("Connection", "close"),
                new Header("X-Kept", "yes"));
    run(call, options(EnumSet.allOf(AddressKind.class)));
    OriginServer.Seen seen = origin.seen("/a").get(0);
    assertThat(seen.header("host")).isEqualTo("127.0.0.1:" + origin.port());
    assertThat(seen.header("content-length")).isNull();
    assertThat(seen.header("transfer-encoding")).isNull();
    assertThat(seen.header("x-kept")).isEqualTo("yes");
    assertThat(seen.header("accept-encoding")).isEqualTo("identity");
    assertThat(seen.header("user-agent")).isEqualTo("test");
  }

  static Stream<Arguments> troubles() {
    Reply ten = Reply.ok("0123456789");
    Reply chunked = ten.framed(Reply.Framing.CHUNKED);
    return Stream.of(
        Arguments.of(ten.with(new OriginFault.Silence()), ErrorCode.TIMEOUT),
        Arguments.of(ten.with(new OriginFault.Stall(5)), ErrorCode.TIMEOUT),
        Arguments.of(ten.with(new OriginFault.Reset(5)), ErrorCode.TRUNCATED),
        Arguments.of(ten.with(new OriginFault.ResetBeforeHead()), ErrorCode.RESET),
        Arguments.of(ten.with(new OriginFault.CloseBeforeHead()), ErrorCode.RESET),
        Arguments.of(ten.with(new OriginFault.CloseAfter(5)), ErrorCode.TRUNCATED),
        Arguments.of(chunked.with(new OriginFault.CloseAfter(5)), ErrorCode.TRUNCATED),
        Arguments.of(chunked.with(new OriginFault.Reset(5)), ErrorCode.TRUNCATED),
        Arguments.of(chunked.with(new OriginFault.BadChunk()), ErrorCode.BAD_RESPONSE),
        Arguments.of(chunked.with(new OriginFault.EndlessChunkExtension()), ErrorCode.BAD_RESPONSE),
        Arguments.of(chunked.with(new OriginFault.EndlessTrailers()), ErrorCode.BAD_RESPONSE),
        Arguments.of(ten.with(new OriginFault.WrongLength("-5")), ErrorCode.BAD_RESPONSE),
        Arguments.of(ten.with(new OriginFault.WrongLength("ten")), ErrorCode.BAD_RESPONSE),
        Arguments.of(ten.with(new OriginFault.WrongLength("10,11")), ErrorCode.BAD_RESPONSE),
        Arguments.of(ten.with(new OriginFault.WrongLength("1000")), ErrorCode.TIMEOUT),
        Arguments.of(ten.with(new OriginFault.HugeHeaders(1 << 20, 1000)), ErrorCode.BAD_RESPONSE),
        Arguments.of(
            ten.with(new OriginFault.HugeHeaders(100_000, 100_000)), ErrorCode.BAD_RESPONSE),
        Arguments.of(ten.with(new OriginFault.NotHttp("hello\r\n\r\n")), ErrorCode.BAD_RESPONSE),
        Arguments.of(
            ten.with(new OriginFault.NotHttp("SSH-2.0-OpenSSH_9.2\r\n")), ErrorCode.BAD_RESPONSE),
        Arguments.of(ten.with(new OriginFault.EarlyHints(10_000)), ErrorCode.BAD_RESPONSE),
        Arguments.of(ten.with(new OriginFault.Interim(102, 10_000)), ErrorCode.BAD_RESPONSE),
        Arguments.of(ten.with(new OriginFault.SlowHead(100)).with("X", "y"), ErrorCode.TIMEOUT),
        Arguments.of(Reply.status(101), ErrorCode.BAD_RESPONSE),
        Arguments.of(ten.with("Transfer-Encoding", "gzip"), ErrorCode.BAD_RESPONSE));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void everyTroubleHasItsCode(Reply reply, ErrorCode code) throws Exception {
    origin.on("/bad", reply);
    // Short where a limit is to be reached, and beyond any delay where it is not.
    boolean late = code == ErrorCode.TIMEOUT;
    int idleMs = late ? 400 : 20_000;
    int totalMs = late ? 1_500 : 20_000;
    HttpRequest call = Urls.get(origin.url("/bad"), new Timeouts(20_000, idleMs, totalMs, 0));
    Result result = run(call, options(EnumSet.allOf(AddressKind.class)));
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 102, 103, 199})
  void interimAnswersAreSkipped(int status) throws Exception {
    origin.on("/a", Reply.ok("body").with(new OriginFault.Interim(status, 3)));
    List<Result> both = inTurn(call(origin.url("/a")), call(origin.url("/a")));
    assertThat(both).extracting(Result::status).containsOnly(200);
    assertThat(both).extracting(result -> result.body().toString()).containsOnly("body");
    assertThat(origin.connections()).isEqualTo(1);
  }

  static Stream<Reply> repliesWithMoreBehindThem() {
    Reply ok = Reply.ok("0123456789");
    return Stream.of(
        Reply.status(304),
        Reply.status(204),
        ok.with(new OriginFault.TrailingGarbage("x")),
        ok.with(new OriginFault.TrailingGarbage("garbage\r\n\r\n")),
        ok.with(new OriginFault.TrailingGarbage("HTTP/1.1 404 Not for you\r\nX-Hidden: y\r\n")),
        ok.with(new OriginFault.TrailingGarbage("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")),
        ok.framed(Reply.Framing.CHUNKED).with(new OriginFault.TrailingGarbage("HTTP/1.1 404 ")));
  }

  @ParameterizedTest
  @MethodSource("repliesWithMoreBehindThem")
  void whatComesBehindAnAnswerIsNotTakenForTheNext(Reply first) throws Exception {
    origin.on("/a", first).on("/b", Reply.ok("the next"));
    List<Result> both = inTurn(call(origin.url("/a")), call(origin.url("/b")));
    assertThat(both.get(0).failure()).isNull();
    assertThat(both.get(1).status()).isEqualTo(200);
    assertThat(both.get(1).body()).hasToString("the next");
    assertThat(origin.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("goneConnections")
  void requestThatFindsItsConnectionClosedIsSentAgain(OriginFault trouble) throws Exception {
    closingAtTheSecond(trouble);
    List<Result> both = inTurn(call(origin.url("/a")), call(origin.url("/a")));
    assertThat(both).extracting(Result::status).containsOnly(200);
    assertThat(origin.connections()).isEqualTo(2);
  }

  static Stream<OriginFault> goneConnections() {
    return Stream.of(new OriginFault.CloseBeforeHead(), new OriginFault.ResetBeforeHead());
  }

  @Test
  void requestThatIsNotRepeatableIsNotSentAgain() throws Exception {
    closingAtTheSecond(new OriginFault.CloseBeforeHead());
    HttpRequest post =
        new HttpRequest(
            "POST",
            Urls.url(origin.url("/a")),
            List.of(),
            new HttpRequest.Body("x", "text/plain"),
            new Timeouts(20_000, 20_000, 0, 0));
    Result second = inTurn(call(origin.url("/a")), post).get(1);
    assertThat(second.failure().code()).isEqualTo(ErrorCode.RESET);
    assertThat(origin.requests("/a")).isEqualTo(2);
  }

  @Test
  void connectionThatIsClosedAtItsFirstRequestCostsTheAttempt() throws Exception {
    origin.on("/a", Reply.ok("").with(new OriginFault.CloseBeforeHead()));
    assertThat(get(origin.url("/a")).failure().code()).isEqualTo(ErrorCode.RESET);
    assertThat(origin.requests("/a")).isEqualTo(1);
  }

  private void closingAtTheSecond(OriginFault trouble) {
    Set<Integer> used = java.util.concurrent.ConcurrentHashMap.newKeySet();
    origin.on("/a", r -> used.add(r.connection()) ? Reply.ok("x") : Reply.ok("").with(trouble));
  }

  @Test
  void bodyThatComesTooSlowlyIsGivenUp() throws Exception {
    origin.on("/slow", Reply.ok("x".repeat(2000)).with(new OriginFault.Drip(1, 50)));
    HttpRequest call = Urls.get(origin.url("/slow"), new Timeouts(20_000, 0, 0, 1000));
    assertThat(run(call, options(EnumSet.allOf(AddressKind.class))).failure().code())
        .isEqualTo(ErrorCode.TOO_SLOW);
  }

  @Test
  void closedPortIsConnect() throws Exception {
    int port = origin.port();
    origin.close();
    assertThat(get("http://127.0.0.1:" + port + "/").failure().code()).isEqualTo(ErrorCode.CONNECT);
    origin = OriginServer.start();
  }

  @Test
  void plainHttpWhereTlsWasAskedForIsTls() throws Exception {
    origin.on("/", Reply.ok("x"));
    assertThat(get("https://127.0.0.1:" + origin.port() + "/").failure().code())
        .isEqualTo(ErrorCode.TLS);
  }

  @Test
  void loopbackIsBlockedWherePublicAloneIsAllowed() throws Exception {
    Result result =
        run(call("http://127.1:" + origin.port() + "/"), options(Set.of(AddressKind.PUBLIC)));
    assertThat(result.failure().code()).isEqualTo(ErrorCode.BLOCKED_ADDRESS);
    assertThat(origin.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "127.1", "[::1]", "[::ffff:127.0.0.1]", "self"})
  void portOfTheProgramItselfIsNotReached(String host) throws Exception {
    names.put("localhost", List.of("127.0.0.1", "::1"));
    names.put("self", List.of(InetAddress.getLocalHost().getHostAddress(), "127.0.0.1"));
    ClientOptions listening =
        new ClientOptions(
            16,
            "test",
            65_536,
            true,
            null,
            new ClientOptions.Destinations(
                EnumSet.allOf(AddressKind.class),
                this::resolve,
                OwnPlaces.here(() -> origin.port()),
                ProxyRules.NONE),
            CredentialStore.empty());
    Result result = run(call(origin.url(host, "/a")), listening);
    assertThat(result.failure().code()).isEqualTo(ErrorCode.BLOCKED_ADDRESS);
    assertThat(result.failure().fault().detail()).contains("this service itself");
    assertThat(origin.connections()).isZero();
  }

  @Test
  void ofMixedAddressesOnlyTheAllowedOneIsConnectedTo() throws Exception {
    origin.on("/", Reply.ok("reached"));
    names.put("mixed.test", List.of("10.255.255.1", "127.0.0.1"));
    HttpRequest call = call("http://mixed.test:" + origin.port() + "/");
    assertThat(run(call, options(Set.of(AddressKind.LOOPBACK))).body()).hasToString("reached");
    assertThat(origin.seen("/").get(0).header("host")).isEqualTo("mixed.test:" + origin.port());
  }

  /** Whether or not this machine has IPv6: nothing listens there. */
  @ParameterizedTest
  @ValueSource(strings = {"[::1]", "six.test"})
  void addressOfVersion6IsConnectedTo(String host) throws Exception {
    names.put("six.test", List.of("::1"));
    assertThat(get("http://" + host + ":1/").failure().code()).isEqualTo(ErrorCode.CONNECT);
  }

  @Test
  void serverThatSpeaksNoTlsIsSaidToBeOne() throws Exception {
    int port =
        vertx
            .createNetServer()
            .connectHandler(socket -> socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"))
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS)
            .actualPort();
    FetchException failure = get("https://127.0.0.1:" + port + "/").failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.TLS);
    assertThat(failure.permanent()).isTrue();
    assertThat(failure.fault().detail()).contains("does not speak TLS");
  }

  @Test
  void nextAddressIsTriedWhereTheFirstDoesNotAnswer() throws Exception {
    origin.on("/", Reply.ok("reached"));
    names.put("two.test", List.of("127.0.0.9", "127.0.0.1"));
    assertThat(get("http://two.test:" + origin.port() + "/").body()).hasToString("reached");
  }

  @Test
  void unknownNameIsPermanentAndFailingServerIsNot() throws Exception {
    Result unknown = get("http://nowhere.test/");
    assertThat(unknown.failure().code()).isEqualTo(ErrorCode.DNS);
    assertThat(unknown.failure().permanent()).isTrue();
    Result failing = get("http://servfail.test/");
    assertThat(failing.failure().code()).isEqualTo(ErrorCode.DNS);
    assertThat(failing.failure().permanent()).isFalse();
  }

  @Test
  void connectionIsUsedAgain() throws Exception {
    origin.on("/a", Reply.ok("x"));
    inTurn(call(origin.url("/a")), call(origin.url("/a")));
    assertThat(origin.connections()).isEqualTo(1);
  }

  /** One after the other, by the same client. */
  private List<Result> inTurn(HttpRequest first, HttpRequest second) throws Exception {
    Promise<List<Result>> both = Promise.promise();
    vertx.runOnContext(
        v -> {
          HttpFetch fetch =
              new HttpFetch(vertx, options(EnumSet.allOf(AddressKind.class)), Clock.system());
          send(fetch, first)
              .compose(one -> send(fetch, second).map(other -> List.of(one, other)))
              .onComplete(both);
        });
    return both.future().await(60, TimeUnit.SECONDS);
  }

  private Result get(String url) throws Exception {
    return run(call(url), options(EnumSet.allOf(AddressKind.class)));
  }

  private static HttpRequest call(String url) {
    return Urls.get(url);
  }

  private ClientOptions options(Set<AddressKind> egress) {
    return new ClientOptions(16, "test", egress, this::resolve, 65_536, true, null);
  }

  private Future<List<InetAddress>> resolve(String host) {
    try {
      if (host.equals("servfail.test")) {
        UnknownHostException e = new UnknownHostException(host);
        e.initCause(new IllegalStateException("Query failed with SERVFAIL"));
        throw e;
      } else if (!names.containsKey(host)) {
        throw new UnknownHostException(host);
      }
      List<InetAddress> found = new java.util.ArrayList<>();
      for (String address : names.get(host)) {
        found.add(InetAddress.getByName(address));
      }
      return Future.succeededFuture(found);
    } catch (UnknownHostException e) {
      return Future.failedFuture(e);
    }
  }

  private Result run(HttpRequest call, ClientOptions options) throws Exception {
    Promise<Result> promise = Promise.promise();
    vertx.runOnContext(
        v -> {
          HttpFetch fetch = new HttpFetch(vertx, options, Clock.system());
          send(fetch, call)
              .onComplete(
                  result -> {
                    assertThat(fetch.underWay()).isZero();
                    fetch.close();
                    promise.handle(result);
                  });
        });
    return promise.future().await(60, TimeUnit.SECONDS);
  }

  private static Future<Result> send(HttpFetch fetch, HttpRequest call) {
    Promise<Result> promise = Promise.promise();
    new Collector(promise).start(fetch, call);
    return promise.future();
  }

  private static final class Collector implements ResponseHandler {
    private final Promise<Result> promise;
    private final Buffer body = Buffer.buffer();
    private Exchange exchange;

    Collector(Promise<Result> promise) {
      this.promise = promise;
    }

    void start(HttpFetch fetch, HttpRequest call) {
      exchange = fetch.send(call, this);
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
      promise.complete(new Result(exchange.head().status(), body, null));
    }

    @Override
    public void failed(FetchException why) {
      promise.complete(new Result(0, body, why));
    }
  }
}
