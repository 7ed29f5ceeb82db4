package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.MemoryBudget;
import dev.fetchery.http.feed.FeedHub;
import dev.fetchery.http.route.ConnectionLimit;
import dev.fetchery.http.route.RouteTable;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may take of the service, and requests that are unlike any that it serves. */
@Timeout(120)
class DoorTest {
  private static final String SCRIPT = "/assets/docs/swagger-ui-bundle.js";

  @TempDir Path directory;
  private Service service;

  @AfterEach
  void stop() {
    service.close();
  }

  private void start(MemoryBudget memory, ConnectionLimit connections, boolean tls) {
    Path cert = Path.of("src/test/resources/tls/cert.pem").toAbsolutePath();
    Path key = Path.of("src/test/resources/tls/key.pem").toAbsolutePath();
    ServiceSetup setup =
        Service.in(directory)
            .timing(new HttpVerticle.Timing(FeedHub.Timing.DEFAULT, 60_000, 30_000, 600, 5_000))
            .bounds(new HttpVerticle.Bounds(memory, connections));
    service = (tls ? setup.tls(cert, key) : setup).start();
  }

  private void start() {
    start(MemoryBudget.ofThisHeap(), new ConnectionLimit(100, 100), false);
  }

  private String raw(String... lines) {
    return service.http.raw(lines);
  }

