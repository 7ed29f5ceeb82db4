package dev.fetchery.fetcher;

import static dev.fetchery.fetcher.ScriptedCoordinator.continuing;
import static dev.fetchery.fetcher.ScriptedCoordinator.file;
import static dev.fetchery.fetcher.ScriptedCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Demands;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.fetcher.file.BootId;
import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Expect;
import dev.fetchery.job.Part;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Save.Keep;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Continuing a piece that was interrupted: its right bytes, or all of it anew. */
class ResumePieceTest extends FetcherCase {
  private static final String PART = ".fetchery-job-1.part";
  private static final String ETAG = "\"v1\"";
  private static final int KEPT = 150_000;
  private static final ByteSpan PIECE = new ByteSpan(100, 300_099);
  private static final String WHOLE_PIECE = "bytes=100-300099";
  private static final String REST = "bytes=150100-300099";

  private final byte[] entity = Reply.bytes(400_000, 7);
  private final OriginServer.Script honest = Ranges.of(entity, ETAG, Ranges.Lie.NONE);

  @Test
  void interruptedPieceIsKeptAndContinued() throws Exception {
    origin.on("/a", request -> honest.reply(request).with(new OriginFault.CloseAfter(KEPT)));
    Outcome.Failed broken = (Outcome.Failed) run(file("a"), Proof.NONE);
    assertThat(broken.fault().code()).isEqualTo(ErrorCode.TRUNCATED);
    assertThat(broken.part())
        .isEqualTo(new Part(PART, origin.url("/a"), ETAG, null, entity.length, BootId.ID, KEPT));
    origin.on("/a", honest);
    Outcome.Saved saved = continued(broken.part(), Proof.NONE);
    assertThat(saved.file().size()).isEqualTo(PIECE.length());
    assertThat(range(1)).isEqualTo(REST);
    assertThat(origin.seen("/a").get(1).header("if-range")).isEqualTo(ETAG);
    assertThat(saved("a")).isEqualTo(piece(entity));
  }

  @Test
  void restThatBreaksAgainHasGrownAndIsContinuedAgain() throws Exception {
    origin.on("/a", request -> honest.reply(request).with(new OriginFault.CloseAfter(100_000)));
    Outcome.Failed broken = (Outcome.Failed) run(continuing("a", left()), Proof.NONE);
    assertThat(broken.grew()).isTrue();
    origin.on("/a", honest);
    continued(broken.part(), Proof.NONE);
    assertThat(range(1)).isEqualTo("bytes=250100-300099");
    assertThat(saved("a")).isEqualTo(piece(entity));
  }

  @ParameterizedTest
  @EnumSource(Ranges.Lie.class)
  void whateverTheServerSaysTheBytesAreRight(Ranges.Lie lie) throws Exception {
    OriginServer.Script lying = Ranges.of(entity, ETAG, lie);
    origin.on("/a", request -> (asksForRest(request) ? lying : honest).reply(request));
    continued(left(), Proof.NONE);
    assertThat(range(0)).isEqualTo(REST);
    assertThat(saved("a")).isEqualTo(piece(entity));
  }

  @Test
  void restThatGoesOnBehindThePieceIsNotJoined() throws Exception {
    Reply longer =
        Reply.ok(Arrays.copyOfRange(entity, 150_100, entity.length))
            .withStatus(206)
            .with("ETag", ETAG)
            .with("Content-Range", "bytes 150100-399999/400000");
    origin.on("/a", request -> asksForRest(request) ? longer : honest.reply(request));
    continued(left(), Proof.NONE);
    assertThat(range(1)).isEqualTo(WHOLE_PIECE);
    assertThat(saved("a")).isEqualTo(piece(entity));
  }

  @Test
  void pieceOfWhatHasChangedIsFetchedFromItsStart() throws Exception {
    byte[] changed = Reply.bytes(400_000, 8);
    origin.on("/a", Ranges.of(changed, "\"v2\"", Ranges.Lie.NONE));
    continued(left(), Proof.NONE);
    assertThat(range(1)).isEqualTo(WHOLE_PIECE);
    assertThat(origin.seen("/a").get(1).header("if-range")).isNull();
    assertThat(saved("a")).isEqualTo(piece(changed));
  }

