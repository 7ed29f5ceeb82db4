package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Jobs whose large files come by several connections each. */
class SegmentedJobTest extends CoordinatorCase {
  private static final int MIB = 1 << 20;
  private static final String FOUR = "'limits':{'perHost':4,'segments':4}";
  private static final String TWO = "'limits':{'concurrency':2,'perHost':2,'segments':2}";

  private final byte[] entity = Reply.bytes(9 * MIB, 7);
  private final OriginServer.Script honest = Ranges.of(entity, "\"v1\"", Ranges.Lie.NONE);
  private final AtomicInteger answers = new AtomicInteger();

  /** The whole at a crawl, and five pieces; of the others not all comes until {@link #open}. */
  private Reply guarded(OriginServer.Seen request) {
    Reply reply = honest.reply(request);
    if (open.get()) {
      return reply;
    } else if (request.header("range") == null) {
      return reply.with(new OriginFault.Drip(32 << 10, 50));
    }
    return answers.getAndIncrement() < 5 ? reply : reply.with(new OriginFault.Stall(300_000));
  }

  private String interrupted() {
    origin.on("/big", this::guarded);
    String id = rig.submit(urls(Stream.of("/big"), FOUR)).id();
    rig.await(id, j -> answers.get() > 5 && j.progress().bytes() > 4 * MIB);
    return id;
  }

  private Path saved() {
    return rig.downloads().resolve("n/big");
  }

  @Test
  void connectionsOfItsFilesStayWithinItsLimits() {
    origin.otherwise(honest);
    var job = rig.run(urls(Stream.of("/1", "/2", "/3"), FOUR));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.requests()).isGreaterThan(3 * 5);
    // Each file's first answer and its four lanes may each have needed a connection of its own:
    // one is used again only where its answer ended before the next request began.
    assertThat(origin.connections()).isLessThanOrEqualTo(3 * 5);
    assertThat(rig.downloads().resolve("n/3")).hasBinaryContent(entity);
  }

  @Test
  void refusedPieceRestsItsHostForAllThatWaits() {
    Promise<Void> rests = Promise.promise();
    origin.on(
        "/big",
        r ->
            r.header("range") == null
                ? honest.reply(r).with(new OriginFault.Held(MIB / 2, rests.future()))
                : Reply.status(429).with("Retry-After", "500"));
    String id = rig.submit(urls(Stream.of("/big", "/small"), TWO)).id();
    rig.await(id, SegmentedJobTest::rests);
    rests.complete();
    rig.await(id, j -> j.progress().done() == 1);
    assertThat(saved()).hasBinaryContent(entity);
    cancel(id);
    rig.awaitEnd(id);
    assertThat(states(id)).containsExactly("done", "cancelled");
    assertThat(origin.requests()).isEqualTo(2);
  }

  private static boolean rests(Job job) {
    return job.progress().hosts().stream().anyMatch(host -> host.state().equals("resting"));
  }

  @Test
  void noPieceIsAskedForWhileItsHostRestsForAnotherJob() {
    Promise<Void> rests = Promise.promise();
    origin.on(
        "/big",
        r -> {
          if (r.header("range") != null) {
            answers.incrementAndGet();
          }
          return honest.reply(r).with(new OriginFault.Held(MIB / 2, rests.future()));
        });
    origin.on("/other", Reply.status(429).with("Retry-After", "500"));
    String id = rig.submit(urls(Stream.of("/big"), TWO)).id();
    rig.await(id, j -> answers.get() == 1);
    String other = rig.submit(urls(Stream.of("/other"), "")).id();
    rig.await(id, SegmentedJobTest::rests);
    rests.complete();
    Job back = rig.await(id, j -> j.progress().active() == 0);
    assertThat(back.progress().waiting()).isEqualTo(1);
    assertThat(origin.requests("/big")).isEqualTo(2);
    Stream.of(id, other).forEach(this::cancel);
    Stream.of(id, other).forEach(rig::awaitEnd);
  }

  @Test
  void pieceThatIsRefusedForASecondIsAskedForAfterItAndCostsNoAttempt() {
    AtomicLong untilNanos = new AtomicLong();
    AtomicInteger early = new AtomicInteger();
    origin.on(
        "/big",
        r -> {
          if (r.header("range") == null) {
            return honest.reply(r).with(new OriginFault.Drip(32 << 10, 50));
          } else if (answers.getAndIncrement() == 3) {
            untilNanos.set(System.nanoTime() + 1_000_000_000L);
          }
          if (untilNanos.get() == 0 || System.nanoTime() - untilNanos.get() >= 0) {
            return honest.reply(r);
          }
          early.incrementAndGet();
          return Reply.status(503).with("Retry-After", "1");
        });
    Job job = rig.run(urls(Stream.of("/big"), FOUR + ",'retry':{'attempts':1}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(saved()).hasBinaryContent(entity);
    // What was on its way when the first refusal came, and no more.
    assertThat(early).hasValueBetween(1, 4);
  }

  @Test
  void whatIsWholeFromTheStartIsContinuedAfterAPause() {
    String id = interrupted();
    pause(id);
    rig.await(id, j -> j.progress().active() == 0);
    open.set(true);
    resume(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(saved()).hasBinaryContent(entity);
    String range = origin.seen("/big").get(origin.requests("/big") - 1).header("range");
    assertThat(Integer.parseInt(range.replaceAll("\\D", ""))).isPositive();
    assertThat(range).endsWith("-");
  }

  @Test
  void afterACrashItBeginsAnew() {
    String id = interrupted();
    int before = origin.requests("/big");
    open.set(true);
    crash();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(saved()).hasBinaryContent(entity);
    assertThat(origin.seen("/big").subList(before, origin.requests("/big")))
        .anyMatch(r -> r.header("range") == null);
  }

  @Test
  void cancelledOneLeavesNothing() {
    String id = interrupted();
    cancel(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.files()).isEmpty();
  }

  @Test
  void whereRequestsAreSpacedThereIsOneConnection() {
    origin.otherwise(honest);
    String spaced = "'limits':{'segments':4,'requestsPerSecond':100}";
    rig.run(urls(Stream.of("/1"), spaced));
    assertThat(origin.requests()).isEqualTo(1);
  }

  @Test
  void itIsHeldToItsRateOfBytes() {
    origin.otherwise(honest);
    String slow = "'limits':{'segments':4,'bytesPerSecond':" + 6 * MIB + "}";
    String id = rig.run(urls(Stream.of("/1"), slow)).id();
    assertThat(rig.items(id, ItemState.DONE))
        .singleElement()
        .extracting(Item::durationMs)
        .satisfies(ms -> assertThat(ms.longValue()).isGreaterThan(900));
  }
}
