package dev.fetchery.fetcher;

import static dev.fetchery.fetcher.ScriptedCoordinator.continuing;
import static dev.fetchery.fetcher.ScriptedCoordinator.file;
import static dev.fetchery.fetcher.ScriptedCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FetcherMessage.PartCheckpoint;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.fetcher.file.BootId;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Expect;
import dev.fetchery.job.Part;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Continuing what was interrupted: the right bytes, or all of them anew. */
class ResumeTest extends FetcherCase {
  private static final String PART = ".fetchery-job-1.part";
  private static final String ETAG = "\"v1\"";
  private static final int KEPT = 150_000;

  private final byte[] entity = Reply.bytes(400_000, 7);

  @Test
  void interruptedBodyIsKeptAndContinued() throws Exception {
    origin.on("/a", Reply.ok(entity).with("ETag", ETAG).with(new OriginFault.CloseAfter(KEPT)));
    Outcome.Failed broken = (Outcome.Failed) coordinator.run(get(origin.url("/a")), file("a"));
    assertThat(broken.fault().code()).isEqualTo(ErrorCode.TRUNCATED);
    assertThat(broken.part())
        .isEqualTo(new Part(PART, origin.url("/a"), ETAG, null, 400_000, BootId.ID, KEPT));
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    Outcome.Saved saved = continued(broken.part());
    assertThat(saved.file().size()).isEqualTo(entity.length);
    assertThat(saved.response().status()).isEqualTo(206);
    assertThat(origin.seen("/a").get(1).header("range")).isEqualTo("bytes=" + KEPT + "-");
    assertThat(origin.seen("/a").get(1).header("if-range")).isEqualTo(ETAG);
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void lastModifiedServesWhereThereIsNoStrongTag() throws Exception {
    String date = "Tue, 15 Nov 1994 12:45:26 GMT";
    origin.on(
        "/a",
        Reply.ok(entity)
            .with("ETag", "W/\"weak\"")
            .with("Last-Modified", date)
            .with(new OriginFault.Reset(KEPT)));
    Outcome.Failed broken = (Outcome.Failed) coordinator.run(get(origin.url("/a")), file("a"));
    assertThat(broken.part())
        .usingRecursiveComparison()
        .ignoringFields("keptBytes")
        .isEqualTo(new Part(PART, origin.url("/a"), null, date, entity.length, BootId.ID));
    origin.on("/a", Reply.ok(entity));
    continued(broken.part());
    assertThat(origin.seen("/a").get(1).header("if-range")).isEqualTo(date);
  }

  @Test
  void bodyThatCannotBeRecognisedAgainIsNotKept() throws Exception {
    origin.on(
        "/a", Reply.ok(entity).with("ETag", "W/\"w\"").with(new OriginFault.CloseAfter(KEPT)));
    Outcome.Failed broken = (Outcome.Failed) coordinator.run(get(origin.url("/a")), file("a"));
    assertThat(broken.part()).isNull();
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Ranges.Lie.class)
  void whateverTheServerSaysTheBytesAreRight(Ranges.Lie lie) throws Exception {
    origin.on("/a", Ranges.of(entity, ETAG, lie));
    Outcome outcome = coordinator.run(get(origin.url("/a")), continuing("a", left()));
    if (lie == Ranges.Lie.SHORT) {
      Outcome.Failed broken = (Outcome.Failed) outcome;
      assertThat(broken.fault().code()).isEqualTo(ErrorCode.TRUNCATED);
      origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
      continued(broken.part());
    } else if (lie == Ranges.Lie.UNASKED) {
      assertThat(outcome).isInstanceOf(Outcome.Saved.class);
    }
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void partialAnswerThatWasNotAskedForIsNoSuccess() throws Exception {
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.UNASKED));
    assertThat(coordinator.run(get(origin.url("/a")), file("a")))
        .isInstanceOf(Outcome.HttpError.class);
  }

  @Test
  void changedEntityIsFetchedFromItsStart() throws Exception {
    byte[] changed = Reply.bytes(350_000, 8);
    origin.on("/a", Ranges.of(changed, "\"v2\"", Ranges.Lie.NONE));
    continued(left());
    assertThat(saved("a")).isEqualTo(changed);
  }

