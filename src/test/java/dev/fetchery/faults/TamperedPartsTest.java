package dev.fetchery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes to a part while its job is paused. */
class TamperedPartsTest {
  private static final byte[] ENTITY = Reply.bytes(600_000, 21);
  private static final int CAME = 400_000;
  private static final String TAG = "\"v1\"";

  private OriginServer origin;
  private Rig rig;
  private Path outside;

  @BeforeEach
  void start(@TempDir Path root) throws IOException {
    outside = Files.write(root.resolve("outside"), Arrays.copyOf(ENTITY, CAME));
    origin = OriginServer.start().otherwise(request -> Reply.ok("sibling"));
    OriginServer.Script honest = Ranges.of(ENTITY, TAG, Ranges.Lie.NONE);
    origin.on(
        "/large",
        request ->
            origin.requests("/large") == 1
                ? honest.reply(request).with(new OriginFault.Stall(CAME))
                : honest.reply(request));
    CoordinatorSetup setup = CoordinatorSetup.in(root).leases(10_000, 1_000).pauseGraceMs(100);
    rig = Rig.start(root, 2, setup.build());
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    rig.assertNothingLeaked();
    assertThat(outside).hasBinaryContent(Arrays.copyOf(ENTITY, CAME));
    rig.close();
    origin.close();
  }

  private interface Tampering {
    void with(Path part) throws IOException;
  }

  /** Pauses in the middle of the body, tampers with its part, goes on, and gives the item. */
  private Item resumed(String further, Tampering tampering) throws Exception {
    String id =
        rig.submit(
                """
                {"source": {"type": "urls", "urls": [{"url": "%s" %s}, "%s"]},
                 "save": {"dir": "d", "as": "{index}"}}
                """
                    .formatted(origin.url("/large"), further, origin.url("/sibling")))
            .id();
    rig.await(id, j -> j.progress().bytes() >= CAME && j.progress().done() == 1);
    rig.ask(new Command.Pause(id), Answer.JobView.class);
    rig.await(id, j -> j.progress().active() == 0);
    List<String> parts = rig.files().stream().filter(f -> f.endsWith(".part")).toList();
    assertThat(parts).hasSize(1);
    tampering.with(rig.downloads().resolve(parts.get(0)));
    rig.ask(new Command.Resume(id), Answer.JobView.class);
    Job ended = rig.awaitEnd(id);
    assertThat(ended.progress().done()).as("%s", rig.items(id)).isEqualTo(2);
    assertThat(rig.downloads().resolve("d/0"))
        .isRegularFile()
        .hasBinaryContent(ENTITY)
        .matches(f -> !Files.isSymbolicLink(f));
    return rig.items(id).get(0);
  }

  private static String withDigest() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(ENTITY);
    return ", \"sha256\": \"" + HexFormat.of().formatHex(digest) + "\"";
  }

  private String secondRange() {
    return origin.seen("/large").get(1).header("range");
  }

  @Test
  void untouchedPartIsContinued() throws Exception {
    resumed("", part -> assertThat(part).hasSize(CAME));
    assertThat(secondRange()).isEqualTo("bytes=" + CAME + "-");
  }

  @Test
  void partThatWasCutIsContinuedWhereItEnds() throws Exception {
    resumed("", part -> Files.write(part, Arrays.copyOf(ENTITY, 100_000)));
    assertThat(secondRange()).isEqualTo("bytes=100000-");
  }

  @Test
  void partOfWhichAPieceWasZeroedIsFoundOutByTheDigestAndFetchedAnew() throws Exception {
    Item item =
        resumed(
            withDigest(),
            part -> {
              byte[] came = Files.readAllBytes(part);
              Arrays.fill(came, 100_000, 104_096, (byte) 0);
              Files.write(part, came);
            });
    assertThat(item.integrity()).isEqualTo(Integrity.DIGEST);
    assertThat(secondRange()).isEqualTo("bytes=" + CAME + "-");
    assertThat(origin.seen("/large").get(2).header("range")).isNull();
  }

  @Test
  void partOfAnotherEntityIsFoundOutByTheDigestAndFetchedAnew() throws Exception {
    Item item = resumed(withDigest(), part -> Files.write(part, Reply.bytes(CAME, 99)));
    assertThat(item.state()).isEqualTo(ItemState.DONE);
    assertThat(origin.requests("/large")).isEqualTo(3);
  }

  @Test
  void partThatGrewBeyondTheWholeIsFetchedAnew() throws Exception {
    resumed("", part -> Files.write(part, Arrays.copyOf(ENTITY, 700_000)));
    assertThat(secondRange()).isNull();
  }

  @Test
  void partThatIsGoneOrEmptyIsFetchedAnew() throws Exception {
    resumed("", Files::delete);
    assertThat(secondRange()).isNull();
  }

  @Test
  void partThatBecameALinkIsNeitherReadNorWrittenThrough() throws Exception {
    resumed(
        "",
        part -> {
          Files.delete(part);
          Files.createSymbolicLink(part, outside);
        });
    assertThat(secondRange()).isNull();
    assertThat(Files.isRegularFile(outside, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void partThatIsAnotherNameOfAForeignFileIsNotWrittenInto() throws Exception {
    resumed(
        "",
        part -> {
          Files.delete(part);
          Files.createLink(part, outside);
        });
    assertThat(secondRange()).isNull();
  }
}
