package dev.fetchery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** Responses to a range request: the file is right, or downloaded again. */
class ResumingTest extends FaultSuite {
  private static final byte[] ENTITY = Reply.bytes(400_000, 7);
  private static final byte[] OTHER = Reply.bytes(400_000, 8);
  private static final int CAME = 150_000;
  private static final String TAG = "\"v1\"";
  private static final String PATIENT = "{\"retry\": {\"attempts\": 4}}";
  private static final Reply BROKEN = broken(ENTITY, TAG);

  @Override
  List<FaultCase> cases() {
    return Stream.of(lies(), entities(), validators(), unsatisfiable(), signed(), growing())
        .flatMap(List::stream)
        .toList();
  }

  private static List<FaultCase> lies() {
    return Stream.of(Ranges.Lie.values())
        .map(
            lie ->
                resumed("a rest asked for: " + lie, ENTITY, lying(lie))
                    .and(
                        (o, item) -> {
                          assertThat(o.seen("/bad").get(1).header("range"))
                              .matches("bytes=[1-9][0-9]*-");
                          assertThat(o.seen("/bad").get(1).header("if-range")).isEqualTo(TAG);
                        }))
        .toList();
  }

  private static OriginServer.Script lying(Ranges.Lie lie) {
    OriginServer.Script honest = Ranges.of(ENTITY, TAG, Ranges.Lie.NONE);
    OriginServer.Script once = Ranges.of(ENTITY, TAG, lie);
    return inTurn(once::reply, honest);
  }

  private static List<FaultCase> entities() {
    return List.of(
        resumed("ETag changed", OTHER, Ranges.of(OTHER, "\"v2\"", Ranges.Lie.NONE)),
        resumed("If-Range answered with 200", OTHER, request -> Reply.ok(OTHER).with("ETag", TAG)),
        resumed(
            "another entity under the same tag and of another length",
            Arrays.copyOf(OTHER, 350_000),
            Ranges.of(Arrays.copyOf(OTHER, 350_000), TAG, Ranges.Lie.NONE)),
        resumed(
            "a short 206 and a clean close",
            ENTITY,
            inTurn(request -> shortened(request), Ranges.of(ENTITY, TAG, Ranges.Lie.NONE))),
        resumed(
            "Accept-Ranges advertised and ignored",
            ENTITY,
            request -> Reply.ok(ENTITY).with("ETag", TAG).with("Accept-Ranges", "bytes")),
        resumed(
            "a rest that is packed",
            ENTITY,
            request ->
                request.header("range") == null
                    ? Reply.ok(ENTITY)
                    : rest(request).with("Content-Encoding", "gzip")));
  }

  private static List<FaultCase> validators() {
    AtomicInteger node = new AtomicInteger();
    return List.of(
        FaultCase.saves(
                "a weak ETag is not asked with",
                ENTITY,
                broken(ENTITY, "W/\"v1\""),
                Reply.ok(ENTITY))
            .and((o, item) -> assertThat(o.seen("/bad").get(1).header("range")).isNull()),
        FaultCase.saves("no validator at all", ENTITY, broken(ENTITY, null), Reply.ok(ENTITY))
            .and((o, item) -> assertThat(o.seen("/bad").get(1).header("range")).isNull()),
        FaultCase.saving(
            "an ETag that differs on each node",
            ENTITY,
            o ->
                o.on(
                    "/bad",
                    request -> {
                      int n = node.incrementAndGet();
                      return n == 1
                          ? broken(ENTITY, "\"node1\"")
                          : Ranges.of(ENTITY, "\"node" + n + "\"", Ranges.Lie.NONE).reply(request);
                    })),
        FaultCase.saves(
                "ranges refused", ENTITY, BROKEN.with("Accept-Ranges", "none"), Reply.ok(ENTITY))
            .and((o, item) -> assertThat(o.seen("/bad").get(1).header("range")).isNull()));
  }

  private static List<FaultCase> unsatisfiable() {
    Reply whole =
        Reply.ok(ENTITY)
            .with("ETag", TAG)
            .framed(Reply.Framing.CHUNKED)
            .with(new OriginFault.CloseAfter(ENTITY.length));
    byte[] shorter = Arrays.copyOf(OTHER, 1_000);
    return List.of(
        resumed("412 to the condition", ENTITY, refusing(ENTITY, 412, null)),
        resumed("304 to the condition", ENTITY, refusing(ENTITY, 304, null)),
        resumed("416 without a Content-Range", ENTITY, refusing(ENTITY, null)),
        resumed("416 with one", ENTITY, refusing(ENTITY, "bytes */400000")),
        FaultCase.saving(
            "416 with the part whole",
            ENTITY,
            o -> o.on("/bad", inTurn(request -> whole, refusing(ENTITY, "bytes */400000")))),
        resumed(
            "416 with the part longer than the entity",
            shorter,
            refusing(shorter, "bytes */1000")));
  }

