package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.NOW;
import static dev.fetchery.store.Fixtures.append;
import static dev.fetchery.store.Fixtures.done;
import static dev.fetchery.store.Fixtures.doneAll;
import static dev.fetchery.store.Fixtures.failed;
import static dev.fetchery.store.Fixtures.get;
import static dev.fetchery.store.Fixtures.numbers;
import static dev.fetchery.store.Fixtures.saved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Order;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Terms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(StoreKind.class)
class CompletionsTest {
  @Parameter private StoreKind kind;
  private static final Fault GONE = new Fault(ErrorCode.CONNECT, "given up");

  @TempDir Path dir;
  private JobStore store;

  @BeforeEach
  void open() {
    store = kind.open(dir);
    if (get(store.job("j")) == null) {
      Fixtures.job(store, "j");
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  private Counters counters() {
    return get(store.job("j")).counters();
  }

  @Test
  void numbersHaveNoGapAcrossManyCallsAndARestart() {
    append(store, "j", 1_000);
    List<CompletionStage<List<Completion>>> calls = new ArrayList<>();
    for (int from = 0; from < 600; from += 7) {
      calls.add(store.complete("j", doneAll(from, from + 7)));
    }
    calls.forEach(Fixtures::get);
    reopen();
    get(store.complete("j", doneAll(500, 1_000)));
    List<Completion> all = new ArrayList<>(get(store.completions("j", 0, 500)));
    all.addAll(get(store.completions("j", 500, 1_000)));
    assertThat(numbers(all))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_000).boxed().toList());
    assertThat(all.stream().map(c -> c.item().seq()).distinct()).hasSize(1_000);
    assertThat(get(store.job("j")).lastN()).isEqualTo(1_000);
  }

  @Test
  void endedItemsArePassedOver() {
    append(store, "j", 3);
    assertThat(get(store.complete("j", List.of(done(1), done(1))))).hasSize(1);
    assertThat(get(store.complete("j", List.of(failed(1, ErrorCode.DNS), done(2), done(99)))))
        .extracting(Completion::n)
        .containsExactly(2L);
    assertThat(counters()).isEqualTo(new Counters(3, 2, 0, 0, 0, 0, 20, 0));
  }

  @Test
  void itemShowsHowItEnded() {
    append(store, "j", saved("d/x.png"));
    Completion completion = get(store.complete("j", List.of(done(0)))).get(0);
    Item expected =
        new Item(
            0,
            null,
            "http://a.test/d/x.png",
            "d/x.png",
            ItemState.DONE,
            1,
            10,
            new Item.Head(200, "image/png", "gzip", null),
            new Item.Content(10L, Fixtures.SHA256, Integrity.LENGTH),
            new Item.End(7L, NOW, null),
            null);
    assertThat(completion).isEqualTo(new Completion(1, expected));
    assertThat(get(store.item("j", 0))).isEqualTo(expected);
    assertThat(get(store.completions("j", 0, 9))).containsExactly(completion);
  }

  @Test
  void discoveredItemsMayComeWithAnEnding() {
    ItemResult ending = ItemResult.without(-1, ItemState.SKIPPED, 0, NOW, null);
    NewItem plain = saved("x");
    var skipped = new NewItem(plain.draft(), plain.host(), "x", plain.numbering(), ending);
    var appended = append(store, "j", Fixtures.item("http://a.test/"), skipped);
    assertThat(appended.waiting()).extracting(PendingItem::seq).containsExactly(0L);
    assertThat(appended.completions().get(0).item().seq()).isEqualTo(1);
    assertThat(appended.completions().get(0).item().file()).isEqualTo("x");
    assertThat(counters().skipped()).isEqualTo(1);
  }

