package dev.fetchery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Item;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Responses whose head or body is late, broken, endless, mislabelled or not HTTP. */
class BodiesTest extends FaultSuite {
  private static final byte[] BODY = Reply.bytes(200_000, 5);
  private static final Reply OK = Reply.ok(BODY);
  private static final Reply CHUNKED = OK.framed(Reply.Framing.CHUNKED);
  private static final Reply TEN = Reply.ok("0123456789");
  private static final String ONE_ATTEMPT = "{'retry': {'attempts': 1}}".replace('\'', '"');
  private static final String FAKE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL".repeat(3);

  @Override
  List<FaultCase> cases() {
    return Stream.of(slow(), lengths(), chunks(), sizes(), kinds(), statuses(), heads())
        .flatMap(List::stream)
        .toList();
  }

  private static List<FaultCase> slow() {
    return List.of(
        FaultCase.fails("slow headers", ErrorCode.TIMEOUT, OK.with(new OriginFault.SlowHead(200)))
            .with(IMPATIENT)
            .attempts(2),
        FaultCase.fails(
                "a byte again and again, for ever: the total time-out ends it",
                ErrorCode.TIMEOUT,
                OK.with(new OriginFault.Drip(1, 100)))
            .with("{\"request\": {\"totalTimeoutMs\": 4000}}")
            .attempts(2),
        FaultCase.fails(
                "a byte again and again, for ever: the least rate ends it",
                ErrorCode.TOO_SLOW,
                OK.with(new OriginFault.Drip(1, 100)))
            .with(
                """
                {"request": {"totalTimeoutMs": 0, "minBytesPerSecond": 1000},
                 "retry": {"attempts": 1}}
                """),
        FaultCase.fails(
                "silence after accept", ErrorCode.TIMEOUT, OK.with(new OriginFault.Silence()))
            .with(IMPATIENT)
            .attempts(2),
        FaultCase.fails(
                "closed after accept", ErrorCode.RESET, OK.with(new OriginFault.CloseBeforeHead()))
            .attempts(2),
        FaultCase.fails(
                "reset after accept", ErrorCode.RESET, OK.with(new OriginFault.ResetBeforeHead()))
            .attempts(2),
        FaultCase.fails(
                "silence in the middle", ErrorCode.TIMEOUT, OK.with(new OriginFault.Stall(99_999)))
            .with(IMPATIENT)
            .attempts(2),
        FaultCase.fails(
                "a reset in the middle",
                ErrorCode.TRUNCATED,
                OK.with(new OriginFault.Reset(99_999)))
            .attempts(2),
        FaultCase.saves(
                "a reset in the middle, once", BODY, OK.with(new OriginFault.Reset(99_999)), OK)
            .attempts(2)
            .and(BodiesTest::lengthProves));
  }

  private static List<FaultCase> lengths() {
    Reply closing = OK.with("Connection", "close");
    return List.of(
        FaultCase.fails(
                "Content-Length too large, then closed",
                ErrorCode.TRUNCATED,
                closing.with(new OriginFault.WrongLength("200001")))
            .attempts(2),
        FaultCase.fails(
                "Content-Length too large, then silence",
                ErrorCode.TIMEOUT,
                OK.with(new OriginFault.WrongLength("200001")))
            .with(IMPATIENT)
            .attempts(2),
        FaultCase.saves(
            "Content-Length too small: the rest belongs to no response",
            "01234".getBytes(StandardCharsets.UTF_8),
            TEN.with(new OriginFault.WrongLength("5"))),
        FaultCase.saves(
            "trailing data after the response reaches no sibling",
            BODY,
            OK.with(new OriginFault.TrailingGarbage(FAKE))),
        bad("Content-Length negative", OK.with(new OriginFault.WrongLength("-1"))),
        bad("Content-Length twice", OK.with(new OriginFault.WrongLength("200000,5"))),
        bad("Content-Length 1e9", OK.with(new OriginFault.WrongLength("1e9"))),
        bad("Content-Length of nothing", OK.with(new OriginFault.WrongLength(" "))),
        bad(
            "Content-Length over any number",
            OK.with(new OriginFault.WrongLength("9".repeat(40)))));
  }

  private static List<FaultCase> chunks() {
    return List.of(
        FaultCase.fails(
                "truncated chunks",
                ErrorCode.TRUNCATED,
                CHUNKED.with(new OriginFault.CloseAfter(50)))
            .attempts(2),
        bad("a bad chunk size", CHUNKED.with(new OriginFault.BadChunk())),
        FaultCase.fails(
                "no last chunk, closed",
                ErrorCode.TRUNCATED,
                CHUNKED.with(new OriginFault.CloseAfter(BODY.length)))
            .attempts(2),
        FaultCase.fails(
                "no last chunk, silence",
                ErrorCode.TIMEOUT,
                CHUNKED.with(new OriginFault.Stall(BODY.length)))
            .with(IMPATIENT)
            .attempts(2),
        bad("a gigabyte of chunk extension", CHUNKED.with(new OriginFault.EndlessChunkExtension())),
        bad("endless trailers", CHUNKED.with(new OriginFault.EndlessTrailers())),
        FaultCase.saves("whole chunks", BODY, CHUNKED)
            .and((o, item) -> assertThat(item.integrity()).isEqualTo(Integrity.CHUNKED)),
        FaultCase.saves("a body that HTTP/1.0 ends by closing", BODY, OK.http10())
            .and((o, item) -> assertThat(item.integrity()).isEqualTo(Integrity.UNVERIFIED)));
  }