  /** The address redirects to one that is signed anew each time, and only the newest is served. */
  private static List<FaultCase> signed() {
    return List.of(
        behindSignatures("a redirect that is signed anew", ENTITY, TAG, ENTITY)
            .and(
                (o, item) -> {
                  OriginServer.Seen rest = o.seen("/signed").get(1);
                  assertThat(rest.target()).isEqualTo("/signed?sig=2");
                  assertThat(rest.header("range")).isEqualTo("bytes=" + CAME + "-");
                  assertThat(rest.header("if-range")).isEqualTo(TAG);
                  assertThat(o.requests("/signed")).isEqualTo(2);
                }),
        behindSignatures("another file behind the new signature", OTHER, "\"v2\"", OTHER),
        behindSignatures("a weak tag behind signatures", ENTITY, "W/\"v1\"", ENTITY)
            .and((o, item) -> assertThat(o.seen("/signed").get(1).header("range")).isNull()));
  }

  /** What is served at first breaks off; a weak tag stays what it is. */
  private static FaultCase behindSignatures(String name, byte[] then, String tag, byte[] saved) {
    return FaultCase.saving(
            name,
            saved,
            o -> {
              AtomicInteger signed = new AtomicInteger();
              Reply first = broken(ENTITY, tag.startsWith("W/") ? tag : TAG);
              OriginServer.Script served =
                  inTurn(request -> first, Ranges.of(then, tag, Ranges.Lie.NONE));
              o.on(
                  "/bad",
                  request -> Reply.redirect(302, "/signed?sig=" + signed.incrementAndGet()));
              o.on(
                  "/signed",
                  request ->
                      request.target().endsWith("sig=" + signed.get())
                          ? served.reply(request)
                          : Reply.status(403));
            })
        .with(PATIENT);
  }

  /** Every answer is cut after so many bytes. */
  private static OriginServer.Script cutting(byte[] entity, String etag, int after) {
    OriginServer.Script ranges = Ranges.of(entity, etag, Ranges.Lie.NONE);
    return request ->
        request.header("range") == null
            ? Reply.ok(entity).with("ETag", etag).with(new OriginFault.CloseAfter(after))
            : ranges.reply(request).with(new OriginFault.CloseAfter(after));
  }

  private static List<FaultCase> growing() {
    byte[] large = Reply.bytes(2_048_000, 9);
    AtomicInteger version = new AtomicInteger();
    return List.of(
        FaultCase.saving(
                "an attempt that brings more is not counted",
                large,
                o -> o.on("/bad", cutting(large, TAG, 250_000)))
            .with("{\"retry\": {\"attempts\": 5}}")
            .attempts(9),
        FaultCase.failing(
                "an attempt that begins anew is counted",
                ErrorCode.TRUNCATED,
                o ->
                    o.on(
                        "/bad",
                        request ->
                            cutting(large, "\"" + version.incrementAndGet() + "\"", 250_000)
                                .reply(request)))
            .with("{\"retry\": {\"attempts\": 3}}")
            .attempts(3));
  }

  private static OriginServer.Script refusing(byte[] entity, String contentRange) {
    return refusing(entity, 416, contentRange);
  }

  private static OriginServer.Script refusing(byte[] entity, int status, String contentRange) {
    Reply no = Reply.status(status);
    return request ->
        request.header("range") == null
            ? Reply.ok(entity).with("ETag", TAG)
            : contentRange == null ? no : no.with("Content-Range", contentRange);
  }

  private static Reply rest(OriginServer.Seen request) {
    return Ranges.of(ENTITY, TAG, Ranges.Lie.NONE).reply(request);
  }

  /** Declares the whole remainder, but closes the connection before its end. */
  private static Reply shortened(OriginServer.Seen request) {
    return rest(request).with(new OriginFault.CloseAfter(70_000));
  }

  private static Reply broken(byte[] entity, String etag) {
    Reply reply = Reply.ok(entity).with(new OriginFault.CloseAfter(CAME));
    return etag == null ? reply : reply.with("ETag", etag);
  }

  private static FaultCase resumed(String name, byte[] body, OriginServer.Script next) {
    return FaultCase.saving(name, body, o -> o.on("/bad", inTurn(request -> BROKEN, next)))
        .with(PATIENT);
  }

  private static OriginServer.Script inTurn(
      Function<OriginServer.Seen, Reply> first, OriginServer.Script next) {
    AtomicInteger asked = new AtomicInteger();
    return request -> asked.getAndIncrement() == 0 ? first.apply(request) : next.reply(request);
  }
}
