package dev.fetchery.fetcher;

import static dev.fetchery.fetcher.ScriptedCoordinator.continuing;
import static dev.fetchery.fetcher.ScriptedCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FetcherMessage.PieceRefused;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Expect;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One large body over several connections: the right bytes, however the server behaves. */
class SegmentsTest extends FetcherCase {
  private static final String ETAG = "\"v1\"";
  private static final int MIB = 1 << 20;

  private final byte[] entity = Reply.bytes(9 * MIB + 12_345, 7);
  private final OriginServer.Script honest = Ranges.of(entity, ETAG, Ranges.Lie.NONE);

  /** The answer to the plain request, of which nothing comes once others bring the rest. */
  private final Reply slowly = whole().with(new OriginFault.Drip(32 << 10, 50));

  private Reply whole() {
    return Reply.ok(entity).with("ETag", ETAG).with("Accept-Ranges", "bytes");
  }

  private static Sink bySeveral(int connections) {
    return new Sink.ToFile("a", ".fetchery-job-1.part", false, null, connections);
  }

  private Outcome fetch() throws Exception {
    return coordinator.run(get(origin.url("/a")), bySeveral(4));
  }

  /** The whole comes at a crawl, pieces as {@code pieces} has them. */
  private void onlyInPieces(OriginServer.Script pieces) {
    origin.on("/a", r -> r.header("range") == null ? slowly : pieces.reply(r));
  }

  private void savedRight(Outcome outcome) throws Exception {
    assertThat(outcome).isInstanceOf(Outcome.Saved.class);
    Outcome.Saved saved = (Outcome.Saved) outcome;
    assertThat(saved.response().status()).isEqualTo(200);
    assertThat(saved.file().size()).isEqualTo(entity.length);
    assertThat(Arrays.mismatch(saved("a"), entity)).isEqualTo(-1);
    assertThat(saved.file().sha256()).isEqualTo(sha256());
  }

  private String sha256() throws Exception {
    byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(entity);
    return java.util.HexFormat.of().formatHex(digest);
  }

  @Test
  void theFirstAnswerGivesWayWhereOthersBringTheRest() throws Exception {
    onlyInPieces(honest);
    savedRight(fetch());
    List<OriginServer.Seen> pieces = origin.seen("/a").subList(1, origin.seen("/a").size());
    assertThat(pieces).hasSizeGreaterThan(7);
    assertThat(pieces).allMatch(r -> ETAG.equals(r.header("if-range")));
    assertThat(pieces).extracting(r -> r.header("range")).doesNotHaveDuplicates();
    assertThat(origin.connections()).isLessThanOrEqualTo(5);
  }

  @Test
  void theFirstAnswerGoesOnWhileNoOtherBringsAnything() throws Exception {
    Promise<Void> asked = Promise.promise();
    origin.on(
        "/a",
        r -> {
          if (r.header("range") == null) {
            return whole().with(new OriginFault.Held(MIB, asked.future()));
          }
          asked.tryComplete();
          return Reply.status(503);
        });
    savedRight(fetch());
    assertThat(origin.requests("/a")).isBetween(2, 5);
  }

  @Test
  void whereAPieceIsRefusedForATimeNoOtherIsAskedForAndTheFirstAnswerGoesOn() throws Exception {
    Promise<Void> told = Promise.promise();
    Reply held = whole().with(new OriginFault.Held(MIB / 2, told.future()));
    Reply refusal = Reply.status(429).with("Retry-After", "500");
    origin.on("/a", r -> r.header("range") == null ? held : refusal);
    long task = coordinator.begin(get(origin.url("/a")), bySeveral(2), Expect.ANY, null);
    eventually(() -> coordinator.reports.stream().anyMatch(r -> !r.refused().isEmpty()));
    told.complete();
    savedRight(coordinator.await(task));
    assertThat(origin.requests("/a")).isEqualTo(2);
    assertThat(coordinator.reports)
        .flatExtracting(Report::refused)
        .containsExactly(new PieceRefused(task, 429, 500_000));
  }

  @Test
  void whereAPieceIsRefusedForATimeAndNothingIsUnderWayItIsHandedBackWithWhatIsWhole()
      throws Exception {
    AtomicInteger pieces = new AtomicInteger();
    onlyInPieces(
        r ->
            pieces.getAndIncrement() < 4
                ? honest.reply(r)
                : Reply.status(503).with("Retry-After", "500"));
    Outcome.Cancelled back = (Outcome.Cancelled) fetch();
    byte[] kept = Files.readAllBytes(downloads.resolve(back.part().path()));
    assertThat(kept.length).isBetween(MIB, entity.length - 1);
    origin.on("/a", honest);
    Sink.ToFile rest = (Sink.ToFile) continuing("a", back.part());
    assertThat(coordinator.run(get(origin.url("/a")), several(rest)))
        .isInstanceOf(Outcome.Saved.class);
    assertThat(Arrays.mismatch(saved("a"), entity)).isEqualTo(-1);
  }

  @Test
  void whileItsHostRestsNoPieceIsAskedFor() throws Exception {
    origin.on("/a", honest);
    String host = get(origin.url("/a")).url().hostAndPort();
    coordinator.rest(host, 500_000);
    savedRight(fetch());
    assertThat(origin.requests("/a")).isEqualTo(1);
  }

