package dev.fetchery.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Demands;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Dismissed;
import dev.fetchery.bus.FetcherMessage.Held;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Refused;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Stop;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.ProtocolRange;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.coordinator.fake.FakeJob;
import dev.fetchery.job.Expect;
import dev.fetchery.job.Fault;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.testing.Urls;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions and leases, by a coordinator in its fifth epoch on node {@code here}. */
class FetchersTest {
  private static final long EPOCH = 5;
  private static final long FIRST_TASK = (EPOCH << 32) + 1;

  private final FakeJob job = FakeJob.with("'limits':{'concurrency':100000,'perHost':100000}");
  private final Fetchers fetchers =
      new Fetchers(
          job.dispatcher,
          request -> Future.succeededFuture(new FileAnswer.Removed(0)),
          job.clock,
          job.wakeup,
          new CoordinatorRun(EPOCH, "here"),
          new LeaseOptions(10_000, 2_000));
  private final List<Outcome> ended = new ArrayList<>();
  private int lost;

  /** Something to fetch that notes what becomes of it. */
  private final class Page implements Fetch {
    private final boolean local;

    Page(boolean local) {
      this.local = local;
    }

    @Override
    public FakeJob job() {
      return job;
    }

    @Override
    public Task begin(Lease lease) {
      return new Task(
          lease.id(),
          FakeJob.ID,
          0,
          Urls.get("http://a.test/"),
          new Sink.Drop(),
          Expect.ANY,
          Demands.NONE);
    }

    @Override
    public boolean local() {
      return local;
    }

    @Override
    public void ended(Lease lease, Outcome outcome) {
      ended.add(outcome);
    }

    @Override
    public void lost(Lease lease) {
      lost++;
    }

    @Override
    public void giveUp(Fault fault) {}
  }

  /** A fetcher's side of its session. */
  private final class Puppet {
    final String id;
    final List<FetcherMessage> answers = new ArrayList<>();
    long number;
    long session;

    Puppet(String id, String node, int capacity) {
      this.id = id;
      assertThat(hello(node, capacity)).isInstanceOf(Welcome.class);
    }

    FetcherMessage hello(String node, int capacity) {
      FetcherMessage answer =
          fetchers.hello(new Hello(node(node), id, session, capacity, ProtocolRange.SPOKEN));
      if (answer instanceof Welcome welcome) {
        session = welcome.session();
      }
      return answer;
    }

    Report report(Held held, Result... results) {
      number++;
      return report(number, number - 1, held, results);
    }

    private Report report(long number, long arrived, Held held, Result... results) {
      return report(number, arrived, false, held, results);
    }

    private Report report(
        long number, long arrived, boolean leaving, Held held, Result... results) {
      return new Report(
          id,
          session,
          number,
          arrived,
          leaving,
          held,
          List.of(results),
          List.of(),
          List.of(),
          Map.of(),
          List.of(),
          List.of(),
          List.of());
    }

    /** Reports that it starts no more tasks. */
    void leaves(Held held) {
      number++;
      says(report(number, number - 1, true, held));
    }

    Puppet says(Report report) {
      fetchers.report(report, answers::add);
      return this;
    }

    List<Long> tasks() {
      return answers.stream()
          .filter(Assignment.class::isInstance)
          .flatMap(answer -> ((Assignment) answer).tasks().stream())
          .map(Task::id)
          .toList();
    }

    Assignment last() {
      return (Assignment) answers.get(answers.size() - 1);
    }
  }

  private static NodeInfo node(String name) {
    return new NodeInfo(name, name, "1");
  }

  private static Held held(Long... tasks) {
    return new Held(List.of(tasks));
  }

  private static Result notFound(long task) {
    return new Result(task, new Outcome.HttpError(404, -1, 1), 0, null);
  }

  private Puppet joined(String id, int capacity) {
    Puppet puppet = new Puppet(id, "here", capacity);
    return puppet.says(puppet.report(null));
  }

  private void start(int count) {
    start(count, false);
  }

  private void start(int count, boolean local) {
    for (int i = 0; i < count; i++) {
      job.queue.offer(new QueuedRequest<>(FakeJob.ID, "a.test:80", new Page(local), false, 0));
    }
    fetchers.lease(job.dispatcher.start(fetchers.free(), job.clock.nowMs()));
    fetchers.flush();
  }

  private void pass(long ms) {
    for (long at = 0; at < ms; at += Fetchers.TICK_MS) {
      job.manualClock.advance(Duration.ofMillis(Fetchers.TICK_MS));
      fetchers.tick();
    }
  }

