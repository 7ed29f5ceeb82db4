package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Timeouts;
import dev.fetchery.testing.Keys;
import dev.fetchery.testing.Urls;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins that speak HTTP/2 in ways that are allowed and rare, or not allowed. */
@Timeout(120)
@NullUnmarked // A test is told by its assertions where something is missing.
class Http2ResponsesTest {
  private static final int MAX_CONCURRENT_STREAMS = 3;

  @TempDir static Path keys;
  private static PfxOptions key;
  private Http2Origin origin;

  @BeforeAll
  static void makeKey() {
    key = Keys.pfx(keys, "origin", "ip:127.0.0.1");
  }

  @AfterEach
  void stop() throws IOException {
    origin.close();
  }

  private void start(Http2Origin.Script script) throws Exception {
    origin = new Http2Origin(key, script);
  }

  /** Asks by GET, one after the other. */
  private List<Fetches.Result> get(Timeouts... each) throws Exception {
    String url = "https://127.0.0.1:" + origin.port() + "/";
    try (Fetches fetches = new Fetches(key)) {
      return fetches.inTurn(
          Stream.of(each).map(times -> Urls.get(url, times)).toArray(HttpRequest[]::new));
    }
  }

  private Fetches.Result get() throws Exception {
    return get(times(20_000)).get(0);
  }

  private static Timeouts times(long idleMs) {
    return new Timeouts(20_000, idleMs, 0, 0);
  }

