package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much is asked of whom, and when: over real connections. */
class LimitsTest extends CoordinatorCase {

  /**
   * The most requests the origin has at once. It answers none before so many are there, and then
   * late enough for one too many to be seen.
   */
  private AtomicInteger mostAtOnce(int expected) {
    AtomicInteger most = new AtomicInteger();
    Promise<Void> full = Promise.promise();
    origin.otherwise(
        r -> {
          int now = origin.unansweredConnections();
          most.accumulateAndGet(now, Math::max);
          if (now == expected) {
            full.tryComplete();
          }
          return Reply.ok("x").with(new OriginFault.Held(0, full.future())).after(120);
        });
    return most;
  }

  @Test
  void jobHasNoMoreRequestsAtOnceThanItsConcurrency() {
    AtomicInteger most = mostAtOnce(8);
    assertThat(rig.run(numbered(40, "'limits':{'concurrency':8}")).progress().done()).isEqualTo(40);
    assertThat(most).hasValue(8);
  }

  @Test
  void hostHasNoMoreRequestsAtOnceThanPerHost() {
    AtomicInteger most = mostAtOnce(5);
    assertThat(rig.run(numbered(30, "'limits':{'perHost':5}")).progress().done()).isEqualTo(30);
    assertThat(most).hasValue(5);
  }

  @Test
  void requestsAreSpacedEvenlyAndRedirectsCount() {
    List<Long> at = new CopyOnWriteArrayList<>();
    origin.otherwise(
        r -> {
          at.add(System.nanoTime() / 1_000_000);
          return r.path().startsWith("/to") ? Reply.ok("x") : Reply.redirect(302, "/to" + r.path());
        });
    rig.run(numbered(6, "'limits':{'requestsPerSecond':20}"));
    assertThat(at).hasSize(12);
    assertThat(at.get(11) - at.get(0)).isGreaterThanOrEqualTo(300);
  }

  @Test
  void bytesArriveNoFasterThanAllowed() {
    origin.otherwise(r -> Reply.ok(Reply.bytes(200_000, 1)));
    long start = System.nanoTime();
    Job job = rig.run(numbered(4, "'limits':{'bytesPerSecond':800000}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThan(500);
  }

  @Test
  void twoJobsShareTheServicesSlotsFairly() {
    restartWith(setup().concurrency(20));
    origin.otherwise(r -> Reply.ok("x").after(20));
    String large = rig.submit(numbered(2_000, "'save':{'dir':'a'}")).id();
    rig.await(large, j -> j.progress().active() == 20);
    String small = rig.submit(numbered(50, "'save':{'dir':'b'}")).id();
    rig.awaitEnd(small);
    assertThat(rig.show(large).progress().done()).isLessThan(1_000);
    cancel(large);
    rig.awaitEnd(large);
  }

  @Test
  void retryAfterRestsTheWholeHostForEveryJobAndBurnsNoAttempts() {
    AtomicInteger asked = new AtomicInteger();
    List<Long> at = new CopyOnWriteArrayList<>();
    origin.otherwise(
        r -> {
          at.add(System.nanoTime() / 1_000_000);
          return asked.getAndIncrement() == 0
              ? Reply.status(429).with("Retry-After", "5")
              : Reply.ok("x");
        });
    String first = rig.submit(numbered(3, "'limits':{'concurrency':1}")).id();
    Job resting = rig.await(first, j -> asked.get() == 1 && !j.progress().hosts().isEmpty());
    assertThat(resting.progress().hosts().get(0).state()).isEqualTo("resting");
    assertThat(resting.progress().hosts().get(0).limit()).isBetween(1, 64);
    String second = rig.submit(numbered(3, "'save':{'dir':'b'}")).id();
    assertThat(rig.awaitEnd(first).progress().done()).isEqualTo(3);
    assertThat(rig.awaitEnd(second).progress().done()).isEqualTo(3);
    assertThat(at.get(1) - at.get(0)).isGreaterThanOrEqualTo(4_990);
    assertThat(rig.items(second)).allSatisfy(i -> assertThat(i.attempts()).isEqualTo(1));
  }

  @Test
  void retryAfterHoldsForOthersAlsoWhenItsOwnItemIsNotTriedAgain() {
    AtomicInteger asked = new AtomicInteger();
    List<Long> at = new CopyOnWriteArrayList<>();
    origin.otherwise(
        r -> {
          at.add(System.nanoTime() / 1_000_000);
          return asked.getAndIncrement() == 0
              ? Reply.status(503).with("Retry-After", "1")
              : Reply.ok("x");
        });
    Job job = rig.run(numbered(2, "'limits':{'concurrency':1},'retry':{'attempts':1}"));
    assertThat(states(job.id())).containsExactly("failed http_status", "done");
    assertThat(at.get(1) - at.get(0)).isGreaterThanOrEqualTo(990);
  }

  @Test
  void retryAfterBeyondWhatIsWaitedForFailsItsItemAlone() {
    origin.on("/0", Reply.status(429).with("Retry-After", "9223372037"));
    Job job = rig.run(numbered(3, ""));
    assertThat(states(job.id())).containsExactly("failed http_status", "done", "done");
    assertThat(item(job.id(), 0).error().detail()).contains("Retry-After");
  }

  @Test
  void hostThatNeverAnswersListedFirstDelaysNoOther() {
    try (OriginServer dead = OriginServer.start()) {
      dead.otherwise(r -> noAnswer());
      String urls =
          Stream.concat(
                  IntStream.range(0, 20_000).mapToObj(i -> dead.url("/d" + i)),
                  IntStream.range(0, 100).mapToObj(i -> origin.url("/g" + i)))
              .map(u -> '"' + u + '"')
              .collect(Collectors.joining(","));
      String id = rig.submit(job("{'type':'urls','urls':[" + urls + "]}", "")).id();
      rig.await(id, j -> j.progress().done() == 100);
      assertThat(rig.items(id, ItemState.DONE)).allSatisfy(i -> assertThat(i.url()).contains("/g"));
      cancel(id);
      assertThat(rig.awaitEnd(id).progress().cancelled()).isEqualTo(20_000);
    }
  }

  @Test
  void thousandItemsOnADeadHostEnd() {
    OriginServer dead = OriginServer.start();
    String url = dead.url("/");
    dead.close();
    String urls =
        IntStream.range(0, 1_000)
            .mapToObj(i -> '"' + url + i + '"')
            .collect(Collectors.joining(","));
    Job job =
        rig.run(
            job(
                "{'type':'urls','urls':[" + urls + ",'" + origin.url("/ok") + "']}",
                "'retry':{'backoffMs':50,'giveUpMs':1500}"));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.progress().done()).isEqualTo(1);
    assertThat(rig.items(job.id(), ItemState.FAILED))
        .hasSize(1_000)
        .allSatisfy(i -> assertThat(i.error().code().wire()).isEqualTo("connect"));
  }

  @Test
  void lonelyItemOfADeadHostIsGivenUpToo() {
    OriginServer dead = OriginServer.start();
    String url = dead.url("/");
    dead.close();
    Job job =
        rig.run(
            job(
                "{'type':'urls','urls':['" + url + "']}",
                "'retry':{'attempts':1000,'backoffMs':20,'maxBackoffMs':40,'giveUpMs':300}"));
    assertThat(states(job.id())).containsExactly("failed connect");
  }

  @Test
  void sourceOnADeadHostIsGivenUpToo() {
    OriginServer dead = OriginServer.start();
    String url = dead.url("/");
    dead.close();
    Job job =
        rig.run(
            job(
                "{'type':'json','url':'" + url + "'}",
                "'retry':{'attempts':1000,'backoffMs':20,'maxBackoffMs':40,'giveUpMs':300}"));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error().code().wire()).isEqualTo("connect");
  }

