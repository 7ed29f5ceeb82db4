package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.http.feed.FeedHub;
import dev.fetchery.testing.Until;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers that ask for much, take its beginning and then nothing more. */
@Timeout(60)
class UnreadAnswersTest {
  private static final long UNREAD_MS = 600;

  /** More than the buffers of both ends of a connection hold. */
  private static final long LARGE = 64L << 20;

  private static final int ITEMS = 60_000;

  @TempDir Path directory;
  private Service service;
  private String job;

  @AfterEach
  void stop() {
    service.close();
  }

  private void start(boolean tls) {
    Path cert = Path.of("src/test/resources/tls/cert.pem").toAbsolutePath();
    Path key = Path.of("src/test/resources/tls/key.pem").toAbsolutePath();
    ServiceSetup setup =
        Service.in(directory)
            .timing(
                new HttpVerticle.Timing(FeedHub.Timing.DEFAULT, 600_000, 30_000, UNREAD_MS, 5_000));
    service = (tls ? setup.tls(cert, key) : setup).start();
    job = service.job();
  }

  /** A file with a hole, which takes no room on the disk. */
  private void saveLarge() throws IOException {
    Path path = service.downloads.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(LARGE);
    }
    Service.get(
        service.store.append(
            job, List.of(Service.item(null, "http://a.test/", "large")), null, false));
    Service.get(service.store.complete(job, List.of(Service.done(0, "large", "image/png", LARGE))));
  }

  @ParameterizedTest
  @CsvSource({"files/large, false", "files/large, true", "archive?format=tar, false"})
  void fileThatIsNotReadIsGivenBack(String path, boolean tls) throws Exception {
    start(tls);
    saveLarge();
    try (Socket socket = ask(path, tls)) {
      Until.holds(() -> !isOpen("large"));
      assertThat(rest(socket).length).isLessThan((int) LARGE);
    }
  }

  @Test
  void listThatIsNotReadIsGivenBack() throws Exception {
    start(false);
    service.items(job, ITEMS);
    try (Socket socket = ask("items", false)) {
      // The other one asks this.
      Until.holds(() -> metric("fetchery_http_connections").endsWith(" 1.0"));
      assertThat(metric("fetchery_memory_budget_used_bytes{use=\"answers\"}")).endsWith(" 0.0");
      String last = "http://a.test/" + (ITEMS - 1) + ".png";
      assertThat(new String(rest(socket), StandardCharsets.UTF_8)).doesNotContain(last);
    }
  }

  @Test
  void streamThatIsNotReadGivesItsFileBack() throws Exception {
    start(true);
    saveLarge();
    HttpClient client =
        service.vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(0))
                .setProtocolVersion(HttpVersion.HTTP_2));
    Future<?> body =
        client
            .request(HttpMethod.GET, service.verticle.port(), "localhost", path("files/large"))
            .compose(HttpClientRequest::send)
            .compose(HttpClientResponse::body);
    Service.get(body.otherwiseEmpty());
    assertThat(body.failed()).isTrue();
    Until.holds(() -> !isOpen("large"));
  }

  private String path(String below) {
    return "/api/v1/jobs/" + job + "/" + below;
  }

  /** Asks, and takes the beginning of the answer alone. */
  private Socket ask(String below, boolean tls) throws IOException {
    int port = service.verticle.port();
    Socket socket = tls ? TlsSocket.connect(port, "http/1.1") : plain(port);
    String request = "GET " + path(below) + " HTTP/1.1\r\nHost: localhost\r\n";
    String accept = "Accept: application/x-ndjson, */*;q=0.1\r\n\r\n";
    socket.getOutputStream().write((request + accept).getBytes(StandardCharsets.US_ASCII));
    byte[] status = socket.getInputStream().readNBytes(12);
    assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
    return socket;
  }

  private static Socket plain(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /** What was sent before the service gave up; nothing where it is lost. */
  private static byte[] rest(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private String metric(String name) {
    return service
        .http
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isOpen(String name) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.anyMatch(
          link -> {
            try {
              return Files.readSymbolicLink(link).endsWith(name);
            } catch (IOException e) {
              return false;
            }
          });
    }
  }
}
