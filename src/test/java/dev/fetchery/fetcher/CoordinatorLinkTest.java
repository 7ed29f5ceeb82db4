package dev.fetchery.fetcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Dismissed;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Refused;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.ProtocolRange;
import dev.fetchery.context.ManualClock;
import dev.fetchery.context.SleepClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lease by a clock that stands still: it lasts 10 s, of which 2 s are the margin. */
class CoordinatorLinkTest {
  private static final Welcome WELCOME = new Welcome(7, 71, "reports", 10_000, 2_000, 1_000, 2);

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final List<Asked> asked = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();
  private final List<Long> tasks = new ArrayList<>(List.of(41L, 42L));
  private final List<Assignment> assigned = new ArrayList<>();
  private CoordinatorLink link;
  private int drops;
  private int lost;
  private int ran;
  private int sessions;

  /** A message that waits for its answer. */
  private record Asked(
      String address, FetcherMessage message, long timeoutMs, Promise<FetcherMessage> answer) {
    Report report() {
      return (Report) message;
    }
  }

  private final class Port implements CoordinatorPort {
    @Override
    public Future<FetcherMessage> ask(String address, FetcherMessage message, long timeoutMs) {
      Asked one = new Asked(address, message, timeoutMs, Promise.promise());
      asked.add(one);
      return one.answer.future();
    }

    @Override
    public void after(long delayMs, Runnable action) {
      later.add(action);
    }
  }

  private final class CountingWork implements SessionWork {
    @Override
    public Map<Long, Received> received() {
      return Map.of();
    }

    @Override
    public Collection<Long> held() {
      return tasks;
    }

    @Override
    public void assigned(Assignment assignment) {
      assigned.add(assignment);
    }

    @Override
    public void drop() {
      drops++;
    }
  }

  private final class Losses implements SessionWatch {
    @Override
    public void welcomed() {}

    @Override
    public void lost() {
      lost++;
    }

    @Override
    public void refused(String why) {}
  }

  @BeforeEach
  void welcome() {
    link =
        new CoordinatorLink(
            new Port(),
            new SleepClock(clock),
            NodeInfo.UNNAMED,
            4,
            new Losses(),
            () -> "session " + ++sessions);
    link.begin(new CountingWork());
    take().answer.complete(WELCOME);
  }

  /** The oldest message that was not looked at yet. */
  private Asked take() {
    assertThat(asked).isNotEmpty();
    return asked.remove(0);
  }

  private void pass(long ms) {
    clock.advance(Duration.ofMillis(ms));
    link.tick();
  }

  /** What is to be done later is done now. */
  private void later() {
    List<Runnable> due = List.copyOf(later);
    later.clear();
    due.forEach(Runnable::run);
  }

  private static Assignment assignment(long number) {
    return new Assignment(number, List.of(), List.of(), List.of(), List.of(), Map.of(), Map.of());
  }

  private void result(long task) {
    tasks.remove(task);
    link.reports().result(new Result(task, new Outcome.NotModified(1), 0, null));
    later();
  }

  @Test
  void helloWithoutSessionWaitsForFilesThatGetTheirNames() {
    Promise<String> named = Promise.promise();
    link.naming(named.future());
    take().answer.complete(new Dismissed(WELCOME.session()));
    assertThat(drops).isEqualTo(1);
    assertThat(link.lease().mayPublish()).isFalse();
    pass(5_000);
    assertThat(asked).isEmpty();
    named.complete("done");
    assertThat(((Hello) take().message).session()).isZero();
  }

  /** Two ways may tell of the loss, and the second one must not end the wait. */
  @Test
  void answersToTheSessionBeforeDoNotEndTheWait() {
    Promise<String> named = Promise.promise();
    link.naming(named.future());
    Asked report = take();
    report.answer.fail("no handlers");
    Asked hello = take();
    assertThat(((Hello) hello.message).session()).isEqualTo(WELCOME.session());
    pass(10_001);
    assertThat(drops).isEqualTo(1);
    hello.answer.complete(new Dismissed(WELCOME.session()));
    assertThat(drops).isEqualTo(1);
    assertThat(asked).isEmpty();
    named.complete("done");
    assertThat(((Hello) take().message).session()).isZero();
  }

  @Test
  void helloWaitsNoLongerThanTheLeaseCouldLast() {
    link.naming(Promise.promise().future());
    take().answer.complete(new Dismissed(WELCOME.session()));
    pass(WELCOME.ttlMs() + WELCOME.marginMs() - 1);
    assertThat(asked).isEmpty();
    pass(2);
    assertThat(((Hello) take().message).session()).isZero();
  }