  @Test
  void assignmentThatWasLostIsGivenAgainWhenItsReportIs() {
    Puppet puppet = joined("a", 4);
    start(2);
    assertThat(puppet.tasks()).hasSize(2);
    Assignment first = puppet.last();
    puppet.says(puppet.report(1, 0, null));
    assertThat(puppet.last()).isSameAs(first);
    start(1);
    assertThat(puppet.tasks()).hasSize(4);
  }

  @Test
  void reportThatComesTwiceIsCarriedOutOnce() {
    Puppet puppet = joined("a", 4);
    start(1);
    Report report = puppet.report(null, notFound(FIRST_TASK));
    puppet.says(report).says(report);
    assertThat(ended).hasSize(1);
    assertThat(fetchers.free()).isEqualTo(4);
  }

  @Test
  void leaseThatItsFetcherDoesNotHoldTwiceIsLost() {
    Puppet puppet = joined("a", 4);
    start(2);
    puppet.says(puppet.report(held(FIRST_TASK)));
    fetchers.flush();
    assertThat(lost).isZero();
    puppet.says(puppet.report(held(FIRST_TASK)));
    assertThat(lost).isEqualTo(1);
    assertThat(fetchers.free()).isEqualTo(3);
    assertThat(job.dispatcher.active()).isEqualTo(1);
  }

  @Test
  void leaseThatIsOnItsWayIsNotMissed() {
    Puppet puppet = joined("a", 4);
    start(1);
    puppet.says(puppet.report(2, 0, held()));
    fetchers.flush();
    puppet.says(puppet.report(2, 0, held()));
    start(1);
    puppet.says(puppet.report(3, 1, held(FIRST_TASK)));
    fetchers.flush();
    assertThat(lost).isZero();
  }

  @Test
  void taskThatIsHeldAndNotLeasedIsStopped() {
    Puppet puppet = joined("a", 4);
    start(1);
    puppet.says(puppet.report(held(FIRST_TASK, 99L)));
    fetchers.flush();
    assertThat(puppet.last().stops()).containsExactly(new Stop(99, false));
  }

  @Test
  void sessionGetsTasksFromItsFirstReportOn() {
    Puppet puppet = new Puppet("a", "here", 4);
    assertThat(fetchers.free()).isZero();
    assertThat(fetchers.count()).isZero();
    puppet.says(puppet.report(null));
    assertThat(fetchers.free()).isEqualTo(4);
    assertThat(fetchers.count()).isEqualTo(1);
  }

  @Test
  void helloThatIsRepeatedRenewsTheSession() {
    Puppet puppet = joined("a", 4);
    start(1);
    pass(11_000);
    puppet.hello("here", 4);
    pass(11_000);
    assertThat(lost).isZero();
    pass(2_000);
    assertThat(lost).isEqualTo(1);
    puppet.says(puppet.report(null));
    assertThat(puppet.answers).last().isEqualTo(new Dismissed(puppet.session));
  }

  @Test
  void helloOfASessionThatHasEndedBeginsNoOtherUnderItsName() {
    Puppet puppet = joined("a", 4);
    start(1);
    pass(13_000);
    assertThat(lost).isEqualTo(1);
    assertThat(puppet.hello("here", 4)).isEqualTo(new Dismissed(puppet.session));
    assertThat(puppet.hello("here", 4)).isEqualTo(new Dismissed(puppet.session));
  }

  @Test
  void firstHelloThatComesAgainAfterItsSessionRevivesNothing() {
    Puppet puppet = joined("a", 4);
    pass(13_000);
    Hello late = new Hello(node("here"), "a", 0, 4, ProtocolRange.SPOKEN);
    assertThat(fetchers.hello(late)).isInstanceOf(Welcome.class);
    assertThat(puppet.hello("here", 4)).isEqualTo(new Dismissed(puppet.session));
    puppet.says(puppet.report(null));
    assertThat(puppet.answers).last().isEqualTo(new Dismissed(puppet.session));
  }

  @Test
  void reportToAnEarlierCoordinatorIsDismissed() {
    Puppet puppet = joined("a", 4);
    List<FetcherMessage> answers = new ArrayList<>();
    Report report = puppet.report(null);
    fetchers.report(
        new Report(
            report.fetcher(),
            puppet.session - (1L << 32),
            report.number(),
            report.arrived(),
            false,
            null,
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of()),
        answers::add);
    assertThat(answers).containsExactly(new Dismissed(puppet.session - (1L << 32)));
  }