  @Test
  void serverThatForgetsRangesFailsThePiece() throws Exception {
    origin.on("/a", Reply.ok(entity).with("ETag", ETAG));
    assertThat(code(run(continuing("a", left()), Proof.NONE))).isEqualTo(ErrorCode.BAD_RESPONSE);
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"W/\"v1\", bytes 100-300099/400000", "\"v1\", bytes 100-300099/*"})
  void pieceThatCannotBeRecognisedAgainIsNotKept(String etag, String range) throws Exception {
    origin.on(
        "/a",
        Reply.ok(piece(entity))
            .withStatus(206)
            .with("ETag", etag)
            .with("Content-Range", range)
            .with(new OriginFault.CloseAfter(KEPT)));
    assertThat(((Outcome.Failed) run(file("a"), Proof.NONE)).part()).isNull();
    assertThat(files()).isEmpty();
  }

  @Test
  void pieceThatIsTheWholeIsContinuedToo() throws Exception {
    ByteSpan all = new ByteSpan(0, entity.length - 1);
    origin.on("/a", Reply.ok(entity).with("ETag", ETAG).with(new OriginFault.CloseAfter(KEPT)));
    Outcome.Failed broken = (Outcome.Failed) run(file("a"), all, Proof.NONE);
    origin.on("/a", honest);
    assertThat(run(continuing("a", broken.part()), all, Proof.NONE))
        .isInstanceOf(Outcome.Saved.class);
    assertThat(range(1)).isEqualTo("bytes=150000-399999");
    assertThat(saved("a")).isEqualTo(entity);
  }

  @Test
  void partThatIsAsLongAsThePieceIsFetchedFromItsStart() throws Exception {
    Part left = left();
    Files.write(downloads.resolve(PART), Reply.bytes((int) PIECE.length(), 10));
    origin.on("/a", honest);
    continued(left, Proof.NONE);
    assertThat(range(0)).isEqualTo(WHOLE_PIECE);
    assertThat(saved("a")).isEqualTo(piece(entity));
  }

  @Test
  void checksumJudgesWhatIsJoined() throws Exception {
    origin.on("/a", honest);
    continued(left(), sha256(piece(entity)));
    assertThat(saved("a")).isEqualTo(piece(entity));
  }

  @Test
  void partThatIsDamagedIsFoundOutByTheChecksum() throws Exception {
    Part left = left();
    Files.write(downloads.resolve(PART), new byte[KEPT]);
    origin.on("/a", honest);
    assertThat(code(run(continuing("a", left), sha256(piece(entity)))))
        .isEqualTo(ErrorCode.CHECKSUM);
    assertThat(files()).isEmpty();
  }

  /** What an interrupted piece left. */
  private Part left() throws Exception {
    Files.write(downloads.resolve(PART), Arrays.copyOf(piece(entity), KEPT));
    return new Part(PART, origin.url("/a"), ETAG, null, entity.length, BootId.ID);
  }

  private Outcome.Saved continued(Part part, Proof proof) throws Exception {
    Outcome outcome = run(continuing("a", part), proof);
    assertThat(outcome).isInstanceOf(Outcome.Saved.class);
    return (Outcome.Saved) outcome;
  }

  private Outcome run(Sink sink, Proof proof) throws Exception {
    return run(sink, PIECE, proof);
  }

  private Outcome run(Sink sink, ByteSpan piece, Proof proof) throws Exception {
    long id = coordinator.nextId();
    Demands demands = new Demands(proof, piece, Keep.DEFAULT, false);
    Task task = new Task(id, "job", id, get(origin.url("/a")), sink, Expect.ANY, demands);
    coordinator.begin(List.of(task));
    return coordinator.await(id);
  }

  private static Proof sha256(byte[] body) throws Exception {
    String hex = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    return new Proof(List.of(Checksum.of(Checksum.Algorithm.SHA256, hex)), Proof.ANY_SIZE);
  }

  private static byte[] piece(byte[] of) {
    return Arrays.copyOfRange(of, (int) PIECE.first(), (int) PIECE.last() + 1);
  }

  private static boolean asksForRest(OriginServer.Seen request) {
    return REST.equals(request.header("range"));
  }

  private String range(int request) {
    return origin.seen("/a").get(request).header("range");
  }
}