  @Test
  void reopenedItemsKeepTheirOldCompletions() {
    append(store, "j", saved("x"), saved("y"));
    get(store.complete("j", List.of(failed(0, ErrorCode.TIMEOUT), failed(1, ErrorCode.DNS))));
    List<Completion> before = get(store.completions("j", 0, 9));
    Set<ErrorCode> timeout = Set.of(ErrorCode.TIMEOUT);
    assertThat(get(store.any("j", Set.of(ItemState.FAILED), timeout))).isTrue();
    assertThat(get(store.reopen("j", Set.of(ItemState.FAILED), timeout, Long.MAX_VALUE)).ended())
        .isEqualTo(1);
    assertThat(get(store.reopen("j", Set.of(ItemState.FAILED), timeout, Long.MAX_VALUE)).ended())
        .isZero();
    assertThat(get(store.any("j", Set.of(ItemState.FAILED), timeout))).isFalse();
    assertThat(Fixtures.pending(store, "j", 0).attempts()).isZero();
    assertThat(get(store.claim("j", 0, "z", NewItem.Numbering.NO))).isEqualTo("z");
    get(store.complete("j", List.of(done(0))));
    List<Completion> after = get(store.completions("j", 0, 9));
    assertThat(after).startsWith(before.toArray(Completion[]::new)).hasSize(3);
    assertThat(after.get(2).item().file()).isEqualTo("z");
    assertThat(counters()).isEqualTo(new Counters(2, 1, 0, 0, 1, 0, 10, 0));
  }

  @Test
  void namedItemsAloneAreReopened() {
    Fixtures.job(store, "other");
    append(store, "other", 5);
    append(store, "j", 5);
    List<ItemResult> endings =
        List.of(
            failed(0, ErrorCode.TIMEOUT),
            failed(1, ErrorCode.DNS),
            done(2),
            failed(3, ErrorCode.DNS));
    get(store.complete("j", endings));
    get(store.complete("other", endings));
    Set<ItemState> failed = Set.of(ItemState.FAILED);
    List<Long> named = List.of(3L, 2L, 0L, 4L, 77L);
    assertThat(get(store.reopen("j", named, failed, Set.of(ErrorCode.DNS))).ended()).isEqualTo(1);
    assertThat(waiting("j")).containsExactly(3L, 4L);
    assertThat(get(store.reopen("j", named, Set.of(ItemState.CANCELLED), Set.of())).ended())
        .isZero();
    assertThat(get(store.reopen("j", named, failed, Set.of())).ended()).isEqualTo(1);
    assertThat(waiting("j")).containsExactly(0L, 3L, 4L);
    assertThat(get(store.reopen("j", named, failed, Set.of())).ended()).isZero();
    assertThat(get(store.reopen("j", List.of(), failed, Set.of())).ended()).isZero();
    assertThat(Fixtures.pending(store, "j", 0).attempts()).isZero();
    assertThat(counters().open()).isEqualTo(3);
    assertThat(counters().failed()).isEqualTo(1);
    assertThat(waiting("other")).containsExactly(4L);
  }

  @Test
  void itemsThatEndedLaterAreNotReopened() {
    append(store, "j", 3);
    get(store.complete("j", List.of(failed(2, ErrorCode.DNS), failed(0, ErrorCode.DNS))));
    get(store.complete("j", List.of(failed(1, ErrorCode.DNS))));
    Set<ItemState> failed = Set.of(ItemState.FAILED);
    assertThat(get(store.reopen("j", failed, Set.of(), 2)).ended()).isEqualTo(2);
    assertThat(waiting("j")).containsExactly(0L, 2L);
    assertThat(get(store.reopen("j", failed, Set.of(), 2)).ended()).isZero();
    assertThat(counters().failed()).isEqualTo(1);
  }

  private List<Long> waiting(String job) {
    return get(store.items(job, ItemState.WAITING, -1, 9)).stream().map(Item::seq).toList();
  }

