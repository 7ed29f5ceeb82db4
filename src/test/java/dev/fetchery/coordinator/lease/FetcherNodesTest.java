package dev.fetchery.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Demands;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Held;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Refused;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.bus.FetcherNode.State;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is known of the nodes of fetchers; sessions last 10 s and a margin of 2 s. */
class FetcherNodesTest {
  private final FakeJob job = FakeJob.with("'limits':{'concurrency':1000,'perHost':1000}");
  private final Fetchers fetchers =
      new Fetchers(
          job.dispatcher,
          request -> Future.succeededFuture(new FileAnswer.Removed(0)),
          job.clock,
          job.wakeup,
          new CoordinatorRun(1, "process of here"),
          new LeaseOptions(10_000, 2_000));

  /** Something to fetch. */
  private final class Page implements Fetch {
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
    public void ended(Lease lease, Outcome outcome) {}

    @Override
    public void lost(Lease lease) {}

    @Override
    public void giveUp(Fault fault) {}
  }

  /** One fetcher of a process. */
  private final class Puppet {
    final String id;
    final List<FetcherMessage> answers = new ArrayList<>();
    final long session;
    long number;

    Puppet(String id, NodeInfo node, int capacity) {
      this.id = id;
      Hello hello = new Hello(node, id, 0, capacity, ProtocolRange.SPOKEN);
      this.session = ((Welcome) fetchers.hello(hello)).session();
      says(false, null, Map.of());
    }

    void says(
        boolean leaving, @Nullable Held held, Map<Long, Received> received, Result... results) {
      number++;
      fetchers.report(
          new Report(
              id,
              session,
              number,
              number - 1,
              leaving,
              held,
              List.of(results),
              List.of(),
              List.of(),
              received,
              List.of(),
              List.of(),
              List.of()),
          answers::add);
    }

    List<Long> tasks() {
      return answers.stream()
          .flatMap(answer -> ((Assignment) answer).tasks().stream())
          .map(Task::id)
          .toList();
    }
  }

  private static NodeInfo process(String process, String name) {
    return new NodeInfo(process, name, "0.1.0");
  }

  private Puppet joined(String id, String process, String name, int capacity) {
    return new Puppet(id, process(process, name), capacity);
  }

  private void start(int count) {
    for (int i = 0; i < count; i++) {
      job.queue.offer(new QueuedRequest<>(FakeJob.ID, "a.test:80", new Page(), false, 0));
    }
    startNow();
  }

  private void startNow() {
    fetchers.lease(job.dispatcher.start(fetchers.free(), job.clock.nowMs()));
    fetchers.flush();
  }

  private void pass(long ms) {
    for (long at = 0; at < ms; at += Fetchers.TICK_MS) {
      job.manualClock.advance(Duration.ofMillis(Fetchers.TICK_MS));
      fetchers.tick();
    }
  }

  private FetcherNode node(String name) {
    return fetchers.nodes().stream().filter(n -> n.node().equals(name)).findFirst().orElseThrow();
  }

  private static Result saved(long task, long bytes) {
    Outcome probed = new Outcome.Probed(200, bytes, null, 1);
    return new Result(task, probed, bytes, null);
  }

  @Test
  void fetchersOfANodeAreOneRowAndRowsAreInTheOrderOfNames() {
    joined("b1", "q", "bear", 5);
    joined("a1", "p", "ant", 4);
    joined("a2", "p", "ant", 6);
    start(3);
    assertThat(fetchers.nodes()).extracting(FetcherNode::node).containsExactly("ant", "bear");
    assertThat(fetchers.nodes()).extracting(FetcherNode::capacity).containsExactly(10, 5);
    assertThat(fetchers.nodes()).extracting(FetcherNode::active).containsExactly(2, 1);
    assertThat(node("ant").state()).isEqualTo(State.ACTIVE);
    assertThat(node("ant").version()).isEqualTo("0.1.0");
    assertThat(node("ant").since()).isEqualTo(job.manualClock.now());
  }

  @Test
  void drainedNodeEndsWhatItHasAndGetsNothingNew() {
    Puppet ant = joined("a", "p", "ant", 4);
    Puppet bear = joined("b", "q", "bear", 4);
    start(2);
    pass(1_000);
    assertThat(fetchers.drain("ant")).isEqualTo(node("ant"));
    assertThat(node("ant").state()).isEqualTo(State.DRAINING);
    assertThat(node("ant").since()).isEqualTo(job.manualClock.now());
    assertThat(node("ant").active()).isEqualTo(1);
    assertThat(fetchers.free()).isEqualTo(3);
    bear.says(false, null, Map.of());
    ant.says(false, null, Map.of());
    start(3);
    assertThat(bear.tasks()).hasSize(4);
    assertThat(ant.tasks()).hasSize(1);
  }