  @Test
  void sessionsOfOneFetcherAreKnownToBeItsOwn() {
    Hello first = new Hello(NodeInfo.UNNAMED, "a.1", 0, 1, ProtocolRange.SPOKEN);
    Hello second = new Hello(NodeInfo.UNNAMED, "a.2", 0, 1, ProtocolRange.SPOKEN);
    assertThat(first.verticle()).isEqualTo(second.verticle()).isEqualTo("a");
  }

  @Test
  void nothingIsPublishedWithinTheMargin() {
    pass(7_999);
    assertThat(link.lease().mayPublish()).isTrue();
    pass(2);
    assertThat(link.lease().mayPublish()).isFalse();
    assertThat(link.lease().mayRemove()).isFalse();
    assertThat(drops).isZero();
  }

  @Test
  void machineThatSleptHasLostItsSession() {
    take();
    assertThat(link.lease().mayPublish()).isTrue();
    clock.jump(Duration.ofSeconds(60));
    // Even before it ticks: another thread may be about to publish.
    assertThat(link.lease().mayPublish()).isFalse();
    assertThat(link.lease().mayRemove()).isFalse();
    pass(0);
    assertThat(drops).isEqualTo(1);
    assertThat(((Hello) take().message).fetcher()).isEqualTo("session 2");
  }

  @Test
  void shortSleepIsPartOfTheLease() {
    take();
    clock.jump(Duration.ofSeconds(6));
    pass(1_999);
    assertThat(link.lease().mayPublish()).isTrue();
    pass(2);
    assertThat(link.lease().mayPublish()).isFalse();
    assertThat(drops).isZero();
  }

  @Test
  void wallClockThatIsSetBackChangesNothing() {
    take();
    clock.jump(Duration.ofHours(-1));
    pass(7_999);
    assertThat(link.lease().mayPublish()).isTrue();
    pass(2);
    assertThat(link.lease().mayPublish()).isFalse();
  }

  @Test
  void leaseIsRenewedFromTheSendingOfTheReportThatIsAnswered() {
    Asked first = take();
    clock.advance(Duration.ofSeconds(9));
    link.whenLeased(() -> ran++);
    assertThat(ran).isZero();
    Asked second = take();
    assertThat(second.report().number()).isEqualTo(first.report().number() + 1);
    clock.advance(Duration.ofSeconds(7));
    second.answer.complete(assignment(second.report().number()));
    assertThat(ran).isEqualTo(1);
    assertThat(link.lease().mayPublish()).isTrue();
    clock.advance(Duration.ofMillis(1_001));
    assertThat(link.lease().mayPublish()).isFalse();
  }

  @Test
  void leaseThatAnOldAnswerDoesNotRenewIsAskedForAtOnce() {
    Asked first = take();
    clock.advance(Duration.ofSeconds(9));
    link.whenLeased(() -> ran++);
    Asked second = take();
    first.answer.complete(assignment(1));
    assertThat(ran).isZero();
    Asked third = take();
    assertThat(third.report().number()).isEqualTo(3);
    second.answer.complete(assignment(2));
    assertThat(ran).isEqualTo(1);
  }

  @Test
  void sessionWithoutAnswerEndsAndAnotherBegins() {
    take();
    link.whenLeased(() -> ran++);
    assertThat(ran).isEqualTo(1);
    clock.advance(Duration.ofSeconds(9));
    link.whenLeased(() -> ran++);
    take();
    pass(1_001);
    assertThat(drops).isEqualTo(1);
    assertThat(ran).isEqualTo(1);
    assertThat(((Hello) take().message).fetcher()).isEqualTo("session 2");
  }

  @Test
  void reportIsDueBeforeItsPeriodEnds() {
    Asked first = take();
    pass(500);
    assertThat(asked).isEmpty();
    pass(400);
    assertThat(take().report().number()).isEqualTo(first.report().number() + 1);
  }

  @Test
  void reportThatIsNotAnsweredIsSentAgainAsItWas() {
    Asked first = take();
    assertThat(first.timeoutMs).isEqualTo(4_000);
    first.answer.fail("lost");
    assertThat(take().message).as("is there another coordinator?").isInstanceOf(Hello.class);
    later();
    Asked again = take();
    assertThat(again.message).isSameAs(first.message);
    again.answer.complete(assignment(1));
    assertThat(assigned).extracting(Assignment::number).containsExactly(1L);
  }

  @Test
  void resultsOfAThirdReportWaitUntilOneIsAnswered() {
    Asked first = take();
    clock.advance(Duration.ofMillis(10));
    result(41);
    assertThat(take().report().results()).hasSize(1);
    result(42);
    assertThat(asked).isEmpty();
    clock.advance(Duration.ofMillis(10));
    first.answer.complete(assignment(1));
    later();
    Report third = take().report();
    assertThat(third.results()).extracting(Result::task).containsExactly(42L);
    assertThat(third.arrived()).isEqualTo(1);
  }

