package dev.fetchery.fetcher.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.file.Publication;
import dev.fetchery.fetcher.file.Publication.Result;
import dev.fetchery.fetcher.s3.BucketServer.Fault;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Proof;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3FilesTest extends S3Case {
  private static final String LONG = "0123456789".repeat(150);

  static String sha256(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private List<String> partsLeft() throws IOException {
    try (Stream<Path> walk = Files.walk(dir)) {
      return walk.filter(Files::isRegularFile).map(Object::toString).toList();
    }
  }

  // --- at a free key

  @Test
  void smallBodyIsOneRequestAndTellsItsDigestAndItsItem() throws Exception {
    assertThat(publish(small("d/a", false, "mine")))
        .isEqualTo(new Result.Done(sha256("mine"), null));
    assertThat(server.text("p/d/a")).isEqualTo("mine");
    assertThat(server.objects.get("p/d/a").metadata())
        .containsEntry("fetchery-item", "01J/7")
        .containsEntry("fetchery-sha256", sha256("mine"));
    assertThat(server.requests).containsExactly("PUT p/d/a");
    assertThat(partsLeft()).isEmpty();
  }

  @Test
  void largeBodyIsSentInPartsAndItsPartStaysUntilItIsSettled() throws Exception {
    Result done = publish(large("a", false, LONG));
    assertThat(done).isEqualTo(new Result.Done(null, null));
    assertThat(server.text("p/a")).isEqualTo(LONG);
    assertThat(server.objects.get("p/a").metadata()).containsEntry("fetchery-sha256", sha256(LONG));
    assertThat(server.requests.stream().filter(r -> r.startsWith("PUT")).count()).isEqualTo(4);
    assertThat(part()).exists();
    get(() -> files.settle(List.of(PART)));
    assertThat(part()).doesNotExist();
  }

  @Test
  void emptyBodyIsAnObject() throws Exception {
    assertThat(publish(small("a", false, ""))).isInstanceOf(Result.Done.class);
    assertThat(server.text("p/a")).isEmpty();
  }

  @Test
  void namesAreKeptAsTheyAre() throws Exception {
    for (String name :
        List.of("a b+c%20&=?#.png", "\u00e4\u4e2d\ud83d\ude00", "x'(!)*~", "a//b", "e\u0301")) {
      assertThat(publish(small(name, false, "mine"))).as(name).isInstanceOf(Result.Done.class);
      assertThat(server.text("p/" + name)).as(name).isEqualTo("mine");
    }
  }

  @Test
  void bodyThatIsNotWhatItMustBeIsNotSent() throws Exception {
    Proof proof =
        new Proof(List.of(Checksum.of(Checksum.Algorithm.SHA256, "0".repeat(64))), Proof.ANY_SIZE);
    Result failed =
        publish(
            new Publication(PART, "a", false, List.of(Buffer.buffer("mine")), Digests.of(proof)));
    assertThat(((Result.Failed) failed).fault().code()).isEqualTo(ErrorCode.CHECKSUM);
    assertThat(server.requests).isEmpty();
  }

  // --- at a key that is taken

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anotherObjectStaysAndThePartIsWholeOnDisk(boolean disk) throws Exception {
    server.put("p/a", "theirs", Map.of());
    Result taken = publish(disk ? large("a", false, LONG) : small("a", false, LONG));
    assertThat(taken).isEqualTo(new Result.Taken(disk ? null : sha256(LONG)));
    assertThat(server.text("p/a")).isEqualTo("theirs");
    assertThat(part()).hasContent(LONG);
    assertThat(server.uploadsOpen()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anotherObjectIsReplacedWhereThatIsAskedFor(boolean disk) throws Exception {
    server.put("p/a", "theirs", Map.of());
    Result done = publish(disk ? large("a", true, LONG) : small("a", true, LONG));
    assertThat(done).isInstanceOf(Result.Done.class);
    assertThat(server.text("p/a")).isEqualTo(LONG);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void objectThatComesBetweenLookAndPutIsNotReplacedUnseen(boolean replace) throws Exception {
    server.next("PUT", "p/a", new Fault.Meanwhile(() -> server.put("p/a", "theirs", Map.of())));
    Result result = publish(small("a", replace, "mine"));
    assertThat(result).isInstanceOf(replace ? Result.Done.class : Result.Taken.class);
    assertThat(server.requests.stream().filter(r -> r.startsWith("PUT")).count())
        .isEqualTo(replace ? 2 : 1);
  }

  @Test
  void lateFetcherReplacesNothing() throws Exception {
    server.put("p/a", "old", Map.of());
    server.next(
        "HEAD",
        "p/a",
        new Fault.Meanwhile(
            () -> {
              leased.set(false);
              server.put("p/a", "the next holder's", Map.of());
            }));
    assertThat(publish(small("a", true, "mine"))).isInstanceOf(Result.Late.class);
    assertThat(server.text("p/a")).isEqualTo("the next holder's");
  }

  /** Sending a large body takes long. */
  @Test
  void fetcherWhoseLeaseEndedWhileItSentCompletesNothing() throws Exception {
    server.next("PUT", "p/a", new Fault.Meanwhile(() -> leased.set(false)));
    assertThat(publish(large("a", false, LONG))).isEqualTo(new Result.Late(true, null));
    assertThat(server.objects).isEmpty();
    assertThat(server.uploadsOpen()).isZero();
  }

  @Test
  void withoutTheLeaseNothingIsAsked() throws Exception {
    leased.set(false);
    assertThat(publish(small("a", false, "mine"))).isEqualTo(new Result.Late(false, null));
    assertThat(server.requests).isEmpty();
  }

  @Test
  void whatAnEarlierAttemptOfTheItemLeftIsReplaced() throws Exception {
    server.put("p/a", "before", Map.of("fetchery-item", "01J/7", "fetchery-upload", "x"));
    assertThat(publish(small("a", false, "mine"))).isInstanceOf(Result.Done.class);
    assertThat(server.text("p/a")).isEqualTo("mine");
  }

  @Test
  void whatAnotherItemOfTheJobSavedIsNot() throws Exception {
    server.put("p/a", "before", Map.of("fetchery-item", "01J/8", "fetchery-upload", "x"));
    assertThat(publish(small("a", false, "mine"))).isInstanceOf(Result.Taken.class);
  }

  // --- faults

  @ParameterizedTest
  @CsvSource({
    "500, InternalError",
    "503, SlowDown",
    "503, ServiceUnavailable",
    "429, TooManyRequests"
  })
  void storeInTroubleIsTriedAgain(int status, String code) throws Exception {
    Fault fault = new Fault.Status(status, code);
    server.next("PUT", "p/a", fault, fault);
    assertThat(publish(small("a", false, "mine"))).isInstanceOf(Result.Done.class);
    assertThat(server.text("p/a")).isEqualTo("mine");
  }

  @Test
  void conflictIsTriedAgain() throws Exception {
    Fault fault = new Fault.Status(409, "ConditionalRequestConflict");
    server.next("PUT", "p/a", fault, fault);
    assertThat(publish(small("a", false, "mine"))).isInstanceOf(Result.Done.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionThatIsLostInAnUploadIsTriedAgain(boolean disk) throws Exception {
    server.next("PUT", "p/a", new Fault.Reset(), new Fault.Reset());
    Result done = publish(disk ? large("a", false, LONG) : small("a", false, LONG));
    assertThat(done).isInstanceOf(Result.Done.class);
    assertThat(server.text("p/a")).isEqualTo(LONG);
  }

  /** The second try is answered that the key is taken: by the first. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void objectWhoseAnswerWasLostIsKnownAgain(boolean replace) throws Exception {
    server.next("PUT", "p/a", new Fault.Lost());
    assertThat(publish(small("a", replace, "mine"))).isInstanceOf(Result.Done.class);
    assertThat(server.text("p/a")).isEqualTo("mine");
    assertThat(part()).doesNotExist();
  }

  @Test
  void uploadInPartsWhoseAnswerWasLostIsKnownAgain() throws Exception {
    server.next("POST", "p/a", new Fault.Meanwhile(() -> {}), new Fault.Lost());
    assertThat(publish(large("a", false, LONG))).isInstanceOf(Result.Done.class);
    assertThat(server.text("p/a")).isEqualTo(LONG);
    long begun = server.requests.stream().filter(r -> r.startsWith("PUT")).count();
    assertThat(begun).isEqualTo(4);
  }

  @Test
  void uploadInPartsThatFailsLeavesNone() throws Exception {
    Fault refused = new Fault.Status(403, "AccessDenied");
    server.next("PUT", "p/a", refused);
    assertThat(publish(large("a", false, LONG))).isInstanceOf(Result.Failed.class);
    assertThat(server.uploadsOpen()).isZero();
    assertThat(part()).doesNotExist();
  }

  @Test
  void keyThatIsRefusedFailsItsItemAlone() throws Exception {
    server.next("PUT", "p/a", new Fault.Status(403, "AccessDenied"));
    Result.Failed failed = (Result.Failed) publish(small("a", false, "mine"));
    assertThat(failed.fault().code()).isEqualTo(ErrorCode.DISK);
    assertThat(failed.fault().detail()).isEqualTo("AccessDenied: scripted: a");
  }

  @Test
  void keyThatIsTooLongIsABadName() throws Exception {
    server.next("PUT", "p/a", new Fault.Status(400, "KeyTooLongError"));
    Result.Failed failed = (Result.Failed) publish(small("a", false, "mine"));
    assertThat(failed.fault().code()).isEqualTo(ErrorCode.BAD_NAME);
  }

  @ParameterizedTest
  @CsvSource({
    "404, NoSuchBucket",
    "403, InvalidAccessKeyId",
    "400, ExpiredToken",
    "400, RequestTimeout",
    "500, InternalError"
  })
  void storeThatIsAwayPausesTheJob(int status, String code) throws Exception {
    Fault fault = new Fault.Status(status, code);
    for (int i = 0; i < 100; i++) {
      server.next("PUT", "p/a", fault);
    }
    Result.Full full = (Result.Full) publish(small("a", false, "mine"));
    assertThat(full.detail()).startsWith("the store of files does not take it: ").contains(code);
  }

  /** What was stored by a request that seemed to fail is no other's file later. */
  @Test
  void objectOfStoreThatOnlySeemedToFailIsSaved() throws Exception {
    for (int i = 0; i < 100; i++) {
      server.next("PUT", "p/a", new Fault.Unsaid(500, "InternalError"));
    }
    server.ignoresIfNoneMatch = true;
    assertThat(publish(small("a", false, "mine"))).isInstanceOf(Result.Done.class);
    assertThat(server.text("p/a")).isEqualTo("mine");
  }

  @Test
  void clockThatIsWrongIsMadeUpFor() throws Exception {
    server.ahead = Duration.ofHours(1);
    assertThat(publish(small("a", false, "mine"))).isInstanceOf(Result.Done.class);
    assertThat(publish(small("b", false, "mine"))).isInstanceOf(Result.Done.class);
    assertThat(server.requests).containsExactly("PUT p/a", "PUT p/a", "PUT p/b");
  }

  /** Not only once they have been idle for half a minute. */
  @Test
  void closingClosesConnections() throws Exception {
    publish(small("a", false, "mine"));
    access.close();
    server.lastConnectionClosed().await(15, TimeUnit.SECONDS);
  }

  // --- requests about files

  private <T extends FileAnswer> T ask(FileRequest request, Class<T> type) throws Exception {
    return type.cast(get(() -> files.answer(request)));
  }

  private static FileRequest.Saved saved(long seq, String path, String text) throws Exception {
    return new FileRequest.Saved(seq, path, text.length(), sha256(text));
  }

  @Test
  void filesAreComparedByWhatIsToldOfThem() throws Exception {
    publish(small("a", false, "mine"));
    publish(small("b", false, "mine"));
    server.put("p/b", "else", Map.of());
    FileAnswer.Checked checked =
        ask(
            new FileRequest.Check(
                List.of(saved(1, "a", "mine"), saved(2, "b", "mine"), saved(3, "c", "mine"))),
            FileAnswer.Checked.class);
    assertThat(checked).isEqualTo(new FileAnswer.Checked(1, List.of(3L), List.of(2L)));
    assertThat(server.requests).noneMatch(request -> request.startsWith("GET"));
  }

  @Test
  void onlyFilesThatAreAsSavedAreRemoved() throws Exception {
    publish(small("a", false, "mine"));
    server.put("p/b", "theirs", Map.of());
    FileRequest remove =
        new FileRequest.Remove(List.of(saved(1, "a", "mine"), saved(2, "b", "mine")));
    assertThat(ask(remove, FileAnswer.Removed.class).count()).isEqualTo(1);
    assertThat(server.objects.keySet()).containsExactly("p/b");
  }

  @Test
  void digestThatIsNotToldIsFoundByReading() throws Exception {
    server.put("p/a", LONG, Map.of());
    publish(small("b", false, LONG));
    server.requests.clear();
    Proof right =
        new Proof(List.of(Checksum.of(Checksum.Algorithm.SHA256, sha256(LONG))), Proof.ANY_SIZE);
    Proof wrong =
        new Proof(List.of(Checksum.of(Checksum.Algorithm.MD5, "0".repeat(32))), Proof.ANY_SIZE);
    FileAnswer.Proved proved =
        ask(
            new FileRequest.Prove(
                List.of(
                    new FileRequest.Claimed(1, "a", right),
                    new FileRequest.Claimed(2, "b", right),
                    new FileRequest.Claimed(3, "b", wrong),
                    new FileRequest.Claimed(4, "none", right))),
            FileAnswer.Proved.class);
    assertThat(proved.fitting()).containsExactlyInAnyOrder(1L, 2L);
    assertThat(server.requests.stream().filter(r -> r.startsWith("GET"))).hasSize(2);
  }

  // --- after a crash

  private FileRequest.PartState left(String part, long seq, String target, boolean keep) {
    return new FileRequest.PartState(seq, part, target, keep);
  }

  @Test
  void whatWasPublishedAndNotToldIsUndoneWithItsPart() throws Exception {
    publish(large("a", false, LONG));
    FileAnswer.Recovered recovered =
        ask(new FileRequest.Recover(List.of(left(PART, 7, "a", true))), FileAnswer.Recovered.class);
    assertThat(recovered.kept()).isEmpty();
    assertThat(server.objects).isEmpty();
    assertThat(part()).doesNotExist();
  }

  @Test
  void whatOthersSavedStaysAndThePartIsKept() throws Exception {
    server.put("p/a", "theirs", Map.of("fetchery-item", "01J/8"));
    large("a", false, LONG);
    FileAnswer.Recovered recovered =
        ask(
            new FileRequest.Recover(
                List.of(left(PART, 7, "a", true), left(OTHER_PART, 9, "none", false))),
            FileAnswer.Recovered.class);
    assertThat(recovered.kept()).containsExactly(7L);
    assertThat(server.text("p/a")).isEqualTo("theirs");
    assertThat(part()).exists();
  }

  @Test
  void whatWasPutInPlaceOfAnotherStays() throws Exception {
    server.put("p/a", "old", Map.of());
    publish(small("a", true, "mine"));
    ask(new FileRequest.Recover(List.of(left(PART, 7, "a", false))), FileAnswer.Recovered.class);
    assertThat(server.text("p/a")).isEqualTo("mine");
  }
}
