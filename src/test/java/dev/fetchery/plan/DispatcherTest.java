package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Limits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final long T = 1_700_000_000_000L;
  private static final String A = "a.example:443";
  private static final String B = "b.example:443";
  private static final Fault FAULT = new Fault(ErrorCode.CONNECT, "refused");

  private Dispatcher<String> dispatcher = new Dispatcher<>(1000);

  private static Limits limits(int concurrency, int perHost) {
    return new Limits(concurrency, perHost, 0, 0, 1);
  }

  private static Limits paced(double perSecond) {
    return new Limits(64, 64, perSecond, 0, 1);
  }

  private void open(String job, int concurrency, int perHost) {
    dispatcher.open(job, limits(concurrency, perHost), T);
  }

  /** The host has answered before. */
  private void known(String... hosts) {
    for (String host : hosts) {
      dispatcher.host(host).succeeded(T);
    }
  }

  private static QueuedRequest<String> entry(String job, String host, String load) {
    return new QueuedRequest<>(job, host, load, false, 0);
  }

  private void offer(String job, String host, int count) {
    for (int i = 0; i < count; i++) {
      dispatcher.offer(entry(job, host, job + " " + host + " " + i), T);
    }
  }

  private void offerWithCompanion(String load, String host, String companionHost) {
    QueuedRequest<String> entry = entry("job", host, load);
    entry.prerequisite(new QueuedRequest<>("job", companionHost, "lookup of " + load, true, 0));
    dispatcher.offer(entry, T);
  }

  private List<String> loads(List<QueuedRequest<String>> started) {
    return started.stream().map(QueuedRequest::load).toList();
  }

  private Map<String, Long> counted(
      List<QueuedRequest<String>> started, Function<QueuedRequest<String>, String> by) {
    return started.stream().collect(Collectors.groupingBy(by, Collectors.counting()));
  }

  private void release(List<QueuedRequest<String>> started, long nowMs) {
    started.forEach(e -> dispatcher.released(e.job(), e.host(), nowMs));
  }

  /** Fails five different items in a row: the host rests. */
  private long restHost(String host, long nowMs) {
    for (int i = 0; i < 5; i++) {
      dispatcher.host(host).failed(i, Failure.of(FAULT, null, false), 0, nowMs);
    }
    return dispatcher.host(host).backOffUntilMs();
  }

  @Test
  void slotsOfTheServiceComeAndGoWithItsFetchers() {
    dispatcher = new Dispatcher<>(0);
    open("job", 100, 100);
    known(A);
    offer("job", A, 10);
    assertThat(dispatcher.start(100, T)).isEmpty();
    dispatcher.concurrency(4);
    assertThat(dispatcher.start(100, T)).hasSize(4);
    dispatcher.concurrency(2);
    assertThat(dispatcher.couldStart(T)).isFalse();
    dispatcher.concurrency(7);
    assertThat(dispatcher.start(100, T)).hasSize(3);
  }

  @Test
  void entriesOfAHostStartInTheOrderOffered() {
    open("job", 64, 64);
    offer("job", A, 3);
    assertThat(loads(dispatcher.start(10, T)))
        .containsExactly("job " + A + " 0", "job " + A + " 1", "job " + A + " 2");
  }

  @Test
  void whatOthersWaitForGoesFirst() {
    open("job", 64, 64);
    offer("job", A, 3);
    dispatcher.offer(new QueuedRequest<>("job", A, "document", true, 0), T);
    assertThat(dispatcher.start(1, T).get(0).load()).isEqualTo("document");
  }

  @Test
  void noMoreStartThanAskedFor() {
    open("job", 64, 64);
    offer("job", A, 30);
    assertThat(dispatcher.start(7, T)).hasSize(7);
    assertThat(dispatcher.active()).isEqualTo(7);
  }

  @Test
  void theServiceStartsNoMoreThanItsConcurrency() {
    dispatcher = new Dispatcher<>(10);
    open("one", 64, 64);
    open("two", 64, 64);
    offer("one", A, 30);
    offer("two", B, 30);
    assertThat(dispatcher.start(100, T)).hasSize(10);
    assertThat(dispatcher.start(100, T)).isEmpty();
  }

  @Test
  void aJobStartsNoMoreThanItsConcurrency() {
    open("job", 5, 64);
    offer("job", A, 4);
    offer("job", B, 4);
    List<QueuedRequest<String>> started = dispatcher.start(100, T);
    assertThat(started).hasSize(5);
    release(started.subList(0, 2), T);
    assertThat(dispatcher.start(100, T)).hasSize(2);
  }

  @Test
  void hostAtItsLimitDoesNotHoldUpOtherHosts() {
    open("job", 64, 3);
    offer("job", A, 30);
    offer("job", B, 30);
    assertThat(counted(dispatcher.start(100, T), QueuedRequest::host))
        .containsOnly(Map.entry(A, 3L), Map.entry(B, 3L));
  }

  @Test
  void hostsOfAJobTakeTurns() {
    open("job", 6, 64);
    offer("job", A, 30);
    offer("job", B, 30);
    assertThat(counted(dispatcher.start(100, T), QueuedRequest::host))
        .containsOnly(Map.entry(A, 3L), Map.entry(B, 3L));
  }

  @Test
  void jobsShareTheSlotsFairlyInAnyOrderOfComing() {
    dispatcher = new Dispatcher<>(40);
    open("first", 64, 64);
    offer("first", A, 500);
    known(A);
    List<QueuedRequest<String>> first = dispatcher.start(100, T);
    open("second", 64, 64);
    offer("second", A, 500);
    release(first.subList(0, 25), T);
    assertThat(counted(dispatcher.start(100, T), QueuedRequest::job))
        .containsOnly(Map.entry("second", 20L), Map.entry("first", 5L));
  }

  @Test
  void jobsTakeTurnsWhereThereAreFewerSlotsThanJobs() {
    dispatcher = new Dispatcher<>(2);
    List<String> jobs = List.of("one", "two", "three", "four", "five");
    for (String job : jobs) {
      open(job, 64, 64);
      offer(job, A, 20);
    }
    List<QueuedRequest<String>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      List<QueuedRequest<String>> started = dispatcher.start(100, T);
      all.addAll(started);
      release(started, T);
    }
    assertThat(counted(all, QueuedRequest::job))
        .hasSize(5)
        .allSatisfy((job, n) -> assertThat(n).isEqualTo(4));
  }

  @Test
  void jobsShareASlowedHostFairly() {
    open("one", 64, 64);
    open("two", 64, 64);
    long over = restHost(A, T);
    offer("one", A, 20);
    offer("two", A, 20);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      List<QueuedRequest<String>> probe = dispatcher.start(100, over);
      assertThat(probe).hasSize(1);
      order.add(probe.get(0).job());
      release(probe, over);
    }
    assertThat(order).containsExactly("one", "two", "one", "two", "one", "two");
  }

  @Test
  void aRestingHostHoldsUpNoOther() {
    open("job", 64, 64);
    offer("job", A, 30);
    offer("job", B, 5);
    dispatcher.host(A).backOff(T + 60_000, FAULT);
    assertThat(counted(dispatcher.start(100, T), QueuedRequest::host))
        .containsOnly(Map.entry(B, 5L));
    assertThat(dispatcher.wakeAtMs(T)).isEqualTo(T + 60_000);
  }

  @Test
  void aRestHoldsForAllJobsUntilItsEnd() {
    open("one", 64, 64);
    open("two", 64, 64);
    offer("one", A, 3);
    offer("two", A, 3);
    dispatcher.host(A).backOff(T + 1000, FAULT);
    assertThat(dispatcher.start(100, T + 999)).isEmpty();
    assertThat(dispatcher.start(100, T + 1000)).hasSize(6);
  }

  @Test
  void aRestProlongedWhileWaitedForIsHeeded() {
    open("job", 64, 64);
    offer("job", A, 3);
    dispatcher.host(A).backOff(T + 1000, FAULT);
    dispatcher.start(100, T);
    dispatcher.host(A).backOff(T + 5000, FAULT);
    assertThat(dispatcher.start(100, T + 1000)).isEmpty();
    assertThat(dispatcher.wakeAtMs(T + 1000)).isEqualTo(T + 5000);
    assertThat(dispatcher.start(100, T + 5000)).hasSize(3);
  }

  @Test
  void afterARestOneEntryOfAllJobsAsks() {
    open("one", 64, 64);
    open("two", 64, 64);
    offer("one", A, 30);
    offer("two", A, 30);
    long over = restHost(A, T);
    assertThat(dispatcher.start(100, over)).hasSize(1);
    assertThat(dispatcher.start(100, over + 60_000)).isEmpty();
  }

  @Test
  void theProbeGoesAlsoBesideWhatIsStillUnderWay() {
    open("job", 64, 64);
    offer("job", A, 30);
    known(A);
    dispatcher.start(10, T);
    long over = restHost(A, T);
    assertThat(dispatcher.start(100, over)).hasSize(1);
    assertThat(dispatcher.start(100, over)).isEmpty();
  }

  @Test
  void roomThatASuccessMakesIsUsedWithoutAnotherRelease() {
    open("job", 64, 64);
    offer("job", A, 30);
    long over = restHost(A, T);
    List<QueuedRequest<String>> probe = dispatcher.start(100, over);
    release(probe, over);
    List<QueuedRequest<String>> second = dispatcher.start(100, over);
    assertThat(second).hasSize(1);
    dispatcher.host(A).succeeded(over);
    assertThat(dispatcher.start(100, over)).isNotEmpty();
  }

  @Test
  void aHostThatNeverAnsweredLeavesSlotsToOthers() {
    open("job", 64, 64);
    offer("job", A, 100_000);
    assertThat(dispatcher.start(1000, T)).hasSize(48);
    offer("job", B, 100);
    assertThat(counted(dispatcher.start(1000, T), QueuedRequest::host))
        .containsOnly(Map.entry(B, 12L));
    known(B);
    assertThat(counted(dispatcher.start(1000, T), QueuedRequest::host))
        .containsOnly(Map.entry(B, 4L));
  }

  @Test
  void theLastFewOfAHostThatNeverAnsweredHoldNothingUp() {
    open("job", 64, 64);
    offer("job", A, 64);
    assertThat(dispatcher.start(1000, T)).hasSize(48);
    assertThat(dispatcher.expectMore("job", false)).isTrue();
    assertThat(dispatcher.expectMore("job", false)).isFalse();
    assertThat(dispatcher.start(1000, T)).hasSize(16);
  }

  @Test
  void theOnlyHostOfAJobTakesAllSlots() {
    open("job", 4, 64);
    offer("job", A, 100);
    dispatcher.expectMore("job", false);
    assertThat(dispatcher.start(1000, T)).hasSize(4);
  }

  @Test
  void aHostThatIsTheOnlyOneLeftTakesTheSlotsItLeftToOthers() {
    open("job", 64, 64);
    offer("job", A, 1000);
    offer("job", B, 1);
    dispatcher.expectMore("job", false);
    List<QueuedRequest<String>> started = dispatcher.start(1000, T);
    assertThat(started).hasSize(49);
    release(started.stream().filter(entry -> entry.host().equals(B)).toList(), T);
    dispatcher.start(1000, T);
    assertThat(dispatcher.active()).isEqualTo(64);
  }

  @Test
  void aHostThatNeverAnsweredLeavesSlotsToOthersAlsoIfItsEntriesComeInDrops() {
    open("job", 64, 64);
    for (int i = 0; i < 100; i++) {
      offer("job", A, 5);
      dispatcher.start(1000, T);
    }
    assertThat(dispatcher.active()).isEqualTo(48);
  }

  @Test
  void aHostThatHasAnsweredTakesAllSlots() {
    open("job", 64, 64);
    offer("job", A, 1000);
    assertThat(dispatcher.start(1000, T)).hasSize(48);
    known(A);
    assertThat(dispatcher.start(1000, T)).hasSize(16);
  }

  @Test
  void slotsThatOthersGiveBackAreUsedByTheModestToo() {
    open("job", 64, 64);
    known(B);
    offer("job", B, 32);
    List<QueuedRequest<String>> others = dispatcher.start(1000, T);
    offer("job", A, 1000);
    assertThat(dispatcher.start(1000, T)).hasSize(24);
    release(others, T);
    assertThat(dispatcher.start(1000, T)).hasSize(24);
  }

  @Test
  void aJobOfOneSlotUsesIt() {
    open("job", 1, 1);
    offer("job", A, 100);
    assertThat(dispatcher.start(1000, T)).hasSize(1);
  }

  @Test
  void anEntryWaitsForItsTime() {
    open("job", 64, 64);
    dispatcher.offer(new QueuedRequest<>("job", A, "later", false, T + 500), T);
    assertThat(dispatcher.start(10, T + 499)).isEmpty();
    assertThat(dispatcher.wakeAtMs(T)).isEqualTo(T + 500);
    assertThat(loads(dispatcher.start(10, T + 500))).containsExactly("later");
    assertThat(dispatcher.wakeAtMs(T + 500)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatIsDueButHasNoSlotAsksForNoWakeUp() {
    open("job", 1, 64);
    offer("job", A, 1);
    dispatcher.start(10, T);
    dispatcher.offer(new QueuedRequest<>("job", A, "later", false, T + 500), T);
    assertThat(dispatcher.wakeAtMs(T + 500)).isEqualTo(Long.MAX_VALUE);
    dispatcher.released("job", A, T + 600);
    assertThat(dispatcher.start(10, T + 600)).hasSize(1);
  }

  @Test
  void requestsOfAPacedJobAreEvenlySpaced() {
    dispatcher.open("job", paced(20), T);
    offer("job", A, 100);
    offer("job", B, 100);
    List<Long> at = new ArrayList<>();
    for (long nowMs = T; nowMs <= T + 2000; ) {
      long atMs = nowMs;
      List<QueuedRequest<String>> started = dispatcher.start(100, nowMs);
      started.forEach(e -> at.add(atMs));
      release(started, nowMs);
      nowMs = dispatcher.wakeAtMs(nowMs);
    }
    assertThat(at).hasSize(41);
    assertThat(IntStream.range(1, at.size()).mapToLong(i -> at.get(i) - at.get(i - 1)))
        .containsOnly(50L);
  }

  @Test
  void aPacedJobHoldsUpNoOther() {
    dispatcher.open("slow", paced(1), T);
    open("fast", 64, 64);
    offer("slow", A, 10);
    offer("fast", B, 10);
    assertThat(counted(dispatcher.start(100, T), QueuedRequest::job))
        .containsOnly(Map.entry("slow", 1L), Map.entry("fast", 10L));
  }

  @Test
  void aPaceIsNotSpentOnARestingHost() {
    dispatcher.open("job", paced(1), T);
    dispatcher.host(A).backOff(T + 60_000, FAULT);
    offer("job", A, 10);
    assertThat(dispatcher.start(100, T)).isEmpty();
    offer("job", B, 1);
    assertThat(dispatcher.start(100, T)).hasSize(1);
  }

  @Test
  void aLookupStartsJustBeforeItsItemOnTheSameHost() {
    open("job", 64, 64);
    offerWithCompanion("one", A, A);
    offerWithCompanion("two", A, A);
    assertThat(loads(dispatcher.start(10, T)))
        .containsExactly("lookup of one", "one", "lookup of two", "two");
  }

  @Test
  void aLookupStartsJustBeforeItsItemOnAnotherHost() {
    open("job", 64, 64);
    offerWithCompanion("one", A, B);
    offer("job", "c.example:443", 5);
    assertThat(loads(dispatcher.start(2, T))).containsExactly("lookup of one", "one");
  }

  @Test
  void withRoomForOneTheLookupGoesFirst() {
    open("job", 1, 1);
    offerWithCompanion("one", A, B);
    offerWithCompanion("two", A, A);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<QueuedRequest<String>> started = dispatcher.start(10, T);
      assertThat(started).hasSize(1);
      order.addAll(loads(started));
      release(started, T);
    }
    assertThat(order).containsExactly("lookup of one", "one", "lookup of two", "two");
  }

  @Test
  void aLookupWhoseHostRestsDoesNotHoldUpItsItem() {
    open("job", 64, 64);
    dispatcher.host(B).backOff(T + 1000, FAULT);
    offerWithCompanion("one", A, B);
    assertThat(loads(dispatcher.start(10, T))).containsExactly("one");
    assertThat(dispatcher.wakeAtMs(T)).isEqualTo(T + 1000);
    assertThat(loads(dispatcher.start(10, T + 1000))).containsExactly("lookup of one");
  }

  @Test
  void aLookupOfAHeldBackItemIsNotLost() {
    open("job", 64, 64);
    offerWithCompanion("one", A, B);
    List<String> drained = new ArrayList<>();
    dispatcher.drain("job", A, e -> drained.add(e.load()));
    assertThat(drained).containsExactly("one");
    assertThat(loads(dispatcher.start(10, T))).containsExactly("lookup of one");
  }

  @Test
  void drainingAJobTakesOutEntriesCompanionsAndWhatWaits() {
    open("job", 64, 64);
    open("other", 64, 64);
    offerWithCompanion("one", A, B);
    dispatcher.offer(new QueuedRequest<>("job", B, "later", false, T + 500), T);
    offer("other", A, 1);
    List<String> drained = new ArrayList<>();
    dispatcher.drain("job", null, e -> drained.add(e.load()));
    assertThat(drained).containsExactlyInAnyOrder("one", "lookup of one", "later");
    assertThat(counted(dispatcher.start(10, T + 500), QueuedRequest::job))
        .containsOnly(Map.entry("other", 1L));
    assertThat(dispatcher.hostsOf("job")).isEmpty();
  }

  @Test
  void drainingAHostLeavesTheOthersOfTheJob() {
    open("job", 64, 64);
    offer("job", A, 3);
    offer("job", B, 2);
    dispatcher.offer(new QueuedRequest<>("job", A, "later", false, T + 500), T);
    List<String> drained = new ArrayList<>();
    dispatcher.drain("job", A, e -> drained.add(e.load()));
    assertThat(drained).hasSize(4);
    assertThat(counted(dispatcher.start(10, T + 500), QueuedRequest::host))
        .containsOnly(Map.entry(B, 2L));
  }

  @Test
  void aHeldJobStartsNothingAndKeepsItsEntries() {
    open("job", 64, 64);
    offer("job", A, 3);
    dispatcher.hold("job", true);
    assertThat(dispatcher.start(10, T)).isEmpty();
    dispatcher.hold("job", false);
    assertThat(dispatcher.start(10, T)).hasSize(3);
  }

  @Test
  void aClosedJobIsForgotten() {
    open("job", 64, 64);
    offer("job", A, 3);
    dispatcher.offer(new QueuedRequest<>("job", A, "later", false, T + 500), T);
    dispatcher.close("job");
    offer("job", A, 3);
    assertThat(dispatcher.start(10, T + 500)).isEmpty();
    assertThat(dispatcher.wakeAtMs(T)).isEqualTo(Long.MAX_VALUE);
    assertThat(dispatcher.jobsAt(A)).isEmpty();
  }

  @Test
  void aClosedJobMayBeOpenedAgain() {
    open("job", 64, 64);
    offer("job", A, 3);
    dispatcher.close("job");
    open("job", 64, 64);
    offer("job", A, 2);
    assertThat(dispatcher.start(10, T)).hasSize(2);
    assertThat(dispatcher.activeOf("job")).isEqualTo(2);
  }

  @Test
  void limitsRaisedTakeEffectAtOnce() {
    open("job", 2, 1);
    offer("job", A, 10);
    assertThat(dispatcher.start(10, T)).hasSize(1);
    dispatcher.limits("job", limits(64, 4));
    assertThat(dispatcher.start(10, T)).hasSize(3);
  }

  @Test
  void limitsLoweredLetWhatIsUnderWayEnd() {
    open("job", 64, 64);
    known(A);
    offer("job", A, 20);
    List<QueuedRequest<String>> started = dispatcher.start(10, T);
    dispatcher.limits("job", limits(4, 2));
    release(started.subList(0, 8), T);
    assertThat(dispatcher.start(10, T)).isEmpty();
    release(started.subList(8, 9), T);
    assertThat(dispatcher.start(10, T)).hasSize(1);
  }

  @Test
  void aPaceSetWhileRunningIsHeeded() {
    open("job", 64, 64);
    offer("job", A, 20);
    dispatcher.start(5, T);
    dispatcher.limits("job", paced(10));
    int started = 0;
    for (long nowMs = T + 1; nowMs <= T + 1000; nowMs++) {
      started += dispatcher.start(10, nowMs).size();
    }
    assertThat(started).isBetween(10, 11);
  }

  @Test
  void startableCountsWhatOnlyWantsSlots() {
    open("job", 1, 64);
    known(A, B);
    offer("job", A, 5);
    offer("job", B, 7);
    dispatcher.host(B).backOff(T + 1000, FAULT);
    assertThat(dispatcher.startable("job", T)).isEqualTo(5);
    assertThat(dispatcher.startable("none", T)).isZero();
  }

  @Test
  void startableByMoreSlotsIsWhatJobsAndHostsWouldLetStart() {
    open("wide", 8, 6);
    open("narrow", 3, 64);
    known(A, B);
    offer("wide", A, 10);
    offer("wide", B, 10);
    assertThat(dispatcher.startable(T)).isEqualTo(8);
    offer("narrow", A, 10);
    assertThat(dispatcher.startable(T)).isEqualTo(11);
    dispatcher.start(4, T);
    assertThat(dispatcher.startable(T)).isEqualTo(7);
    dispatcher.hold("narrow", true);
    int ofWide = dispatcher.startable(T);
    assertThat(ofWide).isEqualTo(8 - dispatcher.activeOf("wide"));
    dispatcher.host(A).backOff(T + 1_000, FAULT);
    dispatcher.host(B).backOff(T + 1_000, FAULT);
    assertThat(dispatcher.startable(T)).isZero();
  }

  @Test
  void entriesThatWaitForTheirTimeOrTheirJobsPaceAreNotStartable() {
    open("job", 64, 64);
    known(A);
    dispatcher.offer(new QueuedRequest<>("job", A, "later", false, T + 500), T);
    assertThat(dispatcher.startable(T)).isZero();
    assertThat(dispatcher.startable(T + 500)).isEqualTo(1);
  }

  @Test
  void aHostWhoseEntriesAllWaitForTheirTimeIsKnownToItsJob() {
    open("job", 64, 64);
    dispatcher.offer(new QueuedRequest<>("job", A, "later", false, T + 500), T);
    dispatcher.start(10, T);
    assertThat(dispatcher.jobsAt(A)).containsExactly("job");
    assertThat(dispatcher.hostsOf("job")).extracting(HostLimiter::host).containsExactly(A);
  }

  @Test
  void aHostIsKnownToItsJobWhileItsOnlyEntryIsBeingJudged() {
    open("job", 64, 64);
    offer("job", A, 1);
    release(dispatcher.start(10, T), T);
    assertThat(dispatcher.jobsAt(A)).containsExactly("job");
    dispatcher.start(10, T);
    assertThat(dispatcher.jobsAt(A)).isEmpty();
  }

  @Test
  void troubleIsRememberedWhileEntriesWaitForTheirTime() {
    open("job", 64, 64);
    offer("job", A, 1);
    release(dispatcher.start(10, T), T);
    dispatcher.host(A).failed(0, Failure.of(FAULT, null, false), 0, T);
    dispatcher.offer(new QueuedRequest<>("job", A, "again", false, T + 3_600_000), T);
    dispatcher.start(10, T);
    dispatcher.tidy(T + 3_000_000, 900_000);
    assertThat(dispatcher.host(A).failingSinceMs()).isEqualTo(T);
  }

  @Test
  void hostsThatHaveHadTimeToRecoverAreForgotten() {
    restHost(A, T);
    dispatcher.tidy(T + 900_000, 900_000);
    assertThat(dispatcher.host(A).slowed()).isTrue();
    dispatcher.tidy(T + 902_000, 900_000);
    assertThat(dispatcher.host(A).slowed()).isFalse();
  }

  @Test
  void aHundredThousandEntriesOfAThousandHostsStartInConstantTimeEach() {
    dispatcher = new Dispatcher<>(2048);
    open("job", 2048, 64);
    int total = 100_000;
    for (int i = 0; i < total; i++) {
      dispatcher.offer(entry("job", "host" + i % 1000 + ":80", "x"), T);
    }
    for (int i = 0; i < 500; i++) {
      dispatcher.host("host" + 2 * i + ":80").backOff(T + 1_000_000, FAULT);
    }
    int started = 0;
    long beganNs = System.nanoTime();
    List<QueuedRequest<String>> active = new ArrayList<>(dispatcher.start(2048, T));
    for (int at = 0; at < active.size(); at++) {
      started++;
      QueuedRequest<String> ended = active.get(at);
      dispatcher.released(ended.job(), ended.host(), T);
      active.addAll(dispatcher.start(64, T));
    }
    assertThat(started).isEqualTo(total / 2);
    assertThat((System.nanoTime() - beganNs) / 1e9).as("seconds").isLessThan(10);
  }

  /** Two jobs on a simulated clock: what is under way, what it takes, and nothing idle. */
  @Test
  void aSlowHostTakesNothingFromAFastOne() {
    open("job", 64, 16);
    known(A, B);
    offer("job", A, 1000);
    offer("job", B, 1000);
    PriorityQueue<Flight> flights = new PriorityQueue<>(Comparator.comparingLong(Flight::endsMs));
    long nowMs = T;
    long lastOfBMs = 0;
    while (nowMs < T + 60_000) {
      for (QueuedRequest<String> entry : dispatcher.start(1000, nowMs)) {
        flights.add(new Flight(nowMs + (entry.host().equals(A) ? 10_000 : 10), entry));
      }
      Flight next = flights.poll();
      nowMs = next.endsMs();
      if (next.entry().host().equals(B)) {
        lastOfBMs = nowMs;
      }
      dispatcher.released("job", next.entry().host(), nowMs);
    }
    assertThat(lastOfBMs - T).isLessThanOrEqualTo(10 * (1000 / 16 + 1));
  }

  private record Flight(long endsMs, QueuedRequest<String> entry) {}
}
