package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.append;
import static dev.fetchery.store.Fixtures.done;
import static dev.fetchery.store.Fixtures.failed;
import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Order;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Terms;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreKind.class)
class ItemPagesTest {
  @Parameter private StoreKind kind;
  @TempDir Path dir;
  private JobStore store;

  @BeforeEach
  void open() {
    store = kind.open(dir);
    Fixtures.job(store, "i");
    Fixtures.job(store, "j");
    Fixtures.job(store, "k");
    append(store, "i", 3);
    append(store, "k", 3);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static NewItem at(@Nullable String host) {
    return new NewItem(
        Fixtures.item("http://" + host).draft(), host, null, NewItem.Numbering.NO, null);
  }

  /** The URL that discovery read is the one that is requested: it is not read again. */
  @Test
  void appendedItemKeepsItsUrlAsItWasRead() {
    NewItem item = Fixtures.item("http://a.test/x?y");
    assertThat(append(store, "j", item).waiting().get(0).target())
        .isNotNull()
        .isSameAs(item.draft().target());
    assertThat(Fixtures.pending(store, "j", 0).target()).isEqualTo(item.draft().target());
  }

  @Test
  void itemsAreNumberedFromWhatWasDiscoveredBefore() {
    assertThat(append(store, "j", 2).firstSeq()).isZero();
    var second = append(store, "j", 2);
    assertThat(second.firstSeq()).isEqualTo(2);
    assertThat(second.waiting()).extracting(PendingItem::seq).containsExactly(2L, 3L);
    assertThat(get(store.job("j")).counters().discovered()).isEqualTo(4);
  }

  @Test
  void positionIsStoredWithTheItems() {
    get(store.append("j", Fixtures.items(2), "page 2", true));
    assertThat(get(store.job("j")).discovery().position()).isEqualTo("page 2");
    assertThat(get(store.job("j")).discovery().done()).isTrue();
  }

  @Test
  void whatASourceSaysItHasIsKeptAndShownUntilItIsKnown() {
    JobRow.Discovery reached = new JobRow.Discovery("page 2", false, 5L);
    get(store.append("j", Fixtures.items(2), reached));
    assertThat(get(store.job("j")).discovery()).isEqualTo(reached);
    assertThat(get(store.job("j")).view("/d").progress().expected()).isEqualTo(5);
    get(store.append("j", Fixtures.items(4), new JobRow.Discovery("page 4", false, 5L)));
    assertThat(get(store.job("j")).view("/d").progress().expected()).isEqualTo(6);
    get(store.append("j", List.of(), new JobRow.Discovery("page 4", true, 50L)));
    assertThat(get(store.job("j")).view("/d").progress().expected()).isEqualTo(6);
  }

  @Test
  void pagesGoOnAfterTheLastItemAndStayInTheJob() {
    append(store, "j", 5);
    assertThat(get(store.items("j", null, -1, 3)))
        .extracting(Item::seq)
        .containsExactly(0L, 1L, 2L);
    assertThat(get(store.items("j", null, 2, 9))).extracting(Item::seq).containsExactly(3L, 4L);
    assertThat(get(store.items("j", null, Long.MAX_VALUE, 9))).isEmpty();
    assertThat(get(store.completions("j", Long.MAX_VALUE, 9))).isEmpty();
  }

  /** Each of them takes more than a page ends at. */
  @Test
  void largeRowsEndAPageAndEveryPageHasOne() {
    String long1 = "http://a.test/" + "x".repeat(JobReads.PAGE_CHARS);
    append(store, "j", Fixtures.item(long1), Fixtures.item(long1), Fixtures.item("http://a.test/"));
    assertThat(get(store.waiting("j", null, 0, 9)))
        .extracting(PendingItem::seq)
        .containsExactly(0L);
    assertThat(get(store.items("j", null, 1, 9))).extracting(Item::seq).containsExactly(2L);
    ItemSlice slice =
        get(
            store.find(
                "j", ItemQuery.ALL, ItemOrder.SEQ, ItemSlice.Place.start(ItemOrder.SEQ), 9, 1000));
    assertThat(slice.found()).hasSize(1);
    assertThat(slice.next()).isEqualTo(slice.found().get(0).place());
    get(store.complete("j", List.of(done(1), done(0), done(2))));
    assertThat(Fixtures.numbers(get(store.completions("j", 0, 9)))).containsExactly(1L);
    assertThat(Fixtures.numbers(get(store.completions("j", 1, 9)))).containsExactly(2L);
    assertThat(Fixtures.numbers(get(store.completions("j", 2, 9)))).containsExactly(3L);
  }

  @Test
  void itemsOfOneStateAlone() {
    append(store, "j", 5);
    get(store.complete("j", List.of(failed(1, ErrorCode.DNS), done(2), failed(4, ErrorCode.TLS))));
    assertThat(get(store.items("j", ItemState.FAILED, 0, 9)))
        .extracting(Item::seq)
        .containsExactly(1L, 4L);
    assertThat(get(store.items("j", ItemState.WAITING, -1, 9)))
        .extracting(Item::seq)
        .containsExactly(0L, 3L);
    assertThat(get(store.items("j", ItemState.ACTIVE, -1, 9))).isEmpty();
  }

  @Test
  void workCarriesTheWholeDraft() {
    Map<String, String> fields = Map.of("value", "é", "empty", "");
    Map<String, String> headers = Map.of("X-Token", "t");
    Terms terms =
        new Terms(
            new Order("POST", new HttpRequest.Body("{}", "application/json"), new ByteSpan(1, 2)),
            new Proof(
                List.of(
                    Checksum.of(Checksum.Algorithm.SHA256, Fixtures.SHA256),
                    new Checksum(
                        Checksum.Algorithm.SHA512, List.of("ab".repeat(64), "00".repeat(64)))),
                0));
    Draft draft = new Draft("k", "http://a/", fields, headers, terms, null);
    var appended = append(store, "j", new NewItem(draft, "a:80", "p", NewItem.Numbering.NO, null));
    PendingItem work =
        new PendingItem(0, new Draft("k", "http://a/", fields, headers, terms, null), "a:80", "p");
    assertThat(appended.waiting()).containsExactly(work);
    assertThat(Fixtures.pending(store, "j", 0)).isEqualTo(work);
    assertThat(get(store.waiting("j", null, 0, 9))).containsExactly(work);
  }

  @Test
  void waitingItemsOfOneHostInOrder() {
    append(store, "j", at("x:80"), at("y:80"), at("x:80"), at("x:80"));
    get(store.complete("j", List.of(done(0))));
    assertThat(get(store.waiting("j", "x:80", 0, 9)))
        .extracting(PendingItem::seq)
        .containsExactly(2L, 3L);
    assertThat(get(store.waiting("j", "x:80", 3, 9)))
        .extracting(PendingItem::seq)
        .containsExactly(3L);
    assertThat(get(store.waiting("j", null, 0, 2)))
        .extracting(PendingItem::seq)
        .containsExactly(1L, 2L);
    assertThat(get(store.waiting("j", "z:80", 0, 9))).isEmpty();
  }

  @Test
  void hostsAreCountedTheMostFirst() {
    append(store, "j", at("x:80"), at("y:80"));
    append(store, "j", at("y:80"), at("z:80"), at(null));
    assertThat(get(store.hosts("j", 2))).containsExactly(entry("y:80", 2L), entry("x:80", 1L));
  }

  @Test
  void whatWasListedIsRememberedWithTheNextAppend() {
    assertThat(get(store.unlisted("j", List.of("a", "b", "a")))).containsExactly("a", "b");
    assertThat(get(store.unlisted("j", List.of("b")))).containsExactly("b");
    append(store, "j", 1);
    assertThat(get(store.unlisted("j", List.of("c", "b", "d")))).containsExactly("c", "d");
    assertThat(get(store.unlisted("i", List.of("b")))).containsExactly("b");
  }

  @Test
  void duplicatesAreGroupedByContent() {
    append(store, "j", 4);
    get(store.complete("j", List.of(done(3), done(1), failed(0, ErrorCode.DNS))));
    JobReads.Groups groups = get(store.duplicates("j", 9));
    assertThat(groups.groups()).containsExactly(entry(Fixtures.SHA256, List.of(1L, 3L)));
    assertThat(groups.count()).isEqualTo(1);
    assertThat(get(store.duplicates("j", 0)).groups()).isEmpty();
  }

  @Test
  void numbersOfALargeGroupAreCutWhole() {
    append(store, "j", 5_000);
    get(store.complete("j", LongStream.range(1, 5_000).mapToObj(Fixtures::done).toList()));
    List<Long> seqs = get(store.duplicates("j", 9)).groups().get(Fixtures.SHA256);
    assertThat(seqs).hasSize(1_000).doesNotHaveDuplicates().isSorted();
    assertThat(seqs).allMatch(seq -> seq >= 1 && seq < 5_000);
  }

  @Test
  void unknownJobsAreEmpty() {
    assertThat(get(store.items("x", null, -1, 9))).isEmpty();
    assertThat(get(store.waiting("x", null, 0, 9))).isEmpty();
    assertThat(get(store.completions("x", 0, 9))).isEmpty();
    assertThat(get(store.item("x", 0))).isNull();
    assertThat(get(store.itemOfFile("x", "f"))).isNull();
  }
}