  private static String status(String answer) {
    return answer.isEmpty() ? "none" : answer.split(" ", 3)[1];
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=%", "state=%zz", "limit=%ff", "after=%c0%80", "x%=1", "%"})
  void queryThatCannotBeDecodedIsRefusedByEveryRoute(String query) {
    start();
    for (RouteTable.Endpoint call : service.verticle.table().endpoints()) {
      String path = call.path().replace(":id", "01JD2Y").replace("*", "x");
      String answer =
          raw(call.method() + " " + path + "?" + query + " HTTP/1.1", "Host: localhost");
      assertThat(status(answer)).as(call.method() + " " + call.path()).isEqualTo("400");
    }
  }

  @Test
  void targetMayBeAbsoluteWhereItIsOurOwn() {
    start();
    String own = "GET http://localhost/api/v1/jobs?limit=1 HTTP/1.1";
    assertThat(status(raw(own, "Host: localhost"))).isEqualTo("200");
    assertThat(status(raw(own, "Host: evil"))).isEqualTo("403");
    assertThat(status(raw("GET http://evil/api/v1/jobs HTTP/1.1", "Host: localhost")))
        .isEqualTo("400");
    assertThat(status(raw("GET ftp://localhost/api/v1/jobs HTTP/1.1", "Host: localhost")))
        .isEqualTo("400");
  }

  @ParameterizedTest
  @CsvSource({
    "'Transfer-Encoding: gzip, chunked', 501",
    "Content-Encoding: br, 415",
    "Sec-Fetch-Site: cross-site, 403",
    "Sec-Fetch-Site: same-site, 403",
    "Sec-Fetch-Site: same-origin, 400",
    "Sec-Fetch-Site: none, 400",
  })
  void headerThatChangesHowARequestIsTakenIsNotPassedOver(String header, String status) {
    start();
    boolean chunked = header.startsWith("Transfer");
    String answer =
        raw(
            "POST /api/v1/jobs HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            header.replace("'", ""),
            chunked ? "X: y" : "Content-Length: 0");
    assertThat(status(answer)).isEqualTo(status);
  }

  @Test
  void requestsThatAreSentTogetherAreAllAnswered() {
    start();
    String one = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String answers = raw(one.repeat(999) + "GET /health/live HTTP/1.1", "Host: localhost");
    assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(1_001);
  }

  @Test
  void connectionsBeyondTheLimitTakeThePlacesOfIdleOnes() throws IOException {
    start(MemoryBudget.ofThisHeap(), new ConnectionLimit(8, 4), false);
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        open.add(new Socket(InetAddress.getLoopbackAddress(), service.verticle.port()));
      }
      assertThat(fromElsewhere("/metrics")).contains("\nfetchery_http_connections 5");
      assertThat(status(raw("GET /health/live HTTP/1.1", "Host: localhost"))).isEqualTo("200");
      Socket first = open.get(0);
      first.setSoTimeout(20_000);
      assertThat(first.getInputStream().read()).isEqualTo(-1);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void addressThatHoldsAllItsPlacesLeavesOthersTheirs() throws IOException {
    start(MemoryBudget.ofThisHeap(), new ConnectionLimit(8, 4), false);
    String job = service.job();
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.verticle.port());
        socket.setSoTimeout(20_000);
        open.add(socket);
        String feed = "GET /api/v1/jobs/" + job + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(feed.getBytes(StandardCharsets.US_ASCII));
        assertThat(readFirst(socket)).isEqualTo(i < 4 ? 'H' : -1);
      }
      assertThat(fromElsewhere("/health/live")).startsWith("HTTP/1.1 200");
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  /** -1 where the connection is closed, in good order or not. */
  private static int readFirst(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      return -1;
    }
  }

  /** As asked from another address. */
  private String fromElsewhere(String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(),
            service.verticle.port(),
            InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
            0)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void answerThatIsNotReadIsGivenUpAndOthersAreServed() throws IOException {
    start(MemoryBudget.ofThisHeap(), new ConnectionLimit(200, 200), false);
    List<Socket> open = new ArrayList<>();
    try {
      String request = "GET " + SCRIPT + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      for (int i = 0; i < 50; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), service.verticle.port()));
        socket.getOutputStream().write(request.repeat(20).getBytes(StandardCharsets.US_ASCII));
        open.add(socket);
      }
      assertThat(service.http.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(service.http.get(SCRIPT).body().length()).isGreaterThan(1_000_000);
      while (connections() > 2) {
        Thread.onSpinWait();
      }
      for (Socket socket : open) {
        socket.setSoTimeout(30_000);
        assertThat(readToTheEnd(socket)).isLessThan(20L << 20);
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  /** Once the service has closed it: what it had sent before, or a reset. */
  private static long readToTheEnd(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      return in.readAllBytes().length;
    } catch (IOException e) {
      return 0;
    }
  }

  private HttpClient http2(int window) {
    return service.vertx.createHttpClient(
        new HttpClientOptions()
            .setSsl(true)
            .setTrustAll(true)
            .setVerifyHost(false)
            .setUseAlpn(true)
            .setInitialSettings(new Http2Settings().setInitialWindowSize(window))
            .setProtocolVersion(HttpVersion.HTTP_2));
  }

  private Future<HttpClientResponse> ask(HttpClient client, HttpMethod method, String path) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost("localhost")
            .setPort(service.verticle.port())
            .setURI(path);
    return client.request(options).compose(HttpClientRequest::send);
  }

  @Test
  void streamWhoseWindowStaysShutIsGivenUpAndOthersAreServed() {
    start(MemoryBudget.ofThisHeap(), new ConnectionLimit(50, 50), true);
    HttpClient shut = http2(0);
    HttpClient other = http2(65_535);
    List<Future<?>> stuck = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      stuck.add(ask(shut, HttpMethod.GET, SCRIPT).compose(HttpClientResponse::body));
    }
    int status =
        Service.get(ask(other, HttpMethod.GET, SCRIPT).map(HttpClientResponse::statusCode));
    assertThat(status).isEqualTo(200);
    Service.get(Future.join(stuck).otherwiseEmpty());
    assertThat(stuck).allMatch(Future::failed);
  }

  @Test
  void connectIsRefusedOverHttp2() {
    start(MemoryBudget.ofThisHeap(), new ConnectionLimit(50, 50), true);
    HttpClient client = http2(65_535);
    HttpClientResponse connect = Service.get(ask(client, HttpMethod.CONNECT, "/"));
    assertThat(connect.statusCode()).isEqualTo(400);
  }

  @Test
  void bodiesDrawOnOneBudget() throws IOException {
    start(MemoryBudget.ofHeap(4L * (1 << 20)), new ConnectionLimit(50, 50), false);
    String json = "{" + " ".repeat(200_000);
    String head =
        String.join(
            "\r\n",
            "POST /api/v1/jobs HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Content-Length: 200002",
            "",
            "");
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), service.verticle.port())) {
      slow.getOutputStream().write((head + json).getBytes(StandardCharsets.US_ASCII));
      while (memory() < 400_000) {
        Thread.onSpinWait();
      }
      var refused = service.http.post("/api/v1/jobs", "application/json", json + "}");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      var large = service.http.post("/api/v1/jobs", "application/json", "[" + " ".repeat(300_000));
      assertThat(large.statusCode()).isEqualTo(413);
    }
    while (memory() > 0) {
      Thread.onSpinWait();
    }
    var many = service.http.post("/api/v1/jobs", "application/json", "{},".repeat(8_000));
    assertThat(many.statusCode()).isEqualTo(413);
    assertThat(service.http.post("/api/v1/jobs", "application/json", "{}").statusCode())
        .isEqualTo(400);
  }

  /** More watchers than there is memory for what each would be sent. */
  @Test
  void whatWatchersDoNotReadStaysWithinItsShareAndOthersAreSentAll() throws IOException {
    MemoryBudget budget = MemoryBudget.ofHeap(32 << 20);
    start(budget, new ConnectionLimit(400, 400), false);
    String job = service.job();
    service.items(job, 20_000);
    service.store(job, 0, 20_000);
    service.end(job);
    List<Socket> open = new ArrayList<>();
    try {
      String request = "GET /api/v1/jobs/" + job + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
      for (int i = 0; i < 100; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), service.verticle.port()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        open.add(socket);
      }
      while (metric("fetchery_memory_budget_used_bytes{use=\"feeds\"}") == 0) {
        Thread.onSpinWait();
      }
      long most = budget.limit(MemoryBudget.Use.FEEDS) + (32 << 10);
      for (int i = 0; i < 4; i++) {
        try (FeedClient feed = service.feed("/api/v1/jobs/" + job + "/events")) {
          long items = feed.rest().stream().filter(event -> event.name().equals("item")).count();
          assertThat(items).isEqualTo(20_000);
        }
        assertThat(metric("fetchery_memory_budget_used_bytes{use=\"feeds\"}"))
            .isLessThan((double) most);
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    while (metric("fetchery_memory_budget_used_bytes{use=\"feeds\"}") > 0) {
      Thread.onSpinWait();
    }
  }

  private double memory() {
    return metric("fetchery_memory_budget_used_bytes{use=\"posts\"}");
  }

  private double connections() {
    return metric("fetchery_http_connections");
  }

  private double metric(String name) {
    String metrics = service.http.get("/metrics").body();
    String line = metrics.lines().filter(l -> l.startsWith(name)).findFirst().orElseThrow();
    return Double.parseDouble(line.substring(line.indexOf(' ') + 1));
  }
}