  @Test
  void itemIsTriedAsOftenAsAllowedAndNoMore() {
    origin.on("/0", Reply.status(503));
    origin.on("/1", Reply.status(500), Reply.status(502), Reply.ok("x"));
    Job job = rig.run(numbered(2, "'retry':{'attempts':3,'backoffMs':5}"));
    assertThat(states(job.id())).containsExactly("failed http_status", "done");
    assertThat(origin.requests("/0")).isEqualTo(3);
    assertThat(rig.items(job.id())).extracting("attempts").containsExactly(3, 3);
    assertThat(job.progress().retries()).isEqualTo(4);
  }

  @Test
  void redirectsEndWhereTheyAreNotWanted() {
    origin.on("/0", Reply.redirect(302, "/0"));
    origin.on("/1", Reply.redirect(302, null));
    origin.on("/2", Reply.redirect(302, "ftp://x/"));
    Job job = rig.run(numbered(3, "'request':{'maxRedirects':3}"));
    assertThat(states(job.id()))
        .containsExactly("failed too_many_redirects", "failed bad_response", "failed bad_response");
    assertThat(origin.requests("/0")).isEqualTo(4);
    Job none = rig.run(numbered(1, "'request':{'maxRedirects':0}"));
    assertThat(states(none.id())).containsExactly("failed http_status");
    assertThat(item(none.id(), 0).status()).isEqualTo(302);
  }

  @Test
  void moreJobsThanMayRunAreQueuedInTheirOrder() {
    restartWith(setup().maxRunningJobs(1).maxOpenJobs(4).pauseGraceMs(60_000));
    origin.on("/0", noAnswer());
    String running = rig.submit(numbered(1, "")).id();
    rig.await(running, j -> j.progress().active() == 1);
    String next = rig.submit(urls(Stream.of("/a"), "")).id();
    String paused = rig.submit(urls(Stream.of("/b"), "")).id();
    String last = rig.submit(urls(Stream.of("/c"), "")).id();
    assertThat(
            refused(new dev.fetchery.bus.Command.Submit(Rig.document(numbered(1, "")), null, null)))
        .isEqualTo(429);
    assertThat(pause(paused).state()).isEqualTo(JobState.PAUSED);
    assertThat(cancel(last).state()).isIn(JobState.QUEUED, JobState.CANCELLED);
    assertThat(rig.awaitEnd(last).state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.show(next).state()).isEqualTo(JobState.QUEUED);
    pause(running);
    assertThat(rig.awaitEnd(next).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(resume(paused).state()).isIn(JobState.QUEUED, JobState.RUNNING);
    assertThat(rig.awaitEnd(paused).state()).isEqualTo(JobState.SUCCEEDED);
    cancel(running);
    rig.awaitEnd(running);
  }
}