  private static List<FaultCase> sizes() {
    byte[] bomb = gzip(50_000_000);
    return List.of(
        FaultCase.fails(
                "an endless body where the cap is 1 MB",
                ErrorCode.TOO_LARGE,
                CHUNKED.with(new OriginFault.Endless()))
            .with("{\"expect\": {\"maxBytes\": 1000000}}")
            .attempts(2),
        FaultCase.fails(
                "an endless body without a cap",
                ErrorCode.TIMEOUT,
                Reply.ok(Reply.bytes(20, 1))
                    .framed(Reply.Framing.CHUNKED)
                    .with(new OriginFault.Endless()))
            .with("{\"request\": {\"totalTimeoutMs\": 4000}}")
            .attempts(2),
        FaultCase.fails(
                "10 GB where the cap is 1 GB",
                ErrorCode.TOO_LARGE,
                OK.with(new OriginFault.WrongLength("10000000000")))
            .with("{\"expect\": {\"maxBytes\": 1000000000}}")
            .attempts(2)
            .and((o, item) -> assertThat(item.bytes()).isLessThan(1_000_000)),
        FaultCase.saves(
                "Content-Encoding with a bomb behind it is saved as it came",
                bomb,
                Reply.ok(bomb).with("Content-Encoding", "gzip"))
            .and(
                (origin, item) ->
                    assertThat(origin.seen("/bad").get(0).header("accept-encoding"))
                        .isEqualTo("identity")));
  }

  private static List<FaultCase> kinds() {
    Reply page = Reply.ok("<html>not found</html>").with("Content-Type", "text/html");
    Reply picture = Reply.ok(BODY).with("Content-Type", "image/png");
    String pictures = "{\"expect\": {\"mediaTypes\": [\"image/*\"]}}";
    return List.of(
        FaultCase.fails("an HTML error page with status 200", ErrorCode.UNEXPECTED_TYPE, page)
            .with("{\"expect\": {\"mediaTypes\": [\"image/*\"]}}")
            .attempts(2),
        FaultCase.fails("a picture of no type", ErrorCode.UNEXPECTED_TYPE, OK)
            .with(pictures)
            .attempts(2),
        FaultCase.saves("200 with no body", new byte[0], Reply.ok(""))
            .and(BodiesTest::lengthProves),
        FaultCase.fails("200 with no body where one is expected", ErrorCode.TOO_SMALL, Reply.ok(""))
            .with("{\"expect\": {\"minBytes\": 1}}")
            .attempts(2),
        FaultCase.saves("an HTML error page, then the picture", BODY, page, picture)
            .with(pictures)
            .attempts(2),
        FaultCase.saves("no body, then the picture", BODY, Reply.ok(""), picture)
            .with("{\"expect\": {\"minBytes\": 1}}")
            .attempts(2));
  }

  private static List<FaultCase> statuses() {
    return List.of(
        FaultCase.fails("204", ErrorCode.HTTP_STATUS, Reply.ok("").withStatus(204)).attempts(1),
        FaultCase.fails("205", ErrorCode.HTTP_STATUS, Reply.ok("").withStatus(205)).attempts(1),
        FaultCase.fails(
                "206 unasked",
                ErrorCode.HTTP_STATUS,
                OK.withStatus(206).with("Content-Range", "bytes 0-199999/400000"))
            .attempts(1),
        bad("103 ten thousand times", OK.with(new OriginFault.EarlyHints(10_000))),
        FaultCase.saves("103 three times", BODY, OK.with(new OriginFault.EarlyHints(3))),
        bad("101 unasked", OK.withStatus(101)),
        bad("101 to a websocket", OK.withStatus(101).with("Upgrade", "websocket")),
        bad("HTTP/0.9", OK.with(new OriginFault.NotHttp("<html>\nhello</html>\n"))),
        bad(
            "HTTP/0.9 without the end of a line",
            OK.with(new OriginFault.NotHttp("<html>hello</html>"))),
        bad("not HTTP", OK.with(new OriginFault.NotHttp("SSH-2.0-OpenSSH_9.2\r\n"))),
        FaultCase.fails("status 999", ErrorCode.HTTP_STATUS, OK.withStatus(999)).attempts(1),
        bad("status 99", OK.withStatus(99)));
  }

  private static List<FaultCase> heads() {
    return List.of(
        FaultCase.saves(
            "9 KB of headers", BODY, OK.with(new OriginFault.HugeHeaders(9_000, 1_000))),
        bad("1 MB of headers", OK.with(new OriginFault.HugeHeaders(1 << 20, 1_000))),
        bad("one header of 1 MB", OK.with(new OriginFault.HugeHeaders(1 << 20, 1 << 20))),
        bad("ten thousand headers", OK.with(new OriginFault.HugeHeaders(100_000, 10))));
  }

  /** Nothing that another attempt would change. */
  private static FaultCase bad(String name, Reply reply) {
    return FaultCase.fails(name, ErrorCode.BAD_RESPONSE, reply).with(ONE_ATTEMPT).attempts(1);
  }

  private static void lengthProves(OriginServer origin, Item item) {
    assertThat(item.integrity()).isEqualTo(Integrity.LENGTH);
  }

  private static byte[] gzip(int zeros) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new byte[zeros]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
