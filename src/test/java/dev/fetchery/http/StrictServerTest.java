package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is forgiven to origins is refused to callers: two servers in a row that read a request
 * differently let one request in behind another.
 */
@Timeout(60)
class StrictServerTest {
  private static final String HEAD =
      "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  @TempDir Path directory;
  private Service service;

  @BeforeEach
  void start() {
    service = Service.start(directory);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  /** POST and CHUNKED begin a request, $ is the end of a line, \n a bare line feed. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lines that end with LF|GET /api/v1/jobs HTTP/1.1\\nHost: localhost\\n\\n",
        "one line that ends with LF|POSTContent-Length: 2\\nX: y$${}",
        "a blank behind a chunk's size|CHUNKED2 ${}$0$$",
        "a chunk's size that ends with LF|CHUNKED2\\n{}$0$$",
        "a length beside chunks|POSTContent-Length: 2$Transfer-Encoding: chunked$$0$$",
        "two lengths|POSTContent-Length: 2$Content-Length: 3$${} ",
        "two equal lengths|POSTContent-Length: 2$Content-Length: 2$${}",
        "a blank before the first field|GET /health/live HTTP/1.1$ Host: localhost$$",
        "a blank before a colon|POSTContent-Length : 2$${}",
      })
  void isRefusedAndItsConnectionClosed(String what, String request) throws IOException {
    String chunked = HEAD + "Transfer-Encoding: chunked\r\n\r\n";
    String sent =
        request
            .replaceFirst("^POST", HEAD)
            .replaceFirst("^CHUNKED", chunked)
            .replace("$", "\r\n")
            .replace("\\n", "\n");
    String next = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    String answers = answers(sent + next);
    // Where the request line itself could not be read, its version is not known.
    assertThat(answers).as(what).matches("(?s)HTTP/1\\.[01] 400 .*").doesNotContain(" 200 ");
  }

  /** RFC 9112, 5.2: what follows the blank is no field of its own. */
  @Test
  void foldedFieldIsOneLine() throws IOException {
    String request = "GET /api/v1/jobs?limit=1 HTTP/1.1\r\nConnection: close\r\n";
    assertThat(answers(request + "Host: evil\r\n localhost\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    String folded = "Host: localhost\r\nX: a\r\n Host: evil\r\n\tContent-Length: 9\r\n\r\n";
    assertThat(answers(request + folded)).startsWith("HTTP/1.1 200 ");
  }

  /** All that comes until the service closes the connection. */
  private String answers(String requests) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.verticle.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
