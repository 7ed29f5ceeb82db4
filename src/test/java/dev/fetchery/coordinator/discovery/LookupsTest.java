package dev.fetchery.coordinator.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.coordinator.fake.FakeJob;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Terms;
import dev.fetchery.plan.QueuedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupsTest {
  private static final String JOB =
      "'lookup':{'url':'http://meta.test/{key}','set':{'country':'/country'}},"
          + "'save':{'as':'{country}-{key}'},'retry':{'attempts':2,'backoffMs':100}";

  private final FakeJob job = FakeJob.with(JOB);
  private boolean room = true;
  private final MemoryBudget memory = MemoryBudget.ofHeap(4L * (16 << 20));
  private final FetchedBodies bodies =
      new FetchedBodies(memory, FakeJob.inline(), Path.of("unused"));
  private final Lookups lookups =
      new Lookups(job.support(), item -> name -> item.key(), () -> room, 10_000, bodies);

  /** An item that notes what it hears of its lookup. */
  private static final class Item implements LookupState.Waiter {
    final List<String> heard = new ArrayList<>();
    @Nullable LookupState lookup;

    @Override
    public void lookupAnswered(LookupState answered) {
      heard.add(answered.fault() == null ? answered.fields().toString() : "fault");
    }

    @Override
    public void mayStart() {
      heard.add("may start");
    }
  }

  /** Attaches an item with this key, and queues what its entry brings along. */
  private Item item(String key) {
    Item item = new Item();
    QueuedRequest<Fetch> entry = new QueuedRequest<>(FakeJob.ID, "a.test:80", null, false, 0);
    PendingItem work =
        new PendingItem(
            1,
            new Draft(key, "http://a.test/", Map.of(), Map.of(), Terms.NONE, null),
            "a.test:80",
            null);
    item.lookup = lookups.attach(work, item, entry);
    return item;
  }

  /** Starts the lookups that items cannot do without. */
  private List<FakeJob.Started> start(Item... items) {
    for (Item item : items) {
      lookups.mayStart(item.lookup, item);
    }
    return job.start();
  }

  private static Outcome read(String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return new Outcome.Read(body, List.of());
  }

  private static Outcome status(int status) {
    return new Outcome.HttpError(status, -1, 1);
  }

  @Test
  void oneRequestServesAllItemsThatNeedIt() {
    Item one = item("x");
    Item two = item("x");
    Item other = item("y");
    List<FakeJob.Started> started = start(one, two, other);
    assertThat(started)
        .extracting(s -> s.task().request().url().text())
        .containsExactlyInAnyOrder("http://meta.test/x", "http://meta.test/y");
    FakeJob.Started x =
        started.stream()
            .filter(s -> s.task().request().url().text().endsWith("x"))
            .findFirst()
            .get();
    job.end(x, read("{\"country\":\"CH\"}"));
    assertThat(one.heard).containsExactly("{country=CH}");
    assertThat(two.heard).containsExactly("{country=CH}");
    assertThat(other.heard).isEmpty();
    assertThat(item("x").lookup.fields()).containsEntry("country", "CH");
  }

  @Test
  void itemWaitsForItsLookupWhereTooManyWaitForNames() {
    room = false;
    Item item = item("x");
    assertThat(lookups.mayStart(item.lookup, item)).isFalse();
    job.end(job.start().get(0), read("{\"country\":\"CH\"}"));
    assertThat(item.heard).containsExactly("{country=CH}", "may start");
    assertThat(lookups.mayStart(item.lookup, item)).isTrue();
  }

  @Test
  void absentLookupMakesItsItemsNotFound() {
    Item item = item("x");
    job.end(start(item).get(0), status(404));
    assertThat(item.heard).containsExactly("fault");
    assertThat(item.lookup.itemState()).isEqualTo(ItemState.NOT_FOUND);
    assertThat(item.lookup.status()).isEqualTo(404);
  }

  @Test
  void failedLookupIsTriedAgainAndThenFailsItsItems() {
    Item item = item("x");
    job.end(start(item).get(0), status(500));
    assertThat(item.heard).isEmpty();
    assertThat(job.start()).isEmpty();
    job.manualClock.advance(Duration.ofMillis(101));
    job.end(job.start().get(0), status(500));
    assertThat(item.heard).containsExactly("fault");
    assertThat(item.lookup.itemState()).isEqualTo(ItemState.FAILED);
    assertThat(item.lookup.fault().detail()).contains("HTTP 500");
  }

  @Test
  void redirectOfALookupIsFollowed() {
    Item item = item("x");
    job.end(start(item).get(0), new Outcome.Redirected(302, "http://b.test/z", 1));
    FakeJob.Started next = job.start().get(0);
    assertThat(next.task().request().url().text()).isEqualTo("http://b.test/z");
    job.end(next, read("{\"country\":\"CH\"}"));
    assertThat(item.heard).containsExactly("{country=CH}");
  }

  @Test
  void lookupOfALostFetcherIsAskedOfAnotherAndTheAttemptIsNotCounted() {
    Item item = item("x");
    FakeJob.Started lost = start(item).get(0);
    job.dispatcher.released(FakeJob.ID, lost.entry().host(), job.clock.nowMs());
    lost.entry().load().lost(lost.lease());
    job.end(job.start().get(0), status(500));
    assertThat(item.heard).isEmpty();
  }

  @Test
  void failuresAreForgottenForItemsThatAreTriedAgain() {
    Item item = item("x");
    job.end(start(item).get(0), status(404));
    assertThat(item("x").lookup.fault()).isNotNull();
    lookups.forgetFailures();
    assertThat(item("x").lookup.answered()).isFalse();
  }

  @Test
  void itemThatHasEndedHearsNothing() {
    Item item = item("x");
    FakeJob.Started started = start(item).get(0);
    lookups.left(item.lookup, item);
    job.end(started, read("{\"country\":\"CH\"}"));
    assertThat(item.heard).isEmpty();
  }

  @Test
  void requestWaitsUntilThereIsMemoryForItsAnswer() {
    long all = memory.limit(MemoryBudget.Use.LOOKUPS);
    memory.take(MemoryBudget.Use.LOOKUPS, all);
    Item item = item("x");
    assertThat(start(item)).isEmpty();
    memory.give(MemoryBudget.Use.LOOKUPS, all);
    job.manualClock.advance(Duration.ofMillis(51));
    FakeJob.Started started = job.start().get(0);
    assertThat(memory.used(MemoryBudget.Use.LOOKUPS)).isPositive();
    job.end(started, read("{\"country\":\"CH\"}"));
    assertThat(item.heard).containsExactly("{country=CH}");
    assertThat(memory.used(MemoryBudget.Use.LOOKUPS)).isZero();
  }

  @Test
  void oldestAnswersMakeRoomAndAreAskedForAgain() {
    String country = "x".repeat(4_000);
    long most = memory.limit(MemoryBudget.Use.LOOKUP_CACHE);
    int count = (int) (most / 8_000) + 10;
    for (int i = 0; i < count; i++) {
      job.end(start(item("k" + i)).get(0), read("{\"country\":\"" + country + "\"}"));
    }
    assertThat(memory.used(MemoryBudget.Use.LOOKUP_CACHE)).isBetween(most / 2, most);
    assertThat(start(item("k0"))).hasSize(1);
    assertThat(start(item("k" + (count - 1)))).isEmpty();
    lookups.close();
    assertThat(memory.used(MemoryBudget.Use.LOOKUP_CACHE)).isZero();
  }

  @Test
  void largeAnswerIsReadFromItsFileWhichIsRemoved(@TempDir Path dir) throws IOException {
    Lookups onDisk =
        new Lookups(
            job.support(),
            item -> name -> item.key(),
            () -> room,
            1_000_000,
            new FetchedBodies(memory, FakeJob.inline(), dir));
    Item item = new Item();
    QueuedRequest<Fetch> entry = new QueuedRequest<>(FakeJob.ID, "a.test:80", null, false, 0);
    PendingItem work =
        new PendingItem(
            1,
            new Draft("x", "http://a.test/", Map.of(), Map.of(), Terms.NONE, null),
            "a.test:80",
            null);
    item.lookup = onDisk.attach(work, item, entry);
    onDisk.mayStart(item.lookup, item);
    FakeJob.Started started = job.start().get(0);
    Path file = dir.resolve(((Sink.ToMemory) started.task().sink()).spill());
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"rest\":[" + "{},".repeat(50_000) + "{}],\"country\":\"CH\"}");
    job.end(started, new Outcome.Read(null, List.of()));
    assertThat(item.heard).containsExactly("{country=CH}");
    assertThat(file).doesNotExist();
  }
}
