package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Command;
import dev.fetchery.testing.Until;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dry runs whose callers go before there is a plan. */
@Timeout(60)
class DryRunLeftTest {
  private static final String JOB =
      "{\"source\":{\"type\":\"urls\",\"urls\":[\"http://a.test/\"]}}";

  @TempDir Path directory;
  private Service service;

  @AfterEach
  void stop() {
    service.close();
  }

  private void start(ServiceSetup setup) {
    service = setup.start();
    service.onNever(Command.DryRun.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"application/json|" + JOB, "text/plain|http://a.test/"})
  void connectionThatIsClosedEndsIt(String type, String body) throws Exception {
    start(Service.in(directory));
    String request =
        String.join(
            "\r\n",
            "POST /api/v1/jobs?dryRun=true HTTP/1.1",
            "Host: localhost",
            "Content-Type: " + type,
            "Content-Length: " + body.length(),
            "",
            body);
    String call;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.verticle.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      call = first(Command.DryRun.class, Command.DryRun::call);
      assertThat(service.commands).noneMatch(Command.EndDryRun.class::isInstance);
    }
    assertThat(first(Command.EndDryRun.class, Command.EndDryRun::call)).isEqualTo(call);
  }

  @Test
  void streamThatIsResetEndsIt() throws Exception {
    Path cert = Path.of("src/test/resources/tls/cert.pem").toAbsolutePath();
    Path key = Path.of("src/test/resources/tls/key.pem").toAbsolutePath();
    start(Service.in(directory).tls(cert, key));
    HttpClient client =
        service.vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2));
    int port = service.verticle.port();
    HttpClientRequest request =
        Service.get(client.request(HttpMethod.POST, port, "localhost", "/api/v1/jobs?dryRun=true"));
    Future<?> answer =
        request.putHeader("Content-Type", "application/json").send(Buffer.buffer(JOB));
    String call = first(Command.DryRun.class, Command.DryRun::call);
    request.reset();
    assertThat(first(Command.EndDryRun.class, Command.EndDryRun::call)).isEqualTo(call);
    assertThat(answer.succeeded()).isFalse();
  }

  /** Of the first command of that type, once it has come. */
  private <C extends Command> String first(Class<C> type, Function<C, String> call)
      throws Exception {
    Until.holds(() -> service.commands.stream().anyMatch(type::isInstance));
    C found =
        service.commands.stream()
            .filter(type::isInstance)
            .map(type::cast)
            .findFirst()
            .orElseThrow();
    return call.apply(found);
  }
}
