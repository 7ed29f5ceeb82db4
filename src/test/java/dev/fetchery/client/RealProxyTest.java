package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fetchery.job.ErrorCode;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same by proxies that others wrote: tinyproxy and microsocks, as Debian has them. */
@NullUnmarked // A test is told by its assertions where something is missing.
class RealProxyTest extends ProxyCase {
  @TempDir private Path dir;
  private Process process;

  @AfterEach
  void end() throws Exception {
    if (process != null) {
      process.destroy();
      process.waitFor(60, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5", "socks5h"})
  void plainHttp(String kind) throws Exception {
    assertThat(get(start(kind, false), "http://localhost:PORT/a").body())
        .isEqualTo(withPort("from localhost:PORT"));
  }

  @ParameterizedTest
  @CsvSource({
    "http, HTTP_2",
    "http, HTTP_1_1",
    "socks5, HTTP_2",
    "socks5, HTTP_1_1",
    "socks5h, HTTP_2"
  })
  void tls(String kind, HttpVersion version) throws Exception {
    String url = "https://localhost:" + listenTls(version) + "/";
    assertThat(get(start(kind, true), List.of(url, url)))
        .allMatch(result -> result.body().equals("secure"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5", "socks5h"})
  void wrongPassword(String kind) throws Exception {
    String proxy = start(kind, true).replace("pass", "wrong");
    String url = "https://localhost:" + listenTls(HttpVersion.HTTP_2) + "/";
    FetchException failure = get(proxy, url).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.PROXY);
    assertThat(failure.permanent()).isTrue();
    assertThat(failure.fault().detail()).contains("does not accept").doesNotContain("wrong");
  }

  @ParameterizedTest
  @CsvSource({"http, PROXY", "socks5h, CONNECT"})
  void originThatIsNotThere(String kind, ErrorCode code) throws Exception {
    String proxy = start(kind, false);
    FetchException failure = get(proxy, "https://localhost:" + freePort() + "/").failure();
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.permanent()).isFalse();
  }

  /** Its URL. */
  private String start(String kind, boolean password) throws Exception {
    int port = freePort();
    if (kind.equals("http")) {
      Path config = dir.resolve("tinyproxy.conf");
      Files.writeString(
          config,
          "Port "
              + port
              + "\nListen 127.0.0.1\nMaxClients 50\nLogLevel Critical\n"
              + (password ? "BasicAuth user pass\n" : ""));
      process = run("tinyproxy", "-d", "-c", config.toString());
    } else {
      List<String> access = password ? List.of("-u", "user", "-P", "pass") : List.of();
      process =
          run(
              "microsocks",
              Stream.concat(
                      Stream.of("-i", "127.0.0.1", "-p", String.valueOf(port)), access.stream())
                  .toArray(String[]::new));
    }
    awaitPort(port);
    return kind + "://" + (password ? "user:pass@" : "") + "127.0.0.1:" + port;
  }

  private static Process run(String name, String... arguments) throws IOException {
    Path program =
        Stream.of(System.getenv("PATH").split(":"))
            .map(directory -> Path.of(directory, name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(program).as(name + " is installed").isNotNull();
    }
    assumeTrue(program != null, name + " is not installed");
    return new ProcessBuilder(
            Stream.concat(Stream.of(String.valueOf(program)), Stream.of(arguments)).toList())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort(int port) throws Exception {
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        assertThat(process.waitFor(10, TimeUnit.MILLISECONDS)).as("the proxy ended").isFalse();
      }
    }
  }
}
