package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Active;
import dev.fetchery.bus.Command;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Progress;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Reply;
import io.vertx.core.Promise;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is shown of a job and its items while they are fetched. */
@Timeout(60)
class LiveViewsTest extends CoordinatorCase {
  private static final int KIB = 1 << 10;

  @Override
  CoordinatorSetup setup() {
    return CoordinatorSetup.in(root).pauseGraceMs(50);
  }

  private List<Active> active(String id) {
    return rig.ask(new Command.ShowActive(id), Answer.ActiveItems.class).items();
  }

  @Test
  void itemsUnderWayTellTheirBytesAndSize() {
    Promise<Void> rest = Promise.promise();
    byte[] body = Reply.bytes(300 * KIB, 1);
    origin.on("/a", Reply.ok(body).with(new OriginFault.Held(100 * KIB, rest.future())));
    origin.on("/b", Reply.ok(body).with(new OriginFault.Held(200 * KIB, rest.future())));
    String id = rig.submit(urls(Stream.of("/a", "/b"), "")).id();
    Job half = rig.await(id, job -> job.progress().bytes() == 300 * KIB);
    assertThat(half.progress().bytesExpected()).isEqualTo(600 * KIB);
    assertThat(active(id))
        .allSatisfy(
            item -> {
              assertThat(item.attempts()).isEqualTo(1);
              assertThat(item.size()).isEqualTo(300 * KIB);
              assertThat(item.startedAt())
                  .isBetween(half.startedAt(), half.startedAt().plusSeconds(50));
            })
        .extracting(Active::bytes)
        .containsExactlyInAnyOrder(100L * KIB, 200L * KIB);
    rest.complete();
    Progress end = rig.awaitEnd(id).progress();
    assertThat(end.bytes()).isEqualTo(600 * KIB);
    assertThat(end.bytesExpected()).isEqualTo(600 * KIB);
    assertThat(end.etaMs()).isZero();
  }

  /** Also between the end of an item and its commit. */
  @Test
  void bytesNeverFallAndTheirSumStaysKnownWhileItemsEnd() {
    // Each ends at a time of its own, and their sizes are told before the first does.
    for (int i = 0; i < 12; i++) {
      byte[] body = Reply.bytes((300 + 20 * i) * KIB, 1);
      origin.on("/" + i, Reply.ok(body).with(new OriginFault.Drip(20 * KIB, 50)));
    }
    String id = rig.submit(numbered(12, "'limits':{'concurrency':12}")).id();
    Progress last = rig.await(id, j -> j.progress().bytesExpected() != null).progress();
    assertThat(last.done()).isZero();
    while (last.done() < 12) {
      Progress next = rig.show(id).progress();
      assertThat(next.bytes()).as("after %s", last).isGreaterThanOrEqualTo(last.bytes());
      assertThat(next.bytesExpected()).as("%s", next).isEqualTo((12L * 300 + 66 * 20) * KIB);
      assertThat(next.waiting()).as("%s", next).isZero();
      if (next.bytes() == next.bytesExpected()) {
        assertThat(next.etaMs()).as("%s", next).isZero();
      }
      last = next;
    }
    rig.awaitEnd(id);
  }

  @Test
  void bytesExpectedAreUnknownWhileOneSizeIs() {
    origin.on(
        "/a",
        Reply.ok(Reply.bytes(300 * KIB, 1))
            .with(new OriginFault.Held(100 * KIB, Promise.promise().future())));
    origin.on("/b", request -> gate());
    String id = rig.submit(urls(Stream.of("/a", "/b"), "")).id();
    Job job = rig.await(id, j -> j.progress().bytes() == 100 * KIB && j.progress().active() == 2);
    assertThat(job.progress().bytesExpected()).isNull();
    rig.ask(new Command.Cancel(id), Answer.JobView.class);
    assertThat(rig.awaitEnd(id).progress().bytesExpected()).isZero();
  }

  /** 240 KiB in steps that take the whole of it two and a half seconds. */
  private static Reply slow() {
    return Reply.ok(Reply.bytes(240 * KIB, 2))
        .with("ETag", "\"x\"")
        .with(new OriginFault.Drip(2 * KIB, 20));
  }

  @Test
  void timeLeftOfAHalfFetchedFileIsRightWithinAFactorOfTwo() {
    origin.on("/a", slow());
    String id = rig.submit(urls(Stream.of("/a"), "")).id();
    Job half = rig.await(id, job -> job.progress().bytes() >= 110 * KIB);
    long began = System.nanoTime();
    Long told = half.progress().etaMs();
    rig.awaitEnd(id);
    assertThat(told).isNotNull();
    assertRight(told, began);
  }