  @Test
  void fetcherOfAnotherVersionIsRefusedInOneLine() {
    FetcherMessage answer =
        fetchers.hello(new Hello(node("there"), "b", 0, 4, new ProtocolRange(2, 3)));
    assertThat(answer)
        .isEqualTo(
            new Refused(
                "the coordinator speaks version 1 of the protocol, the fetcher version 2 to 3"));
    assertThat(fetchers.hello(new Hello(node("there"), "b", 0, 4, new ProtocolRange(0, 3))))
        .isInstanceOf(Welcome.class);
  }

  @Test
  void answerIsHeldBackUntilThereIsSomethingToSayAndNoLongerThanThePeriod() {
    Puppet puppet = joined("a", 4);
    fetchers.flush();
    assertThat(puppet.answers).isEmpty();
    pass(1_800);
    assertThat(puppet.answers).isEmpty();
    pass(200);
    assertThat(puppet.answers).hasSize(1);
    puppet.says(puppet.report(null));
    start(1);
    assertThat(puppet.tasks()).containsExactly(FIRST_TASK);
  }

  @Test
  void newerReportHasTheOlderOneAnswered() {
    Puppet puppet = joined("a", 4);
    puppet.says(puppet.report(2, 0, null));
    fetchers.flush();
    assertThat(puppet.answers).hasSize(1);
    assertThat(puppet.last().number()).isEqualTo(1);
  }

  @Test
  void taskIdsOfTwoCoordinatorsAreNeverTheSame() {
    Puppet puppet = joined("a", 4);
    start(2);
    assertThat(puppet.tasks()).containsExactly(FIRST_TASK, FIRST_TASK + 1);
    assertThat(new CoordinatorRun(EPOCH + 1, "here").id(1)).isGreaterThan(FIRST_TASK + (1L << 31));
  }

  @Test
  void capacityIsThatOfAllFetchersAsTheyComeAndGo() {
    List<Integer> seen = new ArrayList<>();
    fetchers.whenCapacityChanges(() -> seen.add(fetchers.capacity()));
    joined("a", 4);
    joined("b", 6);
    pass(13_000);
    assertThat(seen).containsExactly(4, 10, 6, 0);
  }

  @Test
  void tasksAreSharedByTurnsAndNoFetcherGetsMoreThanItTakes() {
    Puppet small = joined("a", 2);
    Puppet large = joined("b", 10);
    start(8);
    assertThat(small.tasks()).hasSize(2);
    assertThat(large.tasks()).hasSize(6);
  }

  @Test
  void whatTheCoordinatorReadsIsFetchedOnItsOwnNode() {
    Puppet remote = new Puppet("remote", "there", 10);
    remote.says(remote.report(null));
    Puppet local = joined("local", 2);
    start(3, true);
    assertThat(local.tasks()).hasSize(3);
    assertThat(remote.tasks()).isEmpty();
    start(2);
    assertThat(remote.tasks()).hasSize(2);
  }

  @Test
  void fetcherThatLeavesHoldingNothingFreesWhatItHadAtOnce() {
    Puppet puppet = joined("a", 4);
    start(2);
    puppet.leaves(held());
    assertThat(lost).isEqualTo(2);
    assertThat(fetchers.count()).isZero();
    assertThat(puppet.last().number()).isEqualTo(2);
  }

  @Test
  void fetcherThatIsLeavingGetsNothingMoreAndFinishesWhatItHas() {
    Puppet puppet = joined("a", 4);
    start(1);
    puppet.leaves(held(FIRST_TASK));
    assertThat(fetchers.free()).isZero();
    assertThat(lost).isZero();
    assertThat(fetchers.count()).isEqualTo(1);
  }

  /** A walk over all sessions at each start would take minutes here. */
  @Test
  @Timeout(30)
  void startCostsNothingForFetchersThatItDoesNotConcern() {
    job.dispatcher.concurrency(100_000);
    List<Puppet> many = IntStream.range(0, 20_000).mapToObj(i -> joined("f" + i, 4)).toList();
    for (int i = 0; i < 20_000; i++) {
      start(1);
    }
    assertThat(many.stream().filter(puppet -> puppet.tasks().size() == 1).count())
        .isEqualTo(20_000);
  }

  @Test
  void reportsAreFurtherApartTheMoreFetchersThereAre() {
    IntStream.range(0, 40).forEach(i -> joined("f" + i, 4));
    Welcome welcome =
        (Welcome) fetchers.hello(new Hello(node("here"), "one more", 0, 4, ProtocolRange.SPOKEN));
    assertThat(welcome.gatherMs()).isEqualTo(10);
    assertThat(welcome.address()).isEqualTo("fetchery.coordinator.5");
  }
}