  @Test
  void entityOfAnotherLengthUnderTheSameTagIsFetchedFromItsStart() throws Exception {
    byte[] longer = Arrays.copyOf(Reply.bytes(500_000, 9), 500_000);
    origin.on("/a", Ranges.of(longer, ETAG, Ranges.Lie.NONE));
    continued(left());
    assertThat(saved("a")).isEqualTo(longer);
  }

  @Test
  void partThatIsGoneIsFetchedFromItsStart() throws Exception {
    Part left = left();
    Files.delete(downloads.resolve(PART));
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    continued(left);
    assertThat(origin.seen("/a").get(0).header("range")).isNull();
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void partThatIsWholeOrLongerIsFetchedFromItsStart() throws Exception {
    Part left = left();
    Files.write(downloads.resolve(PART), Reply.bytes(400_000, 10));
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    continued(left);
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void partThatWasCutGoesOnWhereItEnds() throws Exception {
    Part left = left();
    try (FileChannel part = FileChannel.open(downloads.resolve(PART), StandardOpenOption.WRITE)) {
      part.truncate(70_000);
    }
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    continued(left);
    assertThat(origin.seen("/a").get(0).header("range")).isEqualTo("bytes=70000-");
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void partFilledWithZerosIsFoundOutByTheDigest() throws Exception {
    Part left = left();
    Files.write(downloads.resolve(PART), new byte[KEPT]);
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    String sha256 =
        java.util.HexFormat.of()
            .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(entity));
    Outcome outcome =
        coordinator.run(get(origin.url("/a")), continuing("a", left), Expect.ANY, sha256);
    assertThat(code(outcome)).isEqualTo(ErrorCode.CHECKSUM);
    assertThat(files()).isEmpty();
  }

  @Test
  void partOfAnotherUrlIsContinuedByItsStrongTag() throws Exception {
    Part other = new Part(PART, origin.url("/other"), ETAG, null, entity.length, BootId.ID);
    Files.write(downloads.resolve(PART), Arrays.copyOf(entity, KEPT));
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    continued(other);
    assertThat(origin.seen("/a").get(0).header("range")).isEqualTo("bytes=" + KEPT + "-");
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void partOfAnotherUrlIsNotContinuedByItsDate() throws Exception {
    String date = "Tue, 15 Nov 1994 12:45:26 GMT";
    Part other = new Part(PART, origin.url("/other"), null, date, entity.length, BootId.ID);
    Files.write(downloads.resolve(PART), Arrays.copyOf(entity, KEPT));
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    continued(other);
    assertThat(origin.seen("/a").get(0).header("range")).isNull();
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void restFromAnotherUrlHasToSayItsTag() throws Exception {
    byte[] changed = Reply.bytes(400_000, 8);
    Part other = new Part(PART, origin.url("/other"), ETAG, null, entity.length, BootId.ID);
    Files.write(downloads.resolve(PART), Arrays.copyOf(entity, KEPT));
    origin.on(
        "/a",
        request ->
            request.header("range") == null
                ? Reply.ok(changed)
                : Reply.ok(Arrays.copyOfRange(changed, KEPT, changed.length))
                    .withStatus(206)
                    .with("Content-Range", "bytes " + KEPT + "-399999/400000"));
    continued(other);
    assertThat(saved("a")).isEqualTo(changed);
  }

  @Test
  void partOfAnotherStartOfTheMachineIsFetchedFromItsStart() throws Exception {
    Part left = left();
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    continued(new Part(left.path(), left.url(), ETAG, null, entity.length, "another start"));
    assertThat(origin.seen("/a").get(0).header("range")).isNull();
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void whatReplacesAPartIsNeverWrittenOverIt() throws Exception {
    byte[] changed = Reply.bytes(350_000, 8);
    Part left = left();
    origin.on("/a", Reply.ok(changed).with(new OriginFault.Stall(200_000)));
    try (FileChannel part = FileChannel.open(downloads.resolve(PART))) {
      long task = coordinator.begin(get(origin.url("/a")), continuing("a", left), Expect.ANY, null);
      eventually(() -> coordinator.received(task) >= 200_000);
      assertThat(part.size()).isEqualTo(KEPT);
      assertThat(downloads.resolve(PART)).doesNotExist();
      coordinator.stop(task, false);
      coordinator.await(task);
    }
  }

  @Test
  void largeBodyTellsOnceThatItCanBeContinued() throws Exception {
    byte[] large = Reply.bytes(5 << 20, 3);
    origin.on("/a", Reply.ok(large).with("ETag", ETAG));
    origin.on("/weak", Reply.ok(large).with("ETag", "W/" + ETAG));
    coordinator.run(get(origin.url("/a")), file("a"));
    coordinator.run(get(origin.url("/weak")), file("weak"));
    assertThat(
            coordinator.reports.stream().flatMap(r -> r.grown().stream()).map(PartCheckpoint::part))
        .containsExactly(new Part(PART, origin.url("/a"), ETAG, null, large.length, BootId.ID));
  }

  @Test
  void partThatIsPublishedIsNotWrittenInto() throws Exception {
    Part left = left();
    Path published = downloads.resolve("published");
    Files.createLink(published, downloads.resolve(PART));
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    continued(left);
    assertThat(Files.size(published)).isEqualTo(KEPT);
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void failureToConnectKeepsWhatIsThere() throws Exception {
    Part left = left();
    origin.on("/a", Reply.ok("").with(new OriginFault.ResetBeforeHead()));
    Outcome.Failed broken =
        (Outcome.Failed) coordinator.run(get(origin.url("/a")), continuing("a", left));
    assertThat(broken.part()).isEqualTo(left.with(KEPT));
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    continued(left);
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void statusThatIsNoSuccessKeepsWhatIsThere() throws Exception {
    Part left = left();
    origin.on("/a", Reply.status(503));
    assertThat(coordinator.run(get(origin.url("/a")), continuing("a", left)))
        .isInstanceOf(Outcome.HttpError.class);
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    assertThat(continued(left).response().status()).isEqualTo(206);
  }

  @Test
  void restThatBreaksAgainIsContinuedAgain() throws Exception {
    Part left = left();
    origin.on(
        "/a",
        request ->
            Ranges.of(entity, ETAG, Ranges.Lie.NONE)
                .reply(request)
                .with(new OriginFault.CloseAfter(100_000)));
    Outcome.Failed broken =
        (Outcome.Failed) coordinator.run(get(origin.url("/a")), continuing("a", left));
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    continued(broken.part());
    assertThat(origin.seen("/a").get(1).header("range")).isEqualTo("bytes=250000-");
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void freshStartThatBreaksDoesNotKeepOldBytesUnderNewValidators() throws Exception {
    byte[] changed = Reply.bytes(350_000, 8);
    Part left = left();
    origin.on("/a", Reply.ok(changed).with("ETag", "\"v2\"").with(new OriginFault.CloseAfter(100)));
    Outcome.Failed broken =
        (Outcome.Failed) coordinator.run(get(origin.url("/a")), continuing("a", left));
    origin.on("/a", Ranges.of(changed, "\"v2\"", Ranges.Lie.NONE));
    Sink sink = broken.part() == null ? file("a") : continuing("a", broken.part());
    assertThat(coordinator.run(get(origin.url("/a")), sink)).isInstanceOf(Outcome.Saved.class);
    assertThat(saved("a")).isEqualTo(changed);
  }

  @Test
  void stoppedTaskKeepsItsPartWhereThatIsAskedFor() throws Exception {
    origin.on("/a", Reply.ok(entity).with("ETag", ETAG).with(new OriginFault.Stall(KEPT)));
    long task = coordinator.begin(get(origin.url("/a")), file("a"), Expect.ANY, null);
    eventually(() -> coordinator.received(task) == KEPT);
    coordinator.stop(task, true);
    Outcome.Cancelled stopped = (Outcome.Cancelled) coordinator.await(task);
    assertThat(downloads.resolve(PART)).hasSize(KEPT);
    origin.on("/a", Ranges.of(entity, ETAG, Ranges.Lie.NONE));
    continued(stopped.part());
    assertThat(saved("a")).isEqualTo(entity);
  }

  /** What an interrupted body left. */
  private Part left() throws Exception {
    Files.write(downloads.resolve(PART), Arrays.copyOf(entity, KEPT));
    return new Part(PART, origin.url("/a"), ETAG, null, entity.length, BootId.ID);
  }

  private Outcome.Saved continued(Part part) throws Exception {
    Outcome outcome = coordinator.run(get(origin.url("/a")), continuing("a", part));
    assertThat(outcome).isInstanceOf(Outcome.Saved.class);
    return (Outcome.Saved) outcome;
  }
}
