package dev.fetchery.coordinator.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.config.Settings;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.coordinator.fake.FakeItemStore;
import dev.fetchery.coordinator.fake.FakeJob;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Terms;
import dev.fetchery.source.Discovery;
import dev.fetchery.source.Discovery.Ask;
import dev.fetchery.source.Discovery.Document;
import dev.fetchery.source.Discovery.Step;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.NewItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryRunnerTest {
  @TempDir Path downloads;

  private final FakeJob job = FakeJob.with("'retry':{'attempts':2,'backoffMs':100}");
  private final FakeItemStore store = new FakeItemStore();
  private final Script source = new Script();
  private final List<Long> found = new ArrayList<>();
  private @Nullable String openedAt;
  private boolean full;

  /** A source that takes the steps it is given, and notes what it is told. */
  private static final class Script implements Discovery {
    final Deque<Step> steps = new ArrayDeque<>();
    final List<String> told = new ArrayList<>();
    boolean repeats;
    boolean closed;

    @Override
    public Step next(int maxItems) {
      Step step = steps.poll();
      return step == null ? new Step(List.of(), null, List.of(), List.of(), null) : step;
    }

    @Override
    public void answered(int ask, Document document) {
      told.add(ask + " answered by " + document.url());
    }

    @Override
    public void failed(int ask, Failure why) {
      told.add(
          ask + " failed after " + why.sent() + ", " + why.status() + ": " + why.fault().detail());
    }

    @Override
    public Step listed(Step step, int fresh) {
      told.add(step.position() + ": " + fresh + " new");
      return step;
    }

    @Override
    public boolean mayRepeat() {
      return repeats;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private DiscoveryRunner runner(@Nullable String position, long mostItems) {
    DiscoveryExecutor executor =
        new DiscoveryExecutor(
            at -> {
              openedAt = at;
              return source;
            },
            FakeJob.inline());
    Settings.Caps caps = new Settings.Caps(1, 1, 1, mostItems, 1, 1_000, 1_000, 1_000);
    return new DiscoveryRunner(
        job.support(),
        new DiscoveryRunner.Start(new JobRow.Discovery(position, false, null), true),
        executor,
        SpoolFile.of(FakeJob.ID, downloads),
        caps,
        (drafts, firstSeq) -> drafts.stream().map(DiscoveryRunnerTest::item).toList(),
        store,
        new Found(),
        new FetchedBodies(MemoryBudget.ofHeap(4L * (16 << 20)), FakeJob.inline(), downloads));
  }

  private DiscoveryRunner runner() {
    return runner(null, 1_000);
  }

  /** Notes what is handed on. */
  private final class Found implements DiscoveredItems {
    @Override
    public boolean full() {
      return full;
    }

    @Override
    public void found(long firstSeq, long nextSeq, List<PendingItem> waiting) {
      waiting.forEach(item -> found.add(item.seq()));
    }
  }

  private static NewItem item(Draft draft) {
    return new NewItem(draft, "a.test:80", null, NewItem.Numbering.NO, null);
  }

  private static List<Draft> drafts(String... urls) {
    return Stream.of(urls)
        .map(url -> new Draft(null, url, Map.of(), Map.of(), Terms.NONE, null))
        .toList();
  }

  private static Step items(String position, String... urls) {
    return new Step(drafts(urls), position, List.of(), List.of(), null);
  }

  private static Step end(@Nullable Fault fault) {
    return new Step(List.of(), "end", List.of(), List.of(), new Discovery.End(fault));
  }

  private static Step asks(Ask ask) {
    return new Step(List.of(), null, List.of(ask), List.of(), null);
  }

  private static Ask get(int number, boolean spool) {
    return new Ask(number, "GET", "http://a.test/list", List.of(), null, null, spool, Ask.ANY);
  }

  private static Outcome read() {
    return new Outcome.Read(new byte[0], List.of());
  }

  @Test
  void whatIsFoundIsStoredWithThePositionAndHandedOnToTheEnd() {
    source.steps.add(items("p1", "http://a.test/0", "http://a.test/1"));
    source.steps.add(items("p2", "http://a.test/2"));
    source.steps.add(end(null));
    DiscoveryRunner runner = runner();
    runner.go();
    assertThat(found).containsExactly(0L, 1L, 2L);
    assertThat(store.position).isEqualTo("end");
    assertThat(store.discoveryDone).isTrue();
    assertThat(runner.done()).isTrue();
    assertThat(runner.ended()).isTrue();
    assertThat(job.discovered).isEqualTo(3);
  }

  @Test
  void discoveryGoesOnWhereItBrokeOff() {
    runner("p1", 1_000).go();
    assertThat(openedAt).isEqualTo("p1");
  }

  @Test
  void urlThatIsNamedTwiceIsOneItem() {
    source.repeats = true;
    source.steps.add(items("p1", "http://a.test/0", "http://a.test/0"));
    source.steps.add(items("p2", "http://a.test/1", "http://a.test/0"));
    source.steps.add(end(null));
    runner().go();
    assertThat(store.appended)
        .extracting(item -> item.draft().url())
        .containsExactly("http://a.test/0", "http://a.test/1");
  }

  @Test
  void sourceThatRepeatsHearsHowManyItemsAreNewBeforeItsNextStep() {
    source.repeats = true;
    source.steps.add(items("p1", "http://a.test/0", "http://a.test/0", "http://a.test/1"));
    source.steps.add(items("p2", "http://a.test/1"));
    source.steps.add(end(null));
    runner().go();
    assertThat(source.told).containsExactly("p1: 2 new", "p2: 0 new");
    assertThat(store.discoveryDone).isTrue();
  }

  @Test
  void itemsNamedAgainAreNotTooMany() {
    source.repeats = true;
    source.steps.add(items("p1", "http://a.test/0", "http://a.test/1"));
    source.steps.add(items("p2", "http://a.test/0", "http://a.test/1"));
    source.steps.add(end(null));
    DiscoveryRunner runner = runner(null, 2);
    runner.go();
    assertThat(runner.fault()).isNull();
    assertThat(runner.done()).isTrue();
  }

  @Test
  void elementsWithoutAUrlAreItemsEach() {
    source.repeats = true;
    Fault fault = new Fault(ErrorCode.BAD_URL, "no URL");
    List<Draft> bad =
        Stream.of("a", "b", "a")
            .map(key -> new Draft(key, "", Map.of("value", key), Map.of(), null, fault))
            .toList();
    source.steps.add(new Step(bad, "p1", List.of(), List.of(), null));
    source.steps.add(end(null));
    runner().go();
    assertThat(store.appended).extracting(item -> item.draft().key()).containsExactly("a", "b");
  }

  @Test
  void itemsBeyondTheMostAJobMayHaveEndIt() {
    source.steps.add(items("p1", "http://a.test/0", "http://a.test/1", "http://a.test/2"));
    DiscoveryRunner runner = runner(null, 2);
    runner.go();
    assertThat(found).hasSize(2);
    assertThat(runner.fault().code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(runner.done()).isFalse();
  }

  @Test
  void itemsOfADryRunAreStoredAndNotLetIn() {
    job.dryRun = true;
    source.steps.add(items("p1", "http://a.test/0"));
    runner().go();
    assertThat(store.appended).hasSize(1);
    assertThat(found).isEmpty();
  }

  @Test
  void documentIsFetchedAndToldToTheSource() {
    source.steps.add(asks(get(1, false)));
    source.steps.add(end(null));
    DiscoveryRunner runner = runner();
    runner.go();
    FakeJob.Started started = job.start().get(0);
    assertThat(started.task().sink())
        .as("a larger body goes to a file and not through a message")
        .isInstanceOfSatisfying(
            Sink.ToMemory.class, to -> assertThat(to.heldBytes()).isEqualTo(64 << 10));
    assertThat(started.entry().load().local()).isTrue();
    job.end(started, read());
    assertThat(source.told).containsExactly("1 answered by http://a.test/list");
    assertThat(runner.done()).isTrue();
  }

  @Test
  void documentThatCannotBeHadIsToldWithItsAttempts() {
    source.steps.add(asks(get(1, false)));
    runner().go();
    job.end(job.start().get(0), new Outcome.HttpError(500, -1, 1));
    job.manualClock.advance(Duration.ofMillis(101));
    job.end(job.start().get(0), new Outcome.HttpError(500, -1, 1));
    assertThat(source.told)
        .containsExactly("1 failed after 2, 500: HTTP 500, asked for http://a.test/list");
  }

  @Test
  void requestWhoseBodyMayNotGoToAnotherOriginIsJudgedAndNotSent() {
    source.steps.add(
        asks(
            new Ask(
                1,
                "POST",
                "http://a.test/list",
                List.of(),
                "secret",
                "text/plain",
                false,
                Ask.ANY)));
    runner().go();
    FakeJob.Started first = job.start().get(0);
    assertThat(first.task().request().body().text()).isEqualTo("secret");
    job.end(first, new Outcome.Redirected(307, "http://b.test/1", 1));
    FakeJob.Started second = job.start().get(0);
    assertThat(second.task().request().body()).isSameAs(HttpRequest.Body.WITHHELD);
  }

  @Test
  void documentThatIsNotWantedAnyMoreIsStoppedAndNotTold() {
    List<Ask> two = List.of(get(1, false), get(2, false));
    source.steps.add(new Step(List.of(), null, two, List.of(), null));
    source.steps.add(new Step(List.of(), null, List.of(), List.of(1), null));
    runner().go();
    List<FakeJob.Started> started = job.start();
    job.end(started.get(1), read());
    assertThat(started.get(0).lease().stopping()).isTrue();
    job.end(started.get(0), read());
    assertThat(source.told).containsExactly("2 answered by http://a.test/list");
  }

  @Test
  void largeDocumentThatLiesThereAfterARestartIsNotFetchedAgain() throws IOException {
    Path spooled = SpoolFile.of(FakeJob.ID, downloads).file();
    Files.createDirectories(spooled.getParent());
    Files.writeString(spooled, "[]");
    source.steps.add(asks(get(1, true)));
    runner("p1", 1_000).go();
    assertThat(job.start()).isEmpty();
    assertThat(source.told).containsExactly("1 answered by null");
  }

  @Test
  void largeDocumentThatIsGoneAfterARestartIsFetchedAgain() {
    source.steps.add(asks(get(1, true)));
    runner("p1", 1_000).go();
    assertThat(job.start().get(0).task().sink()).isInstanceOf(Sink.ToSpool.class);
  }

  @Test
  void sourceThatEndsWithAFaultCanBeGoneOnWith() {
    source.steps.add(end(new Fault(ErrorCode.BAD_RESPONSE, "no list")));
    DiscoveryRunner runner = runner();
    runner.go();
    assertThat(runner.fault().detail()).isEqualTo("no list");
    assertThat(runner.ended()).isTrue();
    runner.reset();
    assertThat(source.closed).isTrue();
    source.steps.add(items("p1", "http://a.test/0"));
    runner.go();
    assertThat(found).containsExactly(0L);
  }

  @Test
  void storeThatFailsBreaksDiscoveryOff() {
    store.broken = "no";
    source.steps.add(items("p1", "http://a.test/0"));
    DiscoveryRunner runner = runner();
    runner.go();
    assertThat(runner.fault().code()).isEqualTo(ErrorCode.BAD_RESPONSE);
    assertThat(runner.fault().detail()).startsWith("a fault of the service itself (");
    assertThat(runner.ended()).isTrue();
  }

  @Test
  void pausedJobTakesNoStep() {
    job.mayDiscover = false;
    source.steps.add(items("p1", "http://a.test/0"));
    runner().go();
    assertThat(found).isEmpty();
  }

  @Test
  void stoppedDiscoveryTakesNoStep() {
    source.steps.add(items("p1", "http://a.test/0"));
    DiscoveryRunner runner = runner();
    runner.stop();
    runner.go();
    assertThat(found).isEmpty();
    assertThat(runner.ended()).isTrue();
  }
}