  @Test
  void nodeThatIsToldToEndIsDrainingUntilItsLastTaskHasEnded() {
    Puppet one = joined("a", "p", "ant", 4);
    Puppet two = joined("b", "p", "ant", 4);
    start(2);
    pass(1_000);
    one.says(true, null, Map.of());
    pass(Fetchers.TICK_MS);
    assertThat(node("ant").state()).isEqualTo(State.ACTIVE);
    two.says(true, null, Map.of());
    pass(Fetchers.TICK_MS);
    assertThat(node("ant").state()).isEqualTo(State.DRAINING);
    assertThat(node("ant").since()).isEqualTo(job.manualClock.now());
    assertThat(node("ant").active()).isEqualTo(2);
    one.says(true, new Held(List.of()), Map.of());
    two.says(true, new Held(List.of()), Map.of());
    assertThat(fetchers.nodes()).isEmpty();
  }

  @Test
  void whatWaitsForTheOnlyNodeThatIsDrainedStartsOnTheNextOne() {
    Puppet ant = joined("a", "p", "ant", 4);
    fetchers.drain("ant");
    start(2);
    assertThat(ant.tasks()).isEmpty();
    Puppet bear = joined("b", "q", "bear", 4);
    startNow();
    assertThat(bear.tasks()).hasSize(2);
  }

  @Test
  void fetcherOfADrainedProcessThatComesAgainIsDrainedStill() {
    joined("a", "p", "ant", 4);
    fetchers.drain("ant");
    pass(13_000);
    assertThat(node("ant").state()).isEqualTo(State.SILENT);
    joined("a again", "p", "ant", 4);
    assertThat(node("ant").state()).isEqualTo(State.DRAINING);
    assertThat(fetchers.free()).isZero();
  }

  @Test
  void restartedNodeIsActiveAgain() {
    joined("a", "p", "ant", 4);
    fetchers.drain("ant");
    joined("a'", "another p", "ant", 4);
    assertThat(node("ant").state()).isEqualTo(State.ACTIVE);
    assertThat(fetchers.free()).isEqualTo(4);
    pass(13_000);
    joined("a''", "a third p", "ant", 4);
    assertThat(node("ant").state()).isEqualTo(State.ACTIVE);
    assertThat(node("ant").capacity()).isEqualTo(4);
  }

  @Test
  void nodeThatSaysGoodbyeIsForgottenWithItsLastFetcher() {
    Puppet one = joined("a", "p", "ant", 4);
    Puppet two = joined("b", "p", "ant", 4);
    one.says(true, new Held(List.of()), Map.of());
    assertThat(node("ant").capacity()).isEqualTo(4);
    two.says(true, new Held(List.of()), Map.of());
    assertThat(fetchers.nodes()).isEmpty();
    assertThat(fetchers.drain("ant")).isNull();
  }

  @Test
  void nodeThatIsNotHeardOfIsSilentAndRememberedForAnHour() {
    joined("a", "p", "ant", 4);
    pass(9_800);
    assertThat(node("ant").state()).isEqualTo(State.ACTIVE);
    pass(400);
    FetcherNode silent = node("ant");
    assertThat(silent.state()).isEqualTo(State.SILENT);
    assertThat(silent.lastSeen()).isEqualTo(silent.since().minusMillis(10_200));
    pass(3_000);
    assertThat(node("ant").capacity()).isZero();
    assertThat(node("ant").lastSeen()).isEqualTo(silent.lastSeen());
    assertThat(fetchers.drain("ant")).isNull();
    pass(Duration.ofMinutes(59).toMillis());
    assertThat(fetchers.nodes()).hasSize(1);
    pass(Duration.ofMinutes(1).toMillis());
    assertThat(fetchers.nodes()).isEmpty();
  }

  @Test
  void ofSilentNodesTheLastHundredAreRemembered() {
    for (int i = 0; i < 130; i++) {
      joined("f" + i, "p" + i, "n" + i, 1);
      job.manualClock.advance(Duration.ofMillis(1));
    }
    pass(13_000);
    assertThat(fetchers.nodes()).hasSize(100);
    assertThat(fetchers.nodes()).extracting(FetcherNode::node).contains("n129", "n30");
    assertThat(fetchers.nodes()).extracting(FetcherNode::node).doesNotContain("n29");
  }

  @Test
  void speedIsThatOfTheLastSeconds() {
    Puppet ant = joined("a", "p", "ant", 8);
    start(4);
    long first = ant.tasks().get(0);
    pass(2_000);
    ant.says(false, null, Map.of(first, new Received(3_000, 10_000)));
    ant.says(false, null, Map.of(), saved(first, 10_000), saved(first + 1, 2_000));
    FetcherNode node = node("ant");
    assertThat(node.items()).isEqualTo(2);
    assertThat(node.bytes()).isEqualTo(12_000);
    assertThat(node.itemsPerSecond()).isEqualTo(1.0);
    assertThat(node.bytesPerSecond()).isEqualTo(6_000.0);
    pass(6_000);
    assertThat(node("ant").itemsPerSecond()).isZero();
    assertThat(node("ant").bytesPerSecond()).isZero();
  }

  @Test
  void nodeWithANameThatNoneMayHaveIsRefused() {
    Hello hello = new Hello(process("p", "a/b\n"), "a", 0, 1, ProtocolRange.SPOKEN);
    assertThat(fetchers.hello(hello)).isInstanceOf(Refused.class);
    assertThat(fetchers.nodes()).isEmpty();
  }
}
