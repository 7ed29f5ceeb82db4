package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.append;
import static dev.fetchery.store.Fixtures.failed;
import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Response;
import dev.fetchery.job.SavedFile;
import dev.fetchery.job.Terms;
import dev.fetchery.store.ItemSlice.Found;
import dev.fetchery.store.ItemSlice.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

@ParameterizedClass
@EnumSource(StoreKind.class)
class ItemSearchTest {
  @Parameter private StoreKind kind;
  @TempDir Path dir;
  private JobStore store;

  @BeforeEach
  void open() {
    store = kind.open(dir);
    // Neighbours, which must not be found.
    Fixtures.job(store, "i");
    Fixtures.job(store, "j");
    Fixtures.job(store, "k");
    append(store, "i", 30);
    append(store, "k", 30);
    get(store.complete("i", Fixtures.doneAll(0, 30)));
    get(store.complete("k", Fixtures.doneAll(0, 30)));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static NewItem item(@Nullable String key, String url, String host) {
    Draft draft = new Draft(key, url, Map.of(), Map.of(), Terms.NONE, null);
    return new NewItem(draft, host, null, NewItem.Numbering.NO, null);
  }

  private static ItemResult done(long seq, long size, long durationMs) {
    return Fixtures.done(
        seq,
        durationMs,
        new Response(200, "image/png", null, null, null),
        new SavedFile("f" + seq, size, Fixtures.SHA256, Integrity.LENGTH));
  }

  /** All that fit, looked for a few rows at a time. */
  private List<Long> walk(ItemQuery query, ItemOrder order) {
    List<Long> seqs = new ArrayList<>();
    Place next = Place.start(order);
    while (next != null) {
      ItemSlice slice = get(store.find("j", query, order, next, 3, 4));
      slice.found().forEach(found -> seqs.add(found.item().seq()));
      next = slice.next();
    }
    return seqs;
  }

  private static ItemQuery text(String text) {
    return new ItemQuery(Set.of(), Set.of(), null, text);
  }

  @Test
  void everyOrderOfRowsBringsEveryItemOnce() {
    append(store, "j", 11);
    get(store.complete("j", List.of(done(5, 1, 1), done(2, 1, 1), done(9, 1, 1))));
    get(store.complete("j", List.of(failed(7, ErrorCode.DNS), done(0, 1, 1))));
    List<Long> forward = LongStream.range(0, 11).boxed().toList();
    List<Long> backward = LongStream.rangeClosed(0, 10).map(i -> 10 - i).boxed().toList();
    assertThat(walk(ItemQuery.ALL, ItemOrder.SEQ)).isEqualTo(forward);
    assertThat(walk(ItemQuery.ALL, ItemOrder.SEQ_DESCENDING)).isEqualTo(backward);
    assertThat(walk(ItemQuery.ALL, ItemOrder.N))
        .containsExactly(5L, 2L, 9L, 7L, 0L, 1L, 3L, 4L, 6L, 8L, 10L);
    assertThat(walk(ItemQuery.ALL, ItemOrder.N_DESCENDING))
        .containsExactly(0L, 7L, 9L, 2L, 5L, 1L, 3L, 4L, 6L, 8L, 10L);
    ItemQuery ended = ItemQuery.ALL.in(Set.of(ItemState.DONE, ItemState.FAILED));
    assertThat(walk(ended, ItemOrder.N_DESCENDING)).containsExactly(0L, 7L, 9L, 2L, 5L);
  }

  /** Whatever does not fit is looked at too. */
  @ParameterizedTest
  @EnumSource(names = {"N", "N_DESCENDING"})
  void lookAtItemsThatWaitIsBounded(ItemOrder order) {
    append(store, "j", 10);
    get(store.complete("j", List.of(done(1, 1, 1))));
    Place waiting = new Place(Place.NONE, -1);
    ItemSlice slice = get(store.find("j", text("nowhere"), order, waiting, 3, 4));
    assertThat(slice.found()).isEmpty();
    assertThat(slice.next()).isEqualTo(new Place(Place.NONE, 4));
    slice = get(store.find("j", text("test/9"), order, slice.next(), 3, 4));
    assertThat(slice.next()).isEqualTo(new Place(Place.NONE, 8));
    slice = get(store.find("j", text("test/9"), order, slice.next(), 3, 4));
    assertThat(slice.found()).extracting(found -> found.item().seq()).containsExactly(9L);
    assertThat(slice.next()).isNull();
  }

  @Test
  void completionsOfReopenedItemsAreNotListed() {
    append(store, "j", 3);
    get(store.complete("j", List.of(failed(1, ErrorCode.DNS), done(0, 1, 1))));
    get(store.reopen("j", Set.of(ItemState.FAILED), Set.of(), Long.MAX_VALUE));
    assertThat(walk(ItemQuery.ALL, ItemOrder.N)).containsExactly(0L, 1L, 2L);
    get(store.complete("j", List.of(done(1, 1, 1))));
    assertThat(walk(ItemQuery.ALL, ItemOrder.N)).containsExactly(0L, 1L, 2L);
    assertThat(walk(ItemQuery.ALL, ItemOrder.N_DESCENDING)).containsExactly(1L, 0L, 2L);
  }

  @Test
  void greatestComeFirstAndWhatHasNoValueLast() {
    append(store, "j", 9);
    get(store.complete("j", List.of(done(1, 50, 7), done(3, 500, 7), done(4, 50, 9))));
    get(store.complete("j", List.of(failed(6, ErrorCode.DNS), done(8, 0, 1))));
    List<Found> found = new ArrayList<>();
    long from = 0;
    for (Place next = new Place(Place.NONE, 0); next != null; ) {
      ItemSlice slice =
          get(
              store.best(
                  "j",
                  ItemQuery.ALL,
                  ItemOrder.SIZE_DESCENDING,
                  Place.start(ItemOrder.SIZE_DESCENDING),
                  from,
                  20,
                  4));
      found.addAll(slice.found());
      next = slice.next();
      from = next == null ? 0 : next.seq();
    }
    assertThat(found).hasSize(9);
    assertThat(found)
        .filteredOn(one -> one.place().value() >= 0)
        .extracting(one -> one.place().value())
        .containsExactlyInAnyOrder(50L, 500L, 50L, 0L);
    ItemSlice beyond =
        get(
            store.best(
                "j", ItemQuery.ALL, ItemOrder.SIZE_DESCENDING, new Place(50, 1), 0, 20, 100));
    assertThat(beyond.found()).extracting(one -> one.item().seq()).startsWith(4L, 8L, 0L);
  }

  @Test
  void statesCodesAndHostsAreCombined() {
    get(
        store.append(
            "j",
            List.of(
                item(null, "http://a.test/0", "a.test:80"),
                item(null, "http://b.test/1", "b.test:80"),
                item(null, "http://a.test/2", "a.test:80"),
                item(null, "http://a.test/3", "a.test:80")),
            null,
            true));
    get(
        store.complete(
            "j",
            List.of(failed(0, ErrorCode.DNS), failed(1, ErrorCode.DNS), failed(2, ErrorCode.TLS))));
    Set<ItemState> failed = Set.of(ItemState.FAILED);
    assertThat(
            walk(
                new ItemQuery(failed, Set.of(ErrorCode.DNS, ErrorCode.TLS), "a.test:80", null),
                ItemOrder.SEQ))
        .containsExactly(0L, 2L);
    assertThat(walk(new ItemQuery(Set.of(), Set.of(ErrorCode.DNS), null, null), ItemOrder.SEQ))
        .containsExactly(0L, 1L);
    assertThat(walk(new ItemQuery(Set.of(), Set.of(), "a.test:80", null), ItemOrder.SEQ_DESCENDING))
        .containsExactly(3L, 2L, 0L);
    assertThat(walk(new ItemQuery(Set.of(), Set.of(), "c.test:80", null), ItemOrder.SEQ)).isEmpty();
  }

  @Test
  void textIsFoundInUrlKeyAndFileWhateverItsCase() {
    get(
        store.append(
            "j",
            List.of(
                item("Straße", "http://a.test/100%25_x", "a.test:80"),
                item("MU\u0308NCHEN", "http://a.test/1", "a.test:80"),
                item("\u0416\u0423\u041a", "http://A.test/Big_File", "a.test:80"),
                item(null, "http://user:geheim@a.test/3", "a.test:80")),
            null,
            true));
    get(store.complete("j", List.of(done(3, 1, 1))));
    assertThat(walk(text("100%25_X"), ItemOrder.SEQ)).containsExactly(0L);
    assertThat(walk(text("0%2_"), ItemOrder.SEQ)).isEmpty();
    assertThat(walk(text("m\u00fcnch"), ItemOrder.SEQ)).containsExactly(1L);
    assertThat(walk(text("\u0436\u0443"), ItemOrder.SEQ)).containsExactly(2L);
    assertThat(walk(text("g_f"), ItemOrder.SEQ)).containsExactly(2L);
    assertThat(walk(text("F3"), ItemOrder.SEQ)).containsExactly(3L);
    assertThat(walk(text("\\"), ItemOrder.SEQ)).isEmpty();
  }

  @Test
  void userInfoIsNotSearched() {
    get(
        store.append(
            "j", List.of(item(null, "http://user:geheim@a.test/3", "a.test:80")), null, true));
    assertThat(walk(text("geheim"), ItemOrder.SEQ)).isEmpty();
    assertThat(walk(text("a.test/3"), ItemOrder.SEQ)).containsExactly(0L);
  }

  @Test
  void chosenItemsFitToo() {
    append(store, "j", 5);
    assertThat(get(store.chosen("j", text("test/3"), List.of(1L, 3L, 99L))))
        .extracting(Item::seq)
        .containsExactly(3L);
  }
}
