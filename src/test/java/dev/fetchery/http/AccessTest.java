package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.config.Settings;
import dev.fetchery.http.route.RouteTable;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AccessTest {
  private static final String TOKEN = "correct-horse";
  private static final String GUESS = "Authorization: Bearer wrong";

  @TempDir Path directory;
  private Service service;

  @BeforeEach
  void start() {
    service = Service.start(directory, TOKEN, Settings.Caps.DEFAULT);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private String raw(String requestLine, String... headers) {
    String[] lines = new String[headers.length + 1];
    System.arraycopy(headers, 0, lines, 1, headers.length);
    lines[0] = requestLine + " HTTP/1.1";
    return service.http.raw(lines);
  }

  private static String status(String answer) {
    return answer.isEmpty() ? "none" : answer.split(" ", 3)[1];
  }

  @Test
  void everyRouteDeniesWithoutTheToken() {
    assertThat(service.verticle.table().endpoints()).hasSizeGreaterThan(15);
    for (RouteTable.Endpoint call : service.verticle.table().endpoints()) {
      if (call.path().startsWith("/health/") || call.path().startsWith("/assets/")) {
        // Said to be open to anyone; pages must be there before they can ask for the token.
        continue;
      }
      String path = call.path().replace(":id", "01JD2Y").replace("*", "x");
      String answer = raw(call.method() + " " + path, "Host: localhost", "Content-Length: 0");
      assertThat(status(answer)).as(call.method() + " " + call.path()).isEqualTo("401");
      assertThat(answer).contains("WWW-Authenticate: Bearer");
    }
  }

  @Test
  void unknownPathsDenyWithoutTheTokenToo() {
    for (String path : new String[] {"/x", "/api", "/api/v1/jobs/", "/metrics", "/docs", "//"}) {
      assertThat(status(raw("GET " + path, "Host: localhost"))).as(path).isEqualTo("401");
    }
    assertThat(status(raw("POST /", "Host: localhost", "Content-Length: 0"))).isEqualTo("401");
    assertThat(status(raw("GET /assets/../api/v1/jobs", "Host: localhost"))).isEqualTo("401");
    assertThat(status(raw("GET /health/%2e%2e/api/v1/jobs", "Host: localhost"))).isEqualTo("401");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer wrong",
        "Bearer",
        "Bearer ",
        "Basic correct-horse",
        "correct-horse",
        "Bearer correct-hors",
        "Bearer correct-horse2",
        "Bearer correct-horse correct-horse"
      })
  void anythingButTheTokenIsDenied(String header) {
    String answer = raw("GET /api/v1/jobs", "Host: localhost", "Authorization: " + header);
    assertThat(status(answer)).isEqualTo("401");
  }

  private void guessFreely() {
    for (int i = 0; i < TokenGuesses.FREE; i++) {
      assertThat(status(raw("GET /api/v1/jobs", "Host: localhost", GUESS))).isEqualTo("401");
    }
  }

  /** On one connection, on which the request with the token comes behind the guess. */
  @Test
  void guessWaitsForItsAnswerAndTheTokenOpensAllTheSame() {
    guessFreely();
    long begin = System.nanoTime();
    String answers =
        raw(
            "POST /api/v1/jobs",
            "Host: localhost",
            "Content-Length: 2",
            GUESS,
            "",
            "{}GET /api/v1/jobs?limit=1 HTTP/1.1",
            "Host: localhost",
            "Authorization: Bearer " + TOKEN);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(Duration.ofMillis(TokenGuesses.WAIT_MS));
    assertThat(answers).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: Bearer");
    assertThat(answers).contains("HTTP/1.1 200 ");
    assertThat(status(raw("GET /api/v1/jobs", "Host: localhost"))).isEqualTo("401");
  }

  @Test
  void connectionsOfManyGuessesAtOnceAreClosed() throws Exception {
    guessFreely();
    List<Socket> sockets = new ArrayList<>();
    try {
      byte[] guess =
          ("GET /docs HTTP/1.1\r\nHost: localhost\r\n" + GUESS + "\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 60; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), service.verticle.port()));
        sockets.get(i).getOutputStream().write(guess);
      }
      int closed = 0;
      for (Socket socket : sockets) {
        closed += socket.getInputStream().read() == -1 ? 1 : 0;
      }
      assertThat(closed).isBetween(1, sockets.size() - TokenGuesses.MAX_WAITING_OF_ONE);
      assertThat(service.http.get("/api/v1/jobs").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void theTokenOpens() {
    String token = "Authorization: bearer  " + TOKEN;
    assertThat(status(raw("GET /api/v1/jobs", "Host: localhost", token))).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:9",
        "127.0.0.1",
        "127.0.0.1:80",
        "[::1]",
        "[::1]:8080",
        "fetchery.example",
        "fetchery.example:443"
      })
  void answersToItsOwnNames(String host) {
    String token = "Authorization: Bearer " + TOKEN;
    assertThat(status(raw("GET /api/v1/jobs", "Host: " + host, token))).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil",
        "localhost.evil",
        "localhost.",
        "evil:80@localhost",
        "localhost@evil",
        "localhost:x",
        "127.0.0.2",
        "[::2]",
        "",
        "localhost:1:2",
        "localhost/"
      })
  void answersToNoOtherName(String host) {
    String token = "Authorization: Bearer " + TOKEN;
    String answer = raw("GET /api/v1/jobs", "Host: " + host, token);
    assertThat(status(answer)).isIn("403", "400", "none");
  }

  @Test
  void twoHostsNoHostAndAnotherTargetAreRefused() {
    String token = "Authorization: Bearer " + TOKEN;
    assertThat(status(raw("GET /api/v1/jobs", "Host: localhost", "Host: localhost", token)))
        .isIn("400", "403");
    assertThat(status(raw("GET /api/v1/jobs", token))).isEqualTo("403");
    assertThat(status(raw("GET http://evil/api/v1/jobs", "Host: localhost", token)))
        .isEqualTo("400");
  }

  @Test
  void healthAnswersAnyoneUnderAnyName() {
    assertThat(status(raw("GET /health/live", "Host: evil"))).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "http://evil", "http://localhost:1", "http://localhost", "file://"})
  void changesFromOtherOriginsAreRefused(String origin) {
    for (String method : new String[] {"POST", "PATCH", "DELETE", "PUT"}) {
      String answer =
          raw(
              method + " /api/v1/jobs/x",
              "Host: localhost:8080",
              "Origin: " + origin,
              "Content-Length: 0",
              "Authorization: Bearer " + TOKEN);
      assertThat(status(answer)).as(method).isEqualTo("403");
    }
  }

  @Test
  void changesFromTheOwnOriginPass() {
    String answer =
        raw(
            "DELETE /api/v1/jobs/x",
            "Host: localhost:8080",
            "Origin: http://localhost:8080",
            "Authorization: Bearer " + TOKEN);
    assertThat(status(answer)).isEqualTo("409");
  }

  @Test
  void pageBehindATlsProxyIsOfTheOwnOrigin() {
    String answer =
        raw(
            "DELETE /api/v1/jobs/x",
            "Host: localhost:8080",
            "Origin: https://localhost:8080",
            "Authorization: Bearer " + TOKEN);
    assertThat(status(answer)).isEqualTo("409");
  }

  @Test
  void plainPageIsOfAnotherOriginWhereTheServiceHasTls(@TempDir Path other) {
    Path cert = Path.of("src/test/resources/tls/cert.pem").toAbsolutePath();
    Path key = Path.of("src/test/resources/tls/key.pem").toAbsolutePath();
    try (Service secure = Service.in(other).tls(cert, key).start()) {
      String own = "localhost:" + secure.verticle.port();
      assertThat(deleteFrom("http://" + own, secure)).isEqualTo(403);
      assertThat(deleteFrom("https://" + own, secure)).isEqualTo(409);
    }
  }

  private static int deleteFrom(String origin, Service secure) {
    HttpClient client =
        secure.vertx.createHttpClient(
            new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false));
    return Service.get(
        client
            .request(HttpMethod.DELETE, secure.verticle.port(), "localhost", "/api/v1/jobs/x")
            .compose(request -> request.putHeader("Origin", origin).send())
            .map(HttpClientResponse::statusCode)
            .eventually(client::close));
  }

  @Test
  void everyAnswerSaysWhatABrowserMustNotDo() {
    for (String path : new String[] {"/api/v1/jobs", "/nothing", "/health/live"}) {
      HttpResponse<String> answer = service.http.get(path, "Origin", "http://evil");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("frame-ancestors 'none'");
      assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }
  }

  @Test
  void otherMethodsAreToldWhatIsAllowed() {
    HttpResponse<String> answer = service.http.send("PUT", "/api/v1/jobs", null);
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST, GET, HEAD");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(Http.json(answer).path("title").asText()).isEqualTo("Method Not Allowed");
  }

  @Test
  void nothingThatABrowserMayAskForUnaskedChangesAnything() {
    String job = service.job();
    for (RouteTable.Endpoint call : service.verticle.table().endpoints()) {
      String path = call.path().replace(":id", job).replace("*", "x");
      if (!path.endsWith("/events")) {
        service.http.get(path);
      }
      service.http.send("HEAD", path, null);
    }
    assertThat(service.commands).allMatch(c -> c.getClass().getSimpleName().startsWith("Show"));
    // Not verify: to GET it tells how far a verification is.
    for (String change : List.of("pause", "resume", "cancel", "retry")) {
      assertThat(service.http.get("/api/v1/jobs/" + job + "/" + change).statusCode())
          .isEqualTo(405);
    }
  }

  @Test
  void unknownPathsAreProblems() {
    HttpResponse<String> answer = service.http.get("/api/v1/nothing");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Http.json(answer).path("status").asInt()).isEqualTo(404);
  }

  @Test
  void headsBeyondAllMeasureAreRefused() {
    String long70k = "x".repeat(70_000);
    assertThat(status(raw("GET /" + long70k, "Host: localhost"))).isEqualTo("414");
    assertThat(status(raw("GET /", "Host: localhost", "X: " + long70k))).isEqualTo("431");
    assertThat(status(raw("GET /\u0000 x", "Host: localhost"))).isEqualTo("400");
  }

  @Test
  void connectionThatNeverFinishesItsRequestIsClosed(@TempDir Path other) throws Exception {
    try (Service quick = Service.in(other).idleMs(600).start();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), quick.verticle.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void feedOutlivesTheIdleTimeOfConnections(@TempDir Path other) {
    try (Service quick = Service.in(other).idleMs(600).start()) {
      String job = quick.job();
      try (FeedClient feed = quick.feed("/api/v1/jobs/" + job + "/events")) {
        quick.vertx.setTimer(1800, timer -> quick.end(job));
        assertThat(feed.next("end")).isNotNull();
      }
    }
  }
}