  @Test
  void reopeningGoesInSlices() {
    append(store, "j", 1_500);
    get(store.endWaiting("j", null, Set.of(), ItemState.CANCELLED, null, NOW));
    get(store.endWaiting("j", null, Set.of(), ItemState.CANCELLED, null, NOW));
    Set<ItemState> cancelled = Set.of(ItemState.CANCELLED, ItemState.FAILED);
    assertThat(get(store.reopen("j", cancelled, Set.of(), Long.MAX_VALUE)).ended())
        .isEqualTo(1_000);
    assertThat(get(store.reopen("j", cancelled, Set.of(), Long.MAX_VALUE)).ended()).isEqualTo(500);
    assertThat(get(store.reopen("j", cancelled, Set.of(), Long.MAX_VALUE)).ended()).isZero();
    assertThat(counters().open()).isEqualTo(1_500);
  }

  @Test
  void waitingItemsAreEndedInSlicesButNotTheActiveOnes() {
    append(store, "j", 1_003);
    var first = get(store.endWaiting("j", null, Set.of(0L, 7L), ItemState.FAILED, GONE, NOW));
    assertThat(first).hasSize(1_000);
    assertThat(get(store.endWaiting("j", null, Set.of(0L, 7L), ItemState.FAILED, GONE, NOW)))
        .extracting(c -> c.item().seq())
        .containsExactly(1_002L);
    assertThat(get(store.waiting("j", null, 0, 9)))
        .extracting(PendingItem::seq)
        .containsExactly(0L, 7L);
  }

