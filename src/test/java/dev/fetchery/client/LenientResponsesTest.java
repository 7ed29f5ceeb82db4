package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Timeouts;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Urls;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are not as RFC 9112 wants them, and what is read of them. */
@NullUnmarked // A test is told by its assertions where something is missing.
class LenientResponsesTest {
  private final OriginServer origin = OriginServer.start();
  private final Fetches fetches = new Fetches();

  @AfterEach
  void stop() {
    fetches.close();
    origin.close();
  }

  /** {@code ⏎} is CRLF, {@code ↵} a line feed, {@code ␀} a zero byte. */
  private static String bytes(String text) {
    return text.replace("⏎", "\r\n").replace("↵", "\n").replace("␀", "\0").replace("→", "\t");
  }

  private HttpRequest call() {
    return Urls.get(origin.url("/a"), new Timeouts(20_000, 20_000, 20_000, 0));
  }

  private List<Fetches.Result> twice(String answer) throws Exception {
    origin.on("/a", Reply.ok("").with(new OriginFault.Verbatim(bytes(answer))));
    return fetches.inTurn(call(), call());
  }

  private FetchException failure(String answer) throws Exception {
    origin.on("/a", Reply.ok("").with(new OriginFault.NotHttp(bytes(answer))));
    FetchException failure = fetches.inTurn(call()).get(0).failure();
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(ErrorCode.BAD_RESPONSE);
    return failure;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK↵Content-Length: 6↵↵hello↵",
        "HTTP/1.1 200 OK⏎X: y↵Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎Content-Length: 6⏎↵hello↵",
        "HTTP/1.1 200 OK⏎Transfer-Encoding: chunked⏎⏎6  ⏎hello↵⏎0⏎⏎",
        "HTTP/1.1 200 OK⏎Transfer-Encoding: chunked⏎⏎6 →;x=y⏎hello↵⏎0  ⏎⏎",
        "HTTP/1.1 200 OK⏎Transfer-Encoding: chunked⏎⏎6↵hello↵↵0↵↵",
        "HTTP/1.1 200 OK⏎Content-Length: 99⏎Transfer-Encoding: chunked⏎⏎6⏎hello↵⏎0⏎⏎",
        "HTTP/1.1 200 OK⏎Transfer-Encoding: identity, Chunked⏎Content-Length: 1⏎⏎6⏎hello↵⏎0⏎⏎",
        "HTTP/1.1 200 OK⏎Content-Length: 6⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎Content-Length: 6, 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎Transfer-Encoding: identity⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎ Content-Length: 5⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎nonsense⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎Content-Length 5⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎two words⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎not a token: 1⏎:⏎é: 2⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎X-Any: a␀b⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎X-Any: a\rb⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎Content-Length:⏎ 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎X:⏎ b⏎→c⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎Content-Length : 6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎Keep-Alive: timeout=5⏎Connection: keep-alive⏎X⏎Content-Length: 6⏎⏎hello↵"
      })
  void answerIsReadAndItsConnectionNotUsedAgain(String answer) throws Exception {
    List<Fetches.Result> both = twice(answer);
    assertThat(both).allMatch(result -> result.failure() == null);
    assertThat(both).extracting(result -> result.head().status()).containsOnly(200);
    assertThat(both).extracting(Fetches.Result::body).containsOnly("hello\n");
    assertThat(origin.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK⏎Content-Length: 6⏎⏎hello↵",
        "HTTP/1.1 200⏎content-length:6⏎⏎hello↵",
        "HTTP/1.1 200 OK⏎X:⏎Y: é\u00fe →z⏎CONTENT-LENGTH: 6 ⏎⏎hello↵",
        "⏎HTTP/1.1 200 OK⏎Transfer-Encoding: Chunked⏎⏎6;a=\"b\"⏎hello↵⏎0⏎X: y⏎⏎",
        "HTTP/1.1 100 Continue⏎⏎HTTP/1.1 200 OK⏎Content-Length: 6⏎⏎hello↵"
      })
  void regularAnswerKeepsItsConnection(String answer) throws Exception {
    List<Fetches.Result> both = twice(answer);
    assertThat(both).extracting(Fetches.Result::body).containsOnly("hello\n");
    assertThat(origin.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000000000000000000", "9223372036854775808", "99999999999999999999"})
  void lengthBeyondAnyBodyIsCalledTooLarge(String length) throws Exception {
    FetchException failure = failure("HTTP/1.1 200 OK⏎Content-Length: " + length + "⏎⏎hello↵");
    assertThat(failure).hasMessageContaining("Content-Length is too large: " + length);
  }

  @Test
  void foldedFieldIsOneLine() throws Exception {
    List<Fetches.Result> both = twice("HTTP/1.1 200 OK⏎X:⏎ b⏎→ c ⏎Content-Length: 6⏎⏎hello↵");
    assertThat(both.get(0).head().get("x")).isEqualTo("b c");
  }

  @Test
  void fieldThatIsNoneIsNotThere() throws Exception {
    List<Fetches.Result> both =
        twice("HTTP/1.1 200 OK⏎ETag: \"a␀\"⏎Last-Modified x⏎Content-Length: 6⏎⏎hello↵");
    assertThat(both.get(0).head().get("etag")).isNull();
    assertThat(both.get(0).head().get("last-modified")).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {599, 600, 777, 999})
  void statusBeyondThoseDefinedIsReadLikeAnyOther(int status) throws Exception {
    List<Fetches.Result> both = twice("HTTP/1.1 " + status + " Odd⏎Content-Length: 6⏎⏎hello↵");
    assertThat(both).extracting(result -> result.head().status()).containsOnly(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<html>hello</html>               | not HTTP/1, begins with `<html>hello</html>`",
        "hello⏎⏎                          | not HTTP/1, begins with `hello`",
        "http/1.1 200 OK⏎⏎                | not HTTP/1, begins with `http/1.1 200 OK`",
        "ICY 200 OK⏎⏎                     | not HTTP/1, begins with `ICY 200 OK`",
        "HTTP/1.1 abc⏎⏎                   | not a status line of HTTP/1: `HTTP/1.1 abc`",
        "HTTP/1.1 1000 x⏎⏎                | not a status line of HTTP/1: `HTTP/1.1 1000 x`",
        "HTTP/1.1⏎⏎                       | not a status line of HTTP/1: `HTTP/1.1`",
        "HTTP/2 200⏎⏎                     | not a status line of HTTP/1: `HTTP/2 200`",
        "HTTP/1.1 200 OK⏎Content-Length: 6⏎Content-Length: 7⏎⏎hello↵  | two different values",
        "HTTP/1.0 200 OK⏎Content-Length: 6⏎Content-Length: 7⏎⏎hello↵  | two different values",
        "HTTP/1.1 200 OK⏎Content-Length: 6, 7⏎⏎hello↵                 | two different values",
        "HTTP/1.1 200 OK⏎Content-Length: 6␀⏎⏎hello↵     | a control character in Content-Length",
        "HTTP/1.1 200 OK⏎Transfer-Encoding: chunked⏎⏎x⏎  | malformed chunks: a chunk size",
        "HTTP/1.1 200 OK⏎Transfer-Encoding: chunked⏎⏎ 6⏎ | malformed chunks: a chunk size",
        "HTTP/1.1 200 OK⏎Transfer-Encoding: chunked⏎⏎6 6⏎ | malformed chunks: a chunk size",
        "HTTP/1.1 200 OK⏎Transfer-Encoding: chunked⏎⏎3⏎hello⏎ | longer than its size",
        "HTTP/1.1 200 OK⏎Transfer-Encoding: gzip⏎⏎6       | unknown transfer coding"
      })
  void whatIsNoHttpIsCalledWhatItIs(String answer, String detail) throws Exception {
    assertThat(failure(answer).fault().detail()).contains(detail);
  }

  @Test
  void capThatIsPassedIsNamed() throws Exception {
    assertThat(failure("HTTP/1.1 200 " + "x".repeat(5_000) + "⏎⏎").fault().detail())
        .isEqualTo("the status line is over 4096 bytes");
    assertThat(failure("HTTP/1.1 200 " + "x".repeat(5_000)).fault().detail())
        .isEqualTo("the status line is over 4096 bytes");
    assertThat(failure("HTTP/1.1 200 OK⏎" + "X: yyyyy⏎".repeat(7_000)).fault().detail())
        .isEqualTo("the response head is over 65536 bytes");
  }
}
