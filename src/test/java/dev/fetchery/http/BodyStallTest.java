package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.ManualClock;
import dev.fetchery.http.feed.FeedHub;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BodyStallTest {
  @TempDir Path directory;

  @Test
  void bodyOfWhichNothingArrivesIsRefused() throws Exception {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    HttpVerticle.Timing timing =
        new HttpVerticle.Timing(FeedHub.Timing.DEFAULT, 600_000, 30_000, 5_000);
    try (Service service = Service.in(directory).timing(timing).clock(clock).start();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.verticle.port())) {
      socket.setSoTimeout(20_000);
      String request =
          """
          POST /api/v1/jobs HTTP/1.1\r
          Host: localhost\r
          Content-Type: application/json\r
          Content-Length: 100\r
          Expect: 100-continue\r
          \r
          """;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertThat(line(in)).isEqualTo("HTTP/1.1 100 Continue");
      clock.advance(Duration.ofSeconds(31));
      line(in);
      assertThat(line(in)).isEqualTo("HTTP/1.1 408 Request Timeout");
      assertThat(toEndOfJson(in)).contains("request body stalled for 30 s");
    }
  }

  /** A sign of life now and then is not enough, however often it comes. */
  @Test
  void bodyThatComesByDripsIsRefused() throws Exception {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    HttpVerticle.Timing timing =
        new HttpVerticle.Timing(FeedHub.Timing.DEFAULT, 600_000, 30_000, 5_000);
    try (Service service = Service.in(directory).timing(timing).clock(clock).start();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.verticle.port())) {
      socket.setSoTimeout(50);
      String request =
          """
          POST /api/v1/jobs HTTP/1.1\r
          Host: localhost\r
          Content-Type: application/json\r
          Content-Length: 100000\r
          \r
          """;
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String status = null;
      for (int drips = 0; drips < 200 && status == null; drips++) {
        out.write(' ');
        clock.advance(Duration.ofSeconds(1));
        try {
          status = line(in);
        } catch (SocketTimeoutException e) {
          // Not yet.
        }
      }
      assertThat(status).isEqualTo("HTTP/1.1 408 Request Timeout");
    }
  }

  private static String line(InputStream in) throws Exception {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** The connection stays open, so the end of the response is the end of its JSON. */
  private static String toEndOfJson(InputStream in) throws Exception {
    StringBuilder text = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '}'; c = in.read()) {
      text.append((char) c);
    }
    return text.toString();
  }
}