  /** What is active may fill more than a page by itself. */
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "a.test:80")
  void waitingItemsBehindLargeActiveOnesAreEndedToo(@Nullable String host) {
    String large = "http://a.test/" + "x".repeat(JobReads.PAGE_CHARS);
    append(store, "j", Fixtures.item(large), Fixtures.item(large), Fixtures.item("http://a.test/"));
    assertThat(get(store.endWaiting("j", host, Set.of(0L, 1L), ItemState.FAILED, GONE, NOW)))
        .extracting(c -> c.item().seq())
        .containsExactly(2L);
    assertThat(get(store.endWaiting("j", host, Set.of(0L, 1L), ItemState.FAILED, GONE, NOW)))
        .isEmpty();
  }

  @Test
  void waitingItemsOfOneHostAreEndedAlone() {
    NewItem other =
        new NewItem(Fixtures.item("http://b/").draft(), "b:80", null, NewItem.Numbering.NO, null);
    append(store, "j", Fixtures.item("http://a/"), other);
    assertThat(get(store.endWaiting("j", "b:80", Set.of(), ItemState.FAILED, GONE, NOW)))
        .extracting(c -> c.item().error())
        .containsExactly(GONE);
    assertThat(get(store.endWaiting("j", "c:80", Set.of(), ItemState.FAILED, GONE, NOW))).isEmpty();
    assertThat(counters().open()).isEqualTo(1);
  }

  @Test
  void waitingItemsThatHaveMirrorsDoNotEndWithTheirHost() {
    append(store, "j", mirrored(List.of("http://b/")), mirrored(List.of()));
    assertThat(get(store.endWaiting("j", "a:80", Set.of(), ItemState.FAILED, GONE, NOW)))
        .extracting(c -> c.item().seq())
        .containsExactly(1L);
    assertThat(get(store.endWaiting("j", null, Set.of(), ItemState.CANCELLED, null, NOW)))
        .extracting(c -> c.item().seq())
        .containsExactly(0L);
  }

  private static NewItem mirrored(List<String> mirrors) {
    Terms terms = new Terms(Order.GET, Proof.NONE, mirrors);
    Map<String, String> fields = Map.of("note", "\"mirrors\":");
    Draft draft = new Draft(null, "http://a/", fields, Map.of(), terms, null);
    return new NewItem(draft, "a:80", null, NewItem.Numbering.NO, null);
  }

  @Test
  void theTurnOfAMirrorStaysUntilTheItemIsReopened() {
    append(store, "j", 1);
    PendingItem.AtMirror turn = new PendingItem.AtMirror(2, 7, true);
    PendingItem.Attempts tried = new PendingItem.Attempts(9, 0, null, turn);
    get(store.attempted("j", List.of(new JobStore.Attempted(0, tried, true))));
    reopen();
    assertThat(Fixtures.pending(store, "j", 0).tried()).isEqualTo(tried);
    Part part = new Part("p", "http://a.test/", null, null, 9, null);
    PendingItem.Attempts left = new PendingItem.Attempts(9, 0, part, turn);
    get(store.attempted("j", List.of(new JobStore.Attempted(0, left, false))));
    get(store.complete("j", List.of(failed(0, ErrorCode.RESET))));
    get(store.reopen("j", Set.of(ItemState.FAILED), Set.of(), Long.MAX_VALUE));
    assertThat(Fixtures.pending(store, "j", 0).tried())
        .isEqualTo(new PendingItem.Attempts(0, 0, part, null));
  }

  @Test
  void attemptsAndPartsStayUntilTheEnd() {
    append(store, "j", 2);
    Part part = new Part("p", "http://a.test/0", "\"e\"", null, 99, "boot");
    get(store.attempted("j", List.of(Fixtures.tried(0, 3, 5_000, part))));
    reopen();
    PendingItem work = Fixtures.pending(store, "j", 0);
    assertThat(work.part()).isEqualTo(part);
    assertThat(work.notBeforeMs()).isEqualTo(5_000);
    assertThat(get(store.item("j", 0)).attempts()).isEqualTo(3);
    assertThat(counters().retries()).isEqualTo(1);
    get(store.complete("j", List.of(done(0))));
    get(store.attempted("j", List.of(Fixtures.tried(0, 4, 0, part))));
    assertThat(get(store.takeParts("j"))).isEmpty();
    assertThat(counters().retries()).isEqualTo(1);
  }

  @Test
  void partsOfItemsThatEndedAreKeptUntilTaken() {
    append(store, "j", 4);
    for (long seq = 0; seq < 3; seq++) {
      Part part = new Part("part " + seq, "http://a.test/", null, null, 9, null);
      get(store.attempted("j", List.of(Fixtures.tried(seq, 3, 5_000, part))));
    }
    get(store.complete("j", List.of(failed(0, ErrorCode.RESET), done(1))));
    get(store.reopen("j", Set.of(ItemState.FAILED), Set.of(), Long.MAX_VALUE));
    assertThat(Fixtures.pending(store, "j", 0).attempts()).isZero();
    assertThat(get(store.takeParts("j")))
        .extracting(Part::path)
        .containsExactly("part 0", "part 2");
    assertThat(get(store.takeParts("j"))).isEmpty();
    assertThat(Fixtures.pending(store, "j", 2).attempts()).isEqualTo(3);
  }

  @Test
  void partsAreTakenInSlices() {
    append(store, "j", 1_200);
    List<JobStore.Attempted> left = new ArrayList<>();
    for (long seq = 0; seq < 1_200; seq++) {
      Part part = new Part("part " + seq, "http://a.test/", null, null, 9, null);
      left.add(Fixtures.tried(seq, 1, 0, part));
    }
    get(store.attempted("j", left));
    assertThat(get(store.takeParts("j"))).hasSize(1_000).last().returns("part 999", Part::path);
    assertThat(get(store.takeParts("j"))).hasSize(200).first().returns("part 1000", Part::path);
    assertThat(get(store.takeParts("j"))).isEmpty();
  }

  @Test
  void lateOutcomesOfADeletedJobDoNoHarm() {
    append(store, "j", 2);
    get(store.markDeleted("j"));
    assertThat(get(store.complete("j", List.of(done(0))))).hasSize(1);
    Fixtures.erase(store, "j");
    assertThat(get(store.completions("j", 0, 9))).isEmpty();
  }
}