  @Test
  void assignmentsAreCarriedOutInOrderAndOnce() {
    Asked first = take();
    pass(900);
    Asked second = take();
    second.answer.complete(assignment(2));
    assertThat(assigned).isEmpty();
    first.answer.complete(assignment(1));
    assertThat(assigned).extracting(Assignment::number).containsExactly(1L, 2L);
  }

  @Test
  void assignmentThatComesAfterTheSessionHasEndedStartsNothing() {
    Asked first = take();
    clock.advance(Duration.ofMillis(10_001));
    first.answer.complete(assignment(1));
    assertThat(assigned).isEmpty();
    assertThat(drops).isEqualTo(1);
    assertThat(take().message).isInstanceOf(Hello.class);
  }

  @Test
  void oneReportAlwaysWaitsForWhatTheCoordinatorMaySay() {
    take().answer.complete(assignment(1));
    later();
    assertThat(take().report().arrived()).isEqualTo(1);
  }

  @Test
  void whatIsHeldIsToldOnceInAPeriod() {
    assertThat(take().report().held()).isNull();
    pass(1_000);
    assertThat(take().report().held().tasks()).containsExactly(41L, 42L);
  }

  @Test
  void helloThatIsRepeatedRenewsTheLease() {
    take().answer.fail("lost");
    clock.advance(Duration.ofSeconds(9));
    assertThat(link.lease().mayPublish()).isFalse();
    later();
    Asked hello = take();
    assertThat(((Hello) hello.message).fetcher()).isEqualTo("session 1");
    hello.answer.complete(WELCOME);
    // From its sending, when the first report was found lost.
    assertThat(link.lease().mayPublish()).isFalse();
    take().answer.fail("lost");
    take().answer.complete(WELCOME);
    assertThat(link.lease().mayPublish()).isTrue();
    assertThat(drops).isZero();
  }

  @Test
  void helloThatIsDismissedEndsTheSession() {
    assertThat(take().report().session()).isEqualTo(71);
    clock.advance(Duration.ofSeconds(9));
    link.whenLeased(() -> ran++);
    take().answer.fail("lost");
    Asked hello = take();
    assertThat(((Hello) hello.message).session()).isEqualTo(71);
    hello.answer.complete(new Dismissed(71));
    assertThat(drops).isEqualTo(1);
    assertThat(ran).isZero();
    assertThat(((Hello) take().message).session()).isZero();
  }

  @Test
  void sessionEndsWhereAnotherCoordinatorHasTakenOver() {
    take().answer.fail("nothing at this address");
    take().answer.complete(new Welcome(8, 81, "others", 10_000, 2_000, 1_000, 2));
    assertThat(drops).isEqualTo(1);
    Asked hello = take();
    assertThat(((Hello) hello.message).fetcher()).isEqualTo("session 2");
    hello.answer.complete(new Welcome(8, 81, "others", 10_000, 2_000, 1_000, 2));
    assertThat(take().address).isEqualTo("others");
  }

  @Test
  void dismissedSessionIsDroppedAndAnAnswerThatComesLaterIsNotCarriedOut() {
    Asked first = take();
    pass(900);
    take().answer.complete(new Dismissed(71));
    assertThat(drops).isEqualTo(1);
    first.answer.complete(assignment(1));
    assertThat(assigned).isEmpty();
    assertThat(take().message).isInstanceOf(Hello.class);
  }

  @Test
  void refusedFetcherAsksAgainLater() {
    link =
        new CoordinatorLink(
            new Port(), clock, NodeInfo.UNNAMED, 4, SessionWatch.NONE, () -> "other");
    link.begin(new CountingWork());
    take();
    take().answer.complete(new Refused("another version"));
    pass(1_000);
    assertThat(asked).isEmpty();
    pass(4_000);
    assertThat(take().address).isEqualTo(Addresses.COORDINATOR);
  }

  @Test
  void fetcherThatEndsSaysThatItHoldsNothing() {
    take();
    link.close();
    link.leave();
    Report last = take().report();
    assertThat(last.leaving()).isTrue();
    assertThat(last.held().tasks()).isEmpty();
  }

  @Test
  void sessionThatEndsWithNothingHeldIsNotLost() {
    take();
    tasks.clear();
    link.wantNoMore();
    take().answer.complete(new Dismissed(7));
    assertThat(lost).isZero();
  }

  @Test
  void sessionThatEndsWhileSomethingIsHeldIsLost() {
    take();
    link.wantNoMore();
    take().answer.complete(new Dismissed(7));
    assertThat(lost).isEqualTo(1);
  }
}
