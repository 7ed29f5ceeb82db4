package dev.fetchery.fetcher;

import static dev.fetchery.fetcher.ScriptedCoordinator.file;
import static dev.fetchery.fetcher.ScriptedCoordinator.get;
import static dev.fetchery.testing.Urls.url;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Expect;
import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Timeouts;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetcherVerticleTest extends FetcherCase {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5120, 65_536, 65_537, 1_000_000, 20_000_000})
  void bodyOfAnySizeIsSavedWithItsDigest(int size) throws Exception {
    byte[] body = Reply.bytes(size, size);
    origin.on("/a", Reply.ok(body).with("Content-Type", "image/PNG; q=1").with("ETag", "\"e\""));
    Outcome.Saved saved =
        (Outcome.Saved) coordinator.run(get(origin.url("/a")), file("dir/sub/a.bin"));
    assertThat(saved("dir/sub/a.bin")).isEqualTo(body);
    assertThat(saved.file().size()).isEqualTo(size);
    assertThat(saved.file().sha256()).isEqualTo(sha256(body));
    assertThat(saved.file().integrity()).isEqualTo(Integrity.LENGTH);
    assertThat(saved.response().contentType()).isEqualTo("image/png");
    assertThat(saved.response().etag()).isEqualTo("\"e\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 70_000, 300_000})
  void framingTellsHowTheBodyWasFoundWhole(int size) throws Exception {
    byte[] body = Reply.bytes(size, 2);
    origin.on("/chunked", Reply.ok(body).framed(Reply.Framing.CHUNKED));
    origin.on("/old", Reply.ok(body).http10());
    assertThat(integrity("/chunked", "a")).isEqualTo(Integrity.CHUNKED);
    assertThat(integrity("/old", "b")).isEqualTo(Integrity.UNVERIFIED);
    assertThat(saved("a")).isEqualTo(body);
    assertThat(saved("b")).isEqualTo(body);
  }

  private Integrity integrity(String path, String target) throws Exception {
    Sink sink = new Sink.ToFile(target, ".fetchery-" + target + ".part", false, null, 1);
    return ((Outcome.Saved) coordinator.run(get(origin.url(path)), sink)).file().integrity();
  }

  @Test
  void partStaysLinkedUntilTheOutcomeIsSettled() throws Exception {
    coordinator.settling = false;
    origin.on("/a", Reply.ok("body"));
    long task = coordinator.begin(get(origin.url("/a")), file("a"), Expect.ANY, null);
    coordinator.await(task);
    Path part = downloads.resolve(".fetchery-job-1.part");
    assertThat(Files.isSameFile(part, downloads.resolve("a"))).isTrue();
    coordinator.settle(task);
    eventually(() -> coordinator.cleaned.contains(task));
    assertThat(part).doesNotExist();
  }

  @Test
  void anotherFileIsNeverReplacedUnasked() throws Exception {
    Files.writeString(downloads.resolve("a"), "mine");
    origin.on("/a", Reply.ok("theirs"));
    coordinator.namer = ask -> new NameGrant(ask.task(), "a (1)", false);
    Outcome.Saved saved = (Outcome.Saved) coordinator.run(get(origin.url("/a")), file("a"));
    assertThat(coordinator.asks.get(0).taken()).isEqualTo("a");
    assertThat(saved.file().path()).isEqualTo("a (1)");
    assertThat(saved("a")).asString().isEqualTo("mine");
    assertThat(saved("a (1)")).asString().isEqualTo("theirs");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 200_000})
  void takenNameCanBeAnsweredByStopping(int size) throws Exception {
    Files.writeString(downloads.resolve("a"), "mine");
    origin.on("/a", Reply.ok(Reply.bytes(size, 3)));
    long task = coordinator.begin(get(origin.url("/a")), file("a"), Expect.ANY, null);
    eventually(() -> !coordinator.asks.isEmpty());
    coordinator.stop(task, false);
    assertThat(coordinator.await(task)).isEqualTo(new Outcome.Cancelled(null));
    assertThat(files()).containsExactly("a");
  }

  @Test
  void fileIsReplacedWhereThatIsAskedFor() throws Exception {
    Files.writeString(downloads.resolve("a"), "mine");
    origin.on("/a", Reply.ok("theirs"));
    coordinator.run(get(origin.url("/a")), new Sink.ToFile("a", ".fetchery-1.part", true, null, 1));
    assertThat(saved("a")).asString().isEqualTo("theirs");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void directoryIsNeverReplaced(boolean replace) throws Exception {
    Files.createDirectory(downloads.resolve("a"));
    origin.on("/a", Reply.ok("theirs"));
    Outcome outcome =
        coordinator.run(
            get(origin.url("/a")), new Sink.ToFile("a", ".fetchery-1.part", replace, null, 1));
    assertThat(code(outcome)).isEqualTo(ErrorCode.DISK);
    assertThat(((Outcome.Failed) outcome).fault().detail()).contains("a directory is in the way");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 200_000})
  void parentThatIsAFileIsABadName(int size) throws Exception {
    Files.writeString(downloads.resolve("a"), "file");
    origin.on("/a", Reply.ok(Reply.bytes(size, 1)));
    Sink sink = new Sink.ToFile("a/b", "a/.fetchery-1.part", false, null, 1);
    assertThat(code(coordinator.run(get(origin.url("/a")), sink))).isEqualTo(ErrorCode.BAD_NAME);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 200_000})
  void linkLeadingOutIsABadNameAndNothingIsMadeThere(int size, @TempDir Path outside)
      throws Exception {
    Files.createSymbolicLink(downloads.resolve("out"), outside);
    origin.on("/a", Reply.ok(Reply.bytes(size, 1)));
    Sink sink = new Sink.ToFile("out/new/b", "out/new/.fetchery-1.part", false, null, 1);
    assertThat(code(coordinator.run(get(origin.url("/a")), sink))).isEqualTo(ErrorCode.BAD_NAME);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void nameIsAskedForWithTheHeadWhereItIsNotKnown() throws Exception {
    origin.on(
        "/a",
        Reply.ok(Reply.bytes(200_000, 4))
            .with("Content-Disposition", "attachment; filename=x.png")
            .with("Content-Type", "image/png"));
    coordinator.namer = ask -> new NameGrant(ask.task(), "late/x.png", false);
    Sink sink = new Sink.ToFile(null, ".fetchery/.fetchery-1.part", false, null, 1);
    Outcome.Saved saved = (Outcome.Saved) coordinator.run(get(origin.url("/a")), sink);
    assertThat(saved.file().path()).isEqualTo("late/x.png");
    assertThat(coordinator.asks.get(0).contentDispositions())
        .containsExactly("attachment; filename=x.png");
    assertThat(coordinator.asks.get(0).contentType()).isEqualTo("image/png");
    assertThat(saved("late/x.png")).hasSize(200_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 200_000})
  void wholeBodyThatWaitsForItsNameIsReportedAndSavedUnderIt(int size) throws Exception {
    origin.on("/a", Reply.ok(Reply.bytes(size, 4)));
    Sink sink = new Sink.ToFile(null, ".fetchery/.fetchery-1.part", false, null, 1);
    long task = coordinator.begin(get(origin.url("/a")), sink, Expect.ANY, null);
    eventually(() -> coordinator.reports.stream().anyMatch(r -> r.bodiesWhole().contains(task)));
    coordinator.name(new NameGrant(task, "named", false));
    assertThat(coordinator.await(task)).isInstanceOf(Outcome.Saved.class);
    assertThat(saved("named")).hasSize(size);
  }

  static Stream<Arguments> expectations() {
    Reply page = Reply.ok("<html>").with("Content-Type", "text/html; charset=utf-8");
    return Stream.of(
        Arguments.of(page, new Expect(List.of("image/*"), 0, 0), ErrorCode.UNEXPECTED_TYPE),
        Arguments.of(
            Reply.ok("x"), new Expect(List.of("image/png"), 0, 0), ErrorCode.UNEXPECTED_TYPE),
        Arguments.of(page, new Expect(List.of(), 100, 0), ErrorCode.TOO_SMALL),
        Arguments.of(
            page.framed(Reply.Framing.CHUNKED), new Expect(List.of(), 100, 0), ErrorCode.TOO_SMALL),
        Arguments.of(page, new Expect(List.of(), 0, 3), ErrorCode.TOO_LARGE),
        Arguments.of(
            page.framed(Reply.Framing.CHUNKED), new Expect(List.of(), 0, 3), ErrorCode.TOO_LARGE),
        Arguments.of(
            Reply.ok(Reply.bytes(50_000, 1))
                .framed(Reply.Framing.CHUNKED)
                .with(new OriginFault.Endless()),
            new Expect(List.of(), 0, 5_000_000),
            ErrorCode.TOO_LARGE),
        Arguments.of(
            Reply.ok("x").with(new OriginFault.WrongLength("1000000000000")),
            new Expect(List.of(), 0, 1_000_000),
            ErrorCode.TOO_LARGE));
  }

  @ParameterizedTest
  @MethodSource("expectations")
  void bodyThatIsNotAsExpectedIsNotSaved(Reply reply, Expect expect, ErrorCode code)
      throws Exception {
    origin.on("/a", reply);
    Outcome outcome = coordinator.run(get(origin.url("/a")), file("a"), expect, null);
    assertThat(code(outcome)).isEqualTo(code);
    assertThat(files()).isEmpty();
  }

  @Test
  void mediaTypesTakeWildcardsAndIgnoreParameters() throws Exception {
    origin.on("/a", Reply.ok("x").with("Content-Type", "Image/PNG; charset=x"));
    Expect expect = new Expect(List.of("text/html", "image/*"), 0, 0);
    assertThat(coordinator.run(get(origin.url("/a")), file("a"), expect, null))
        .isInstanceOf(Outcome.Saved.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300_000})
  void wrongDigestIsNeverSaved(int size) throws Exception {
    byte[] body = Reply.bytes(size, 5);
    String other = sha256(new byte[1]);
    String said = Base64.getEncoder().encodeToString(digest("SHA-512", new byte[1]));
    origin.on("/a", Reply.ok(body));
    origin.on("/b", Reply.ok(body).with("Repr-Digest", "md5=:x:, sha-512=:" + said + ":"));
    assertThat(code(coordinator.run(get(origin.url("/a")), file("a"), Expect.ANY, other)))
        .isEqualTo(ErrorCode.CHECKSUM);
    assertThat(code(coordinator.run(get(origin.url("/b")), file("b"))))
        .isEqualTo(ErrorCode.CHECKSUM);
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300_000})
  void digestThatHoldsIsTheProof(int size) throws Exception {
    byte[] body = Reply.bytes(size, 5);
    String said = Base64.getEncoder().encodeToString(digest("SHA-256", body));
    origin.on("/a", Reply.ok(body).with("Content-Digest", "unknown=:eA==:,sha-256=:" + said + ":"));
    Outcome.Saved saved = (Outcome.Saved) coordinator.run(get(origin.url("/a")), file("a"));
    assertThat(saved.file().integrity()).isEqualTo(Integrity.DIGEST);
  }

  private static Reply packed(String field, byte[] body, byte[] digested) throws Exception {
    String said = Base64.getEncoder().encodeToString(digest("SHA-256", digested));
    return Reply.ok(body).with("Content-Encoding", "gzip").with(field, "sha-256=:" + said + ":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Repr-Digest", "Content-Digest"})
  void packedBodyIsSavedAsItCameAndProvedByItsDigest(String field) throws Exception {
    for (int size : new int[] {100, 300_000}) {
      byte[] body = Reply.bytes(size, 5);
      origin.on("/a", packed(field, body, body));
      origin.on("/b", packed(field, body, new byte[1]));
      Outcome.Saved saved =
          (Outcome.Saved) coordinator.run(get(origin.url("/a")), file("a" + size));
      assertThat(saved.file().integrity()).isEqualTo(Integrity.DIGEST);
      assertThat(saved("a" + size)).isEqualTo(body);
      assertThat(code(coordinator.run(get(origin.url("/b")), file("b"))))
          .isEqualTo(ErrorCode.CHECKSUM);
    }
  }

  @Test
  void ofAPackedBodyOlderChecksumsArePassedOver() throws Exception {
    origin.on(
        "/a",
        Reply.ok("packed")
            .with("Content-Encoding", "gzip")
            .with("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="));
    assertThat(coordinator.run(get(origin.url("/a")), file("a"))).isInstanceOf(Outcome.Saved.class);
    assertThat(saved("a")).asString().isEqualTo("packed");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 206, 300, 304, 305, 400, 404, 410, 416, 429, 500, 503})
  void statusThatIsNoSuccessMakesNoFile(int status) throws Exception {
    origin.on("/a", Reply.status(status).with("Retry-After", "5"));
    Outcome.HttpError answered =
        (Outcome.HttpError) coordinator.run(get(origin.url("/a")), file("dir/a"));
    assertThat(answered.status()).isEqualTo(status);
    assertThat(answered.retryAfter()).hasValue(5_000);
    assertThat(downloads.resolve("dir")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsAnOutcome(int status) throws Exception {
    origin.on("/a", Reply.redirect(status, "/b?x=%2F"));
    Outcome.Redirected redirected =
        (Outcome.Redirected) coordinator.run(get(origin.url("/a")), file("a"));
    assertThat(redirected.location()).isEqualTo("/b?x=%2F");
  }

  @Test
  void endlessErrorPageIsCutOff() throws Exception {
    origin.on(
        "/a",
        Reply.ok(Reply.bytes(9000, 1))
            .withStatus(500)
            .framed(Reply.Framing.CHUNKED)
            .with(new OriginFault.Endless()));
    assertThat(coordinator.run(get(origin.url("/a")), file("a")))
        .isInstanceOf(Outcome.HttpError.class);
  }

  @Test
  void notModifiedIsTakenOnlyWhereItWasAskedFor() throws Exception {
    origin.on("/a", Reply.status(304));
    HttpRequest conditional = get(origin.url("/a")).plus(new Header("If-None-Match", "\"e\""));
    Sink known = new Sink.ToFile("a", ".fetchery-job-1.part", true, null, 1, true);
    assertThat(coordinator.run(conditional, known)).isInstanceOf(Outcome.NotModified.class);
    assertThat(coordinator.run(conditional, file("a"))).isInstanceOf(Outcome.HttpError.class);
    assertThat(coordinator.run(conditional, new Sink.Drop())).isInstanceOf(Outcome.Probed.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 503, 600, 999})
  void probeReadsAnyAnswerToItsEnd(int status) throws Exception {
    Reply reply = Reply.ok(Reply.bytes(500_000, 1)).withStatus(status);
    origin.on("/a", reply.with("Retry-After", "5"));
    Outcome.Probed probed =
        (Outcome.Probed) coordinator.run(get(origin.url("/a")), new Sink.Drop());
    assertThat(probed.status()).isEqualTo(status);
    assertThat(probed.bytes()).isEqualTo(500_000);
    assertThat(probed.retryAfterMs()).isEqualTo(5_000);
    assertThat(files()).isEmpty();
  }

  @Test
  void documentComesBackWithItsHeaders() throws Exception {
    origin.on("/a", Reply.ok("{}").with("Link", "<x>; rel=next").with("More", "true"));
    Outcome.Read read =
        (Outcome.Read)
            coordinator.run(
                get(origin.url("/a")),
                new Sink.ToMemory(100, 100, ".fetchery/.fetchery-J-spill-1.part"));
    assertThat(new String(read.body(), java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("{}");
    assertThat(read.headers()).contains(new Header("more", "true"));
  }

  @Test
  void documentOverItsCapIsTooLarge() throws Exception {
    origin.on("/a", Reply.ok("x".repeat(101)).framed(Reply.Framing.CHUNKED));
    assertThat(
            code(
                coordinator.run(
                    get(origin.url("/a")),
                    new Sink.ToMemory(100, 100, ".fetchery/.fetchery-J-spill-1.part"))))
        .isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(code(coordinator.run(get(origin.url("/a")), new Sink.ToSpool("s", 100))))
        .isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(files()).isEmpty();
  }

  @Test
  void documentIsSpooledInPlaceOfWhatWasThere() throws Exception {
    byte[] body = Reply.bytes(3_000_000, 6);
    Files.writeString(downloads.resolve("spool"), "old");
    origin.on("/a", Reply.ok(body));
    Outcome.Read read =
        (Outcome.Read) coordinator.run(get(origin.url("/a")), new Sink.ToSpool("spool", 0));
    assertThat(read.body()).isNull();
    assertThat(saved("spool")).isEqualTo(body);
  }

  @Test
  void postCarriesItsBody() throws Exception {
    origin.on("/a", request -> Reply.ok(request.method() + " " + request.body()));
    HttpRequest post =
        new HttpRequest(
            "POST",
            url(origin.url("/a")),
            List.of(),
            new HttpRequest.Body("start=0&per_page=5", "application/x-www-form-urlencoded"),
            new Timeouts(20_000, 20_000, 0, 0));
    Outcome.Read read =
        (Outcome.Read)
            coordinator.run(
                post, new Sink.ToMemory(100, 100, ".fetchery/.fetchery-J-spill-1.part"));
    assertThat(read.body()).asString().isEqualTo("POST start=0&per_page=5");
    assertThat(origin.seen("/a").get(0).header("content-type"))
        .isEqualTo("application/x-www-form-urlencoded");
  }

  @Test
  void answerThatIsTooShortNeverPassesForWhole() throws Exception {
    origin.on("/a", Reply.ok(Reply.bytes(300_000, 1)).with(new OriginFault.CloseAfter(200_000)));
    origin.on("/b", Reply.ok("0123456789").with(new OriginFault.WrongLength("20")));
    assertThat(code(coordinator.run(get(origin.url("/a")), file("a"))))
        .isEqualTo(ErrorCode.TRUNCATED);
    assertThat(files()).isEmpty();
  }

  @Test
  void closedInTheMiddleOfAnUnmarkedBodyByResetIsTruncated() throws Exception {
    origin.on("/a", Reply.ok(Reply.bytes(9000, 1)).http10().with(new OriginFault.Reset(4000)));
    assertThat(code(coordinator.run(get(origin.url("/a")), file("a"))))
        .isEqualTo(ErrorCode.TRUNCATED);
  }

  @Test
  void bytesBehindTheBodyDoNotReachTheNextAnswer() throws Exception {
    origin.on(
        "/a", Reply.ok("good").with(new OriginFault.TrailingGarbage("HTTP/1.1 200 OK\r\n\r\n")));
    origin.on("/b", Reply.ok("next"));
    coordinator.run(get(origin.url("/a")), file("a"));
    // A part of its own: the other's is removed only once its outcome is settled.
    Sink other = new Sink.ToFile("b", ".fetchery-job-2.part", false, null, 1);
    coordinator.run(get(origin.url("/b")), other);
    assertThat(saved("a")).asString().isEqualTo("good");
    assertThat(saved("b")).asString().isEqualTo("next");
  }

  @Test
  void stoppedTaskAnswersAtOnceAndLeavesNothing() throws Exception {
    origin.on("/a", Reply.ok(Reply.bytes(500_000, 1)).with(new OriginFault.Stall(300_000)));
    long task = coordinator.begin(get(origin.url("/a")), file("a"), Expect.ANY, null);
    eventually(() -> coordinator.reports.stream().anyMatch(r -> r.received().containsKey(task)));
    coordinator.stop(task, false);
    assertThat(coordinator.await(task)).isEqualTo(new Outcome.Cancelled(null));
    assertThat(files()).isEmpty();
  }

  @Test
  void jobIsHeldToItsRate() throws Exception {
    origin.on("/a", Reply.ok(Reply.bytes(600_000, 1)));
    coordinator.rate("job", 400_000);
    Outcome.Saved saved = (Outcome.Saved) coordinator.run(get(origin.url("/a")), file("a"));
    assertThat(saved.durationMs()).isBetween(800L, 30_000L);
  }

  @Test
  void sessionThatEndsTouchesNothingThatMayBeAnothersAndAnotherBegins() throws Exception {
    origin.on("/a", Reply.ok(Reply.bytes(500_000, 1)).with(new OriginFault.Stall(300_000)));
    coordinator.begin(get(origin.url("/a")), file("a"), Expect.ANY, null);
    eventually(() -> !parts().isEmpty());
    Path part = downloads.resolve(".fetchery-job-1.part");
    Files.delete(part);
    Files.writeString(part, "its successor's");
    coordinator.dismiss();
    eventually(() -> coordinator.fetchers.size() == 2 && origin.openConnections() == 0);
    origin.on("/b", Reply.ok("x"));
    Sink elsewhere = new Sink.ToFile("b", ".fetchery-job-2.part", false, null, 1);
    assertThat(coordinator.run(get(origin.url("/b")), elsewhere)).isInstanceOf(Outcome.Saved.class);
    assertThat(part).hasContent("its successor's");
    Files.delete(part);
  }

  @Test
  void silentCoordinatorEndsTheSession() throws Exception {
    coordinator.ttlMs = 4_000;
    coordinator.dismiss();
    eventually(() -> coordinator.fetchers.size() >= 2);
    int sessions = coordinator.fetchers.size();
    origin.on("/a", Reply.ok("late").after(20_000));
    coordinator.begin(get(origin.url("/a")), file("a"), Expect.ANY, null);
    eventually(() -> origin.requests("/a") == 1);
    coordinator.silent = true;
    eventually(() -> origin.openConnections() == 0);
    assertThat(files()).isEmpty();
    coordinator.silent = false;
    eventually(() -> coordinator.fetchers.size() > sessions);
  }

  @Test
  void fileThatAnEarlierAttemptPublishedIsItsOwn() throws Exception {
    Files.writeString(downloads.resolve("a"), "published before the crash");
    Files.createLink(downloads.resolve(".fetchery-job-1.part"), downloads.resolve("a"));
    origin.on("/a", Reply.ok("again"));
    assertThat(coordinator.run(get(origin.url("/a")), file("a"))).isInstanceOf(Outcome.Saved.class);
    assertThat(saved("a")).asString().isEqualTo("again");
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(digest("SHA-256", bytes));
  }

  private static byte[] digest(String algorithm, byte[] bytes) throws Exception {
    return MessageDigest.getInstance(algorithm).digest(bytes);
  }
}
