package dev.fetchery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PortHoldTest {
  private static final Settings.Listen ANY_PORT =
      new Settings.Listen("127.0.0.1", 0, null, null, List.of());

  /** With the options, and the transport, that the program has. */
  @Test
  void serverListensOnThePortThatIsHeldAndGoesOnWhenItIsHeldNoMore() throws Exception {
    Vertx vertx = Vertx.vertx(Ground.options());
    try {
      int port = listen(vertx);
      // It is held no more.
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        byte[] request = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        client.getOutputStream().write(request);
        assertThat(client.getInputStream().readAllBytes()).startsWith('H', 'T', 'T', 'P');
      }
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static int listen(Vertx vertx) throws Exception {
    try (PortHold held = PortHold.of(ANY_PORT)) {
      HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(held.port());
      HttpServer server =
          vertx.createHttpServer(options).requestHandler(request -> request.response().end());
      server.listen().await(10, TimeUnit.SECONDS);
      assertThat(server.actualPort()).isEqualTo(held.port());
      return held.port();
    }
  }

  @Test
  void otherProgramsDoNotGetIt() throws Exception {
    try (PortHold held = PortHold.of(ANY_PORT);
        Socket other = new Socket()) {
      other.setReuseAddress(false);
      InetSocketAddress place =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), held.port());
      assertThatThrownBy(() -> other.bind(place)).isInstanceOf(BindException.class);
    }
  }
}