  @Test
  void pausedJobTellsWhatIsKeptAndCountsItOnceItIsContinued() {
    origin.on("/a", slow());
    origin.on("/b", Reply.ok("small"));
    String id = rig.submit(urls(Stream.of("/a", "/b"), "")).id();
    rig.await(id, job -> job.progress().bytes() >= 120 * KIB);
    pause(id);
    Job paused =
        rig.await(id, job -> job.state() == JobState.PAUSED && job.progress().kept() != null);
    assertThat(paused.progress().active()).isZero();
    assertThat(paused.progress().bytes()).isEqualTo("small".length());
    Progress.Kept kept = paused.progress().kept();
    assertThat(kept.items()).isEqualTo(1);
    assertThat(kept.bytes()).isBetween(110L * KIB, 240L * KIB);
    assertThat(kept.size()).isEqualTo(240 * KIB);
    Answer.ActiveItems live = rig.ask(new Command.ShowActive(id), Answer.ActiveItems.class);
    assertThat(live.items()).isEmpty();
    assertThat(live.kept()).containsExactly(new Answer.Kept(0, kept.bytes(), 240L * KIB));
    resume(id);
    Job going = rig.await(id, job -> job.progress().bytes() > kept.bytes());
    assertThat(going.progress().kept()).isNull();
    assertThat(rig.awaitEnd(id).progress().kept()).isNull();
  }

  @Test
  void nothingIsKeptOfAPausedJobThatIsCancelled() {
    origin.on("/a", slow());
    String id = rig.submit(urls(Stream.of("/a"), "")).id();
    rig.await(id, job -> job.progress().bytes() >= 120 * KIB);
    pause(id);
    rig.await(id, job -> job.progress().kept() != null);
    rig.ask(new Command.Cancel(id), Answer.JobView.class);
    assertThat(rig.awaitEnd(id).progress().kept()).isNull();
  }

  @Test
  void timeLeftIsRightWithinAFactorOfTwoAfterAPause() {
    origin.on("/a", slow());
    origin.on("/b", slow());
    String id = rig.submit(urls(Stream.of("/a", "/b"), "'limits':{'concurrency':1}")).id();
    rig.await(id, job -> job.progress().bytes() >= 120 * KIB);
    pause(id);
    rig.await(id, job -> job.state() == JobState.PAUSED && job.progress().active() == 0);
    assertThat(rig.show(id).progress().etaMs()).isNull();
    resume(id);
    Job later =
        rig.await(id, job -> job.progress().etaMs() != null && job.state() == JobState.RUNNING);
    long began = System.nanoTime();
    rig.awaitEnd(id);
    assertRight(later.progress().etaMs(), began);
  }

  @Test
  void timeLeftOfManySmallOnesIsRightWithinAFactorOfTwo() {
    origin.otherwise(request -> Reply.ok("small").after(20));
    String id = rig.submit(numbered(600, "'limits':{'concurrency':8}")).id();
    Job later = rig.await(id, job -> job.progress().done() >= 200);
    long began = System.nanoTime();
    rig.awaitEnd(id);
    assertThat(later.progress().etaMs()).isNotNull();
    assertRight(later.progress().etaMs(), began);
  }

  private static void assertRight(long toldMs, long beganNanos) {
    long tookMs = (System.nanoTime() - beganNanos) / 1_000_000;
    assertThat(toldMs).isBetween(tookMs / 2, tookMs * 2);
  }

  @Test
  void cancelledAndFailedItemsAreNoThroughput() {
    origin.on("/0", Reply.ok("done"));
    origin.on("/1", Reply.status(404));
    origin.otherwise(request -> noAnswer());
    String id = rig.submit(numbered(500, "'limits':{'concurrency':3}")).id();
    rig.await(id, job -> job.progress().done() == 1 && job.progress().notFound() == 1);
    rig.ask(new Command.Cancel(id), Answer.JobView.class);
    Job end = rig.awaitEnd(id);
    assertThat(end.progress().cancelled()).isEqualTo(498);
    double whole = 1000.0 / end.progress().elapsedMs();
    assertThat(end.progress().itemsPerSecond()).isBetween(whole - 0.1, whole + 0.1);
  }

  @Test
  void directoryEndsBeforeTheFirstVariable() {
    assertThat(directory("'save':{'dir':'pictures/of {index}/x'}")).isEqualTo("/pictures");
    assertThat(directory("'save':{'dir':'a/b'}")).isEqualTo("/a/b");
    assertThat(directory("'save':{'dir':'{job.time}'}")).isEmpty();
    assertThat(directory("'mode':'save'")).isEqualTo("/n");
  }

  /** What follows the downloads directory. */
  private String directory(String fields) {
    Job job = rig.run(numbered(1, fields));
    String root = rig.downloads().toAbsolutePath().toString();
    assertThat(job.directory()).startsWith(root);
    return job.directory().substring(root.length());
  }
}
