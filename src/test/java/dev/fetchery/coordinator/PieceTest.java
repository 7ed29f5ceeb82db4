package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Sha256;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Item;
import dev.fetchery.job.JobState;
import dev.fetchery.job.PendingItem;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A piece that is saved of a large body goes on where it was cut. */
class PieceTest extends CoordinatorCase {
  private static final String TAG = "\"v1\"";
  private static final int MIB = 1 << 20;

  private final byte[] entity = Reply.bytes(4 * MIB, 7);
  private final OriginServer.Script honest = Ranges.of(entity, TAG, Ranges.Lie.NONE);

  private String submit(int last, String fields) {
    String entry = "{'url':'" + origin.url("/big") + "','range':'100-" + last + "'}";
    return rig.submit(job("{'type':'urls','urls':[" + entry + "]}", fields)).id();
  }

  /** The first answer comes to a stop after so many bytes. */
  private void stopAfter(int bytes) {
    origin.on(
        "/big",
        request ->
            origin.requests("/big") == 1
                ? honest.reply(request).with(new OriginFault.Stall(bytes))
                : honest.reply(request));
  }

  private List<String> ranges() {
    return origin.seen("/big").stream().map(request -> request.header("range")).toList();
  }

  private void assertSaved(String id, int last) {
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.downloads().resolve("n/big"))
        .hasBinaryContent(Arrays.copyOfRange(entity, 100, last + 1));
    assertThat(origin.seen("/big").get(1).header("if-range")).isEqualTo(TAG);
  }

  @Test
  void anAttemptThatBringsMoreOfItIsNotCounted() {
    origin.on("/big", r -> honest.reply(r).with(new OriginFault.CloseAfter(300_000)));
    String id = submit(1_000_099, "'retry':{'attempts':2,'backoffMs':0}");
    assertSaved(id, 1_000_099);
    assertThat(ranges())
        .containsExactly(
            "bytes=100-1000099",
            "bytes=300100-1000099",
            "bytes=600100-1000099",
            "bytes=900100-1000099");
    Item item = item(id, 0);
    assertThat(item.attempts()).isEqualTo(4);
    assertThat(item.size()).isEqualTo(1_000_000);
  }

  @Test
  void whatAPauseKeptOfItIsContinued() {
    stopAfter(200_000);
    String id = submit(400_099, "");
    rig.await(id, job -> job.progress().bytes() >= 200_000);
    pause(id);
    rig.await(id, job -> job.progress().active() == 0);
    resume(id);
    assertSaved(id, 400_099);
    assertThat(ranges()).containsExactly("bytes=100-400099", "bytes=200100-400099");
    assertThat(item(id, 0).attempts()).isEqualTo(1);
  }

  @Test
  void itIsContinuedAfterACrash() {
    stopAfter(2 * MIB);
    int last = 3 * MIB;
    String id = submit(last, "'request':{'idleTimeoutMs':120000}");
    rig.await(id, job -> job.progress().bytes() >= 2 * MIB && isRecorded(id));
    crash();
    assertSaved(id, last);
    assertThat(ranges().get(1)).matches("bytes=[1-9][0-9]{6}-" + last);
  }

  private boolean isRecorded(String id) {
    List<PendingItem> waiting = Rig.await(rig.store().waiting(id, null, 0, 1));
    return !waiting.isEmpty() && waiting.get(0).part() != null;
  }

  private static String digest(byte[] of) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(Sha256.of(of)) + ":";
  }

  @Test
  void theDigestOfItsBytesIsItsProof() {
    byte[] asked = Arrays.copyOfRange(entity, 100, 200);
    origin.on(
        "/big",
        request ->
            honest
                .reply(request)
                .with("Repr-Digest", digest(entity))
                .with("Content-Digest", digest(origin.requests("/big") == 1 ? entity : asked)));
    String id = submit(199, "'retry':{'attempts':2,'backoffMs':0}");
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.downloads().resolve("n/big")).hasBinaryContent(asked);
    assertThat(item(id, 0).integrity()).isEqualTo(Integrity.DIGEST);
    assertThat(item(id, 0).attempts()).isEqualTo(2);
  }

  @Test
  void theDigestOfItsRestIsNone() {
    origin.on(
        "/big",
        request ->
            origin.requests("/big") == 1
                ? honest.reply(request).with(new OriginFault.CloseAfter(300_000))
                : honest
                    .reply(request)
                    .with("Content-Digest", digest(Arrays.copyOfRange(entity, 300_100, 400_100))));
    String id = submit(400_099, "'retry':{'attempts':2,'backoffMs':0}");
    assertSaved(id, 400_099);
    assertThat(item(id, 0).integrity()).isEqualTo(Integrity.LENGTH);
  }
}