  @Test
  void theFirstAnswerDoesNotWaitForOthersWhereTheServerAnswersOneRequestAtATime() throws Exception {
    origin.on(
        "/a",
        r ->
            r.header("range") == null
                ? honest.reply(r)
                : Reply.status(206).with(new OriginFault.Silence()));
    savedRight(fetch());
  }

  @ParameterizedTest
  @EnumSource(
      value = Ranges.Lie.class,
      names = {"UNASKED"},
      mode = EnumSource.Mode.EXCLUDE)
  void whateverTheServerSaysTheBytesAreRight(Ranges.Lie lie) throws Exception {
    origin.on("/a", Ranges.of(entity, ETAG, lie));
    savedRight(fetch());
  }

  @Test
  void anotherEntityIsNotMixedIn() throws Exception {
    byte[] other = Reply.bytes(entity.length, 8);
    OriginServer.Script changed = Ranges.of(other, "\"v2\"", Ranges.Lie.NONE);
    origin.on("/a", r -> r.header("range") == null ? honest.reply(r) : changed.reply(r));
    savedRight(fetch());
  }

  @Test
  void whatOneConnectionDoesNotBringAnotherDoes() throws Exception {
    AtomicInteger pieces = new AtomicInteger();
    onlyInPieces(
        r -> {
          Reply reply = honest.reply(r);
          return pieces.getAndIncrement() % 5 == 1
              ? reply.with(new OriginFault.Reset(300_000))
              : reply;
        });
    savedRight(fetch());
  }

  @Test
  void whatTheFirstAnswerDoesNotBringOthersDo() throws Exception {
    Reply breaking = whole().with(new OriginFault.Reset(MIB - 1_000));
    origin.on("/a", r -> r.header("range") == null ? breaking : honest.reply(r));
    savedRight(fetch());
  }

  @Test
  void whereNoConnectionIsLeftItIsCutToWhatIsWholeAndContinued() throws Exception {
    AtomicInteger pieces = new AtomicInteger();
    onlyInPieces(
        r -> {
          Reply reply = honest.reply(r);
          return pieces.getAndIncrement() < 2 ? reply : reply.with(new OriginFault.Reset(300_000));
        });
    Outcome.Failed broken = (Outcome.Failed) fetch();
    assertThat(broken.fault().code()).isEqualTo(ErrorCode.TRUNCATED);
    byte[] kept = Files.readAllBytes(downloads.resolve(broken.part().path()));
    assertThat(kept.length).isBetween(3 * MIB, entity.length - 1);
    assertThat(Arrays.mismatch(kept, entity)).isEqualTo(kept.length);
    origin.on("/a", honest);
    Sink.ToFile rest = (Sink.ToFile) continuing("a", broken.part());
    Outcome.Saved saved = (Outcome.Saved) coordinator.run(get(origin.url("/a")), several(rest));
    assertThat(saved.file().size()).isEqualTo(entity.length);
    assertThat(Arrays.mismatch(saved("a"), entity)).isEqualTo(-1);
    OriginServer.Seen last = origin.seen("/a").get(origin.requests("/a") - 1);
    assertThat(last.header("range")).isEqualTo("bytes=" + kept.length + "-");
  }

  private static Sink several(Sink.ToFile to) {
    return new Sink.ToFile(to.target(), to.part(), to.replace(), to.resume(), 4);
  }

  @Test
  void whatCameBeforeTheFileWasBegunIsWritten() throws Exception {
    origin.on("/a", honest);
    CountDownLatch workersAreFree = new CountDownLatch(1);
    for (int i = 0; i < VertxOptions.DEFAULT_WORKER_POOL_SIZE; i++) {
      vertx.executeBlocking(() -> workersAreFree.await(60, TimeUnit.SECONDS), false);
    }
    long task = coordinator.begin(get(origin.url("/a")), bySeveral(4), Expect.ANY, null);
    eventually(() -> coordinator.received(task) > 3 * MIB / 2);
    workersAreFree.countDown();
    savedRight(coordinator.await(task));
  }

  @Test
  void nothingIsToldOfAPartWithGaps() throws Exception {
    onlyInPieces(honest);
    savedRight(fetch());
    assertThat(coordinator.reports).extracting(Report::grown).allMatch(List::isEmpty);
  }

  @Test
  void aWrongDigestLeavesNothing() throws Exception {
    onlyInPieces(honest);
    Outcome outcome =
        coordinator.run(get(origin.url("/a")), bySeveral(4), Expect.ANY, "0".repeat(64));
    assertThat(code(outcome)).isEqualTo(ErrorCode.CHECKSUM);
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"v1\"", ""})
  void withoutAStrongTagThereIsOneConnection(String etag) throws Exception {
    Reply reply = Reply.ok(entity).with("Accept-Ranges", "bytes");
    origin.on("/a", etag.isEmpty() ? reply : reply.with("ETag", etag));
    savedRight(fetch());
    assertThat(origin.requests("/a")).isEqualTo(1);
  }

  @Test
  void whereTheServerDoesNotSayThatItTakesRangesThereIsOneConnection() throws Exception {
    origin.on("/a", Reply.ok(entity).with("ETag", ETAG));
    savedRight(fetch());
    assertThat(origin.requests("/a")).isEqualTo(1);
  }

  @Test
  void aSmallBodyComesByOneConnection() throws Exception {
    origin.on("/a", Ranges.of(Arrays.copyOf(entity, 7 * MIB), ETAG, Ranges.Lie.NONE));
    assertThat(fetch()).isInstanceOf(Outcome.Saved.class);
    assertThat(origin.requests("/a")).isEqualTo(1);
  }
}