  private static void answerAll(Http2Origin.Connection connection) throws IOException {
    while (true) {
      connection.answer(connection.request());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void requestThatAClosedConnectionLeftOutIsSentByTheNext(String method) throws Exception {
    start(
        connection -> {
          connection.begin();
          if (connection.number <= 3) {
            connection.request();
            connection.goAway(0, 0);
            connection.ignore();
          }
          answerAll(connection);
        });
    HttpRequest get = Urls.get("https://127.0.0.1:" + origin.port() + "/");
    try (Fetches fetches = new Fetches(key)) {
      HttpRequest call = new HttpRequest(method, get.url(), get.headers(), null, get.timeouts());
      assertThat(fetches.inTurn(call).get(0).body()).isEqualTo("hello");
    }
    assertThat(origin.requests()).isEqualTo(4);
  }

  @Test
  void requestThatIsLeftOutForEverFails() throws Exception {
    start(
        connection -> {
          connection.begin();
          connection.request();
          connection.goAway(0, (int) Http2Error.ENHANCE_YOUR_CALM.code());
          connection.ignore();
        });
    FetchException failure = get().failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.RESET);
    assertThat(failure.fault().detail()).contains("ENHANCE_YOUR_CALM");
    assertThat(origin.requests()).isEqualTo(4);
  }

  @Test
  void requestThatMayHaveBeenSeenIsNotRepeated() throws Exception {
    start(
        connection -> {
          connection.begin();
          connection.goAway(connection.request(), 0);
        });
    assertThat(get().failure().code()).isEqualTo(ErrorCode.RESET);
    assertThat(origin.requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void originThatRequiresHttp1IsAskedByIt(boolean ofTheStream) throws Exception {
    int required = (int) Http2Error.HTTP_1_1_REQUIRED.code();
    start(
        connection -> {
          connection.begin();
          int stream = connection.request();
          if (ofTheStream) {
            connection.reset(stream, required);
          } else {
            connection.goAway(0, required);
          }
          connection.ignore();
        });
    List<Fetches.Result> results = get(times(20_000), times(20_000));
    assertThat(results).allMatch(result -> result.body().equals("hello"));
    assertThat(origin.requests()).isEqualTo(1);
    assertThat(origin.http1Requests()).isEqualTo(2);
  }

  @Test
  void resetSaysWhy() throws Exception {
    start(
        connection -> {
          connection.begin();
          connection.reset(connection.request(), (int) Http2Error.INTERNAL_ERROR.code());
          connection.ignore();
        });
    FetchException failure = get().failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.RESET);
    assertThat(failure.fault().detail())
        .isEqualTo("stream reset by the server (INTERNAL_ERROR) before the response head");
  }

  @Test
  void connectionOnWhichNothingComesIsLeft() throws Exception {
    start(
        connection -> {
          connection.begin();
          if (connection.number == 1) {
            connection.answer(connection.request());
            connection.ignore();
          }
          answerAll(connection);
        });
    List<Fetches.Result> results = get(times(20_000), times(500), times(20_000));
    assertThat(results.get(1).failure().code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(results.get(2).body()).isEqualTo("hello");
    assertThat(origin.connections()).isEqualTo(2);
  }

  @Test
  void originThatTakesNoStreamIsNotConnectedToAgainWhenItIsGivenUp() throws Exception {
    start(
        connection -> {
          connection.begin(MAX_CONCURRENT_STREAMS, 0);
          connection.ignore();
        });
    String url = "https://127.0.0.1:" + origin.port() + "/";
    HttpRequest call = Urls.get(url, new Timeouts(1_000, 20_000, 0, 0));
    try (Fetches fetches = new Fetches(key)) {
      assertThat(fetches.inTurn(call).get(0).failure().code()).isEqualTo(ErrorCode.TIMEOUT);
      assertThat(origin.isConnectedToWithin(20_000)).isTrue();
      assertThat(origin.isConnectedToWithin(6_000)).isFalse();
    }
  }

  /** Lets a connection take streams after a while. */
  private static void later(Http2Origin.Connection connection, int streams) {
    CompletableFuture.delayedExecutor(1_500, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              try {
                connection.settings(MAX_CONCURRENT_STREAMS, streams);
              } catch (IOException e) {
                // The client has gone, and the test says why.
              }
            });
  }

  @Test
  void originThatTakesNoStreamYetIsWaitedFor() throws Exception {
    start(
        connection -> {
          connection.begin(MAX_CONCURRENT_STREAMS, 0);
          later(connection, 100);
          answerAll(connection);
        });
    Fetches.Result result = get();
    assertThat(result.body()).isEqualTo("hello");
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void originThatTakesNoMoreStreamsForAWhileIsWaitedFor() throws Exception {
    start(
        connection -> {
          connection.begin(MAX_CONCURRENT_STREAMS, 100);
          if (connection.number == 1) {
            int stream = connection.request();
            connection.settings(MAX_CONCURRENT_STREAMS, 0);
            connection.answer(stream);
            later(connection, 100);
          }
          answerAll(connection);
        });
    List<Fetches.Result> results = get(times(20_000), times(20_000), times(20_000));
    assertThat(results).allMatch(result -> result.body().equals("hello"));
  }

  @Test
  void originThatTakesNoStreamIsWaitedForAsLongAsConnectingMayTake() throws Exception {
    start(
        connection -> {
          connection.begin(MAX_CONCURRENT_STREAMS, 0);
          connection.ignore();
        });
    String url = "https://127.0.0.1:" + origin.port() + "/";
    try (Fetches fetches = new Fetches(key)) {
      HttpRequest call = Urls.get(url, new Timeouts(3_000, 20_000, 0, 0));
      FetchException failure = fetches.inTurn(call).get(0).failure();
      assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
      assertThat(failure.fault().detail()).contains("connectTimeoutMs");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 102, 103, 199})
  void interimResponsesArePassedOver(int status) throws Exception {
    start(
        connection -> {
          connection.begin();
          int stream = connection.request();
          for (int i = 0; i < 3; i++) {
            connection.head(stream, 0, ":status", Integer.toString(status));
          }
          connection.answer(stream);
          connection.ignore();
        });
    assertThat(get().body()).isEqualTo("hello");
  }

  /** A response and what it comes to. */
  private record Case(ErrorCode code, String detail, Http2Origin.Script response) {
    @Override
    public String toString() {
      return code + ": " + detail;
    }

    static Case bad(String detail, Answer answer) {
      return of(ErrorCode.BAD_RESPONSE, detail, answer);
    }

    static Case of(ErrorCode code, String detail, Answer answer) {
      return new Case(
          code,
          detail,
          connection -> {
            connection.begin();
            answer.to(connection, connection.request());
            connection.ignore();
          });
    }
  }

  private interface Answer {
    void to(Http2Origin.Connection connection, int stream) throws IOException;
  }

  static List<Case> wrongResponses() {
    int end = Http2Origin.END_STREAM;
    return List.of(
        Case.bad(
            "interim responses without an end",
            (c, stream) -> {
              for (int i = 0; i < 200; i++) {
                c.head(stream, 0, ":status", "100");
              }
            }),
        Case.bad(
            "interim response 103 in place of",
            (c, stream) -> c.head(stream, end, ":status", "103")),
        Case.bad(
            "interim response 101 in place of", (c, stream) -> c.head(stream, 0, ":status", "101")),
        Case.bad(
            "a body without a head",
            (c, stream) -> {
              c.body(stream, 0, "hello");
              c.head(stream, end, ":status", "200");
            }),
        Case.bad("no valid :status", (c, stream) -> c.head(stream, end, "x", "y")),
        Case.bad("no valid :status", (c, stream) -> c.head(stream, end, ":status", "2xx")),
        Case.bad("no valid :status", (c, stream) -> c.head(stream, end, ":status", "099")),
        Case.bad(
            "does not match content-length header 3",
            (c, stream) -> {
              c.head(stream, 0, ":status", "200", "content-length", "3");
              c.body(stream, end, "hello");
            }),
        Case.of(
            ErrorCode.TRUNCATED,
            "before the end of the body",
            (c, stream) -> {
              c.head(stream, 0, ":status", "200", "content-length", "10");
              c.body(stream, end, "hello");
            }),
        Case.of(
            ErrorCode.TRUNCATED,
            "(CANCEL) before the end of the body",
            (c, stream) -> {
              c.head(stream, 0, ":status", "200", "content-length", "10");
              c.body(stream, 0, "hello");
              c.reset(stream, (int) Http2Error.CANCEL.code());
            }),
        new Case(
            ErrorCode.BAD_RESPONSE,
            "not SETTINGS",
            connection -> {
              connection.write(Http2Origin.HEADERS, 0, 1, new byte[1]);
              connection.ignore();
            }));
  }

  @ParameterizedTest
  @MethodSource("wrongResponses")
  void wrongResponseIsToldFromALostConnection(Case wrong) throws Exception {
    start(wrong.response());
    FetchException failure = get().failure();
    assertThat(failure.code()).isEqualTo(wrong.code());
    assertThat(failure.fault().detail()).contains(wrong.detail());
  }
}
