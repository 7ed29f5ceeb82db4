package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.append;
import static dev.fetchery.store.Fixtures.done;
import static dev.fetchery.store.Fixtures.failed;
import static dev.fetchery.store.Fixtures.files;
import static dev.fetchery.store.Fixtures.finish;
import static dev.fetchery.store.Fixtures.get;
import static dev.fetchery.store.Fixtures.numbered;
import static dev.fetchery.store.Fixtures.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Order;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Terms;
import dev.fetchery.job.Validators;
import dev.fetchery.store.NewItem.Numbering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreKind.class)
class ClaimsTest {
  @Parameter private StoreKind kind;
  @TempDir Path dir;
  private JobStore store;

  @BeforeEach
  void open() {
    store = kind.open(dir);
    Fixtures.job(store, "j");
    Fixtures.job(store, "k");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void sameNameByCaseOrUnicodeFormIsACollision() {
    var appended =
        append(
            store, "j", saved("d/É.png"), saved("D/é.PNG"), saved("d/e\u0301.png"), saved("d/x"));
    assertThat(files(appended.waiting())).containsExactly("d/É.png", "d/x");
    assertThat(appended.completions())
        .extracting(c -> c.item().error().code())
        .containsExactly(ErrorCode.COLLISION, ErrorCode.COLLISION);
    assertThat(appended.completions().get(0).item().file()).isEqualTo("D/é.PNG");
    assertThat(get(store.collisions("j", 9)).groups())
        .containsExactly(entry("d/É.png", List.of(0L, 1L, 2L)));
  }

  /** An index of PostgreSQL takes nothing as long as a path may be. */
  @Test
  void longestPathsAreClaimedFoundAndRememberedLikeOthers() {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    while (text.length() < 4_000) {
      text.append(text.length() % 250 == 249 ? '/' : (char) ('a' + random.nextInt(26)));
    }
    String one = text + "1";
    String other = text + "2";
    var appended =
        append(store, "j", saved(one), saved(other), saved(one.toUpperCase(Locale.ROOT)));
    assertThat(files(appended.waiting())).containsExactly(one, other);
    assertThat(appended.completions()).hasSize(1);
    get(store.addDirectories("j", List.of(one, other)));
    assertThat(get(store.directories("j", null, 9))).containsExactly(other, one);
    get(store.complete("j", List.of(done(0, "\"v1\"", null))));
    assertThat(get(store.itemOfFile("j", one))).extracting(Item::seq).isEqualTo(0L);
    assertThat(get(store.savedFile(one)).validators().etag()).isEqualTo("\"v1\"");
    finish(store, "j");
    assertThat(files(append(store, "k", numbered(one), numbered(other)).waiting()))
        .containsExactly(one, other);
    assertThat(get(store.savedFile(one)).validators().etag()).isEqualTo("\"v1\"");
  }

  @Test
  void nameOfAnotherOpenJobIsACollision() {
    append(store, "j", saved("x"));
    assertThat(append(store, "k", saved("x")).waiting()).isEmpty();
    assertThat(get(store.collisions("k", 9)).groups()).containsExactly(entry("x", List.of(0L)));
  }

  @Test
  void nameOfAJobThatEndedIsFree() {
    append(store, "j", saved("x"));
    finish(store, "j");
    assertThat(files(append(store, "k", saved("x")).waiting())).containsExactly("x");
  }

  @Test
  void dryRunIsInNoJobsWayAndSeesItsOwnCollisions() {
    get(store.create(Fixtures.dryRun("d"), 9));
    append(store, "j", saved("x"));
    assertThat(append(store, "d", saved("x"), saved("y"), saved("Y")).waiting()).hasSize(2);
    assertThat(append(store, "k", saved("y")).waiting()).hasSize(1);
    JobReads.Groups groups = get(store.collisions("d", 9));
    assertThat(groups.groups()).containsExactly(entry("y", List.of(1L, 2L)));
    assertThat(groups.count()).isEqualTo(1);
  }

  @Test
  void numberedItemsTakeTheNextFreeName() {
    append(store, "k", saved("a (2).png"));
    var appended = append(store, "j", numbered("a.png"), numbered("A.png"), numbered("a.png"));
    assertThat(files(appended.waiting())).containsExactly("a.png", "A (1).png", "a (3).png");
  }

  @Test
  void tenThousandCopiesOfOneNameAreNumberedAtOnce() {
    List<NewItem> copies = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      copies.add(numbered("cat.png"));
    }
    List<String> files = files(get(store.append("j", copies, null, true)).waiting());
    assertThat(files).startsWith("cat.png", "cat (1).png").endsWith("cat (9999).png");
    assertThat(new HashSet<>(files)).hasSize(10_000);
  }

  @Test
  void nameFoundOnDiskIsExchangedForTheNextNumber() {
    append(store, "j", numbered("a"), numbered("b"));
    assertThat(get(store.claim("j", 0, "a", Numbering.YES))).isEqualTo("a (1)");
    assertThat(get(store.claim("j", 0, "a", Numbering.YES))).isEqualTo("a (2)");
    assertThat(get(store.claim("j", 1, "a (1)", Numbering.NO))).isEqualTo("a (1)");
    assertThat(get(store.collisions("j", 9)).groups()).isEmpty();
  }

  @Test
  void claimReleasesTheFormerName() {
    append(store, "j", saved("a"), Fixtures.item("http://a.test/"));
    assertThat(get(store.claim("j", 1, "A", Numbering.NO))).isNull();
    assertThat(get(store.claim("j", 0, "a", Numbering.NO))).isEqualTo("a");
    assertThat(get(store.claim("j", 0, "b", Numbering.NO))).isEqualTo("b");
    assertThat(get(store.claim("j", 1, "A", Numbering.NO))).isEqualTo("A");
    assertThat(get(store.claim("j", 1, "B", Numbering.NO))).isNull();
    assertThat(Fixtures.pending(store, "j", 1).file()).isNull();
    assertThat(get(store.claim("j", 0, "a", Numbering.NO))).isEqualTo("a");
  }

  @Test
  void itemThatLostItsNameShowsWhatItWanted() {
    append(store, "j", saved("a"), Fixtures.item("http://a.test/"));
    get(store.claim("j", 1, "A", Numbering.NO));
    var completions = get(store.complete("j", List.of(failed(1, ErrorCode.COLLISION))));
    assertThat(completions.get(0).item().file()).isEqualTo("A");
    assertThat(get(store.item("j", 1)).file()).isEqualTo("A");
  }

  @Test
  void endedItemsClaimNothing() {
    append(store, "j", saved("a"));
    get(store.complete("j", List.of(done(0))));
    assertThat(get(store.claim("j", 0, "b", Numbering.NO))).isNull();
    assertThat(get(store.item("j", 0)).file()).isEqualTo("a");
  }

  @Test
  void reopenedItemHasItsNameOnlyIfItIsStillFree() {
    append(store, "j", saved("a"), saved("b"));
    get(store.complete("j", List.of(failed(0, ErrorCode.DNS), failed(1, ErrorCode.DNS))));
    finish(store, "j");
    append(store, "k", saved("a"));
    get(store.reopen("j", Set.of(ItemState.FAILED), Set.of(), Long.MAX_VALUE));
    assertThat(Fixtures.pending(store, "j", 0).file()).isNull();
    assertThat(Fixtures.pending(store, "j", 1).file()).isEqualTo("b");
    assertThat(get(store.completions("j", 0, 9)))
        .extracting(c -> c.item().file())
        .containsExactly("a", "b");
  }

  @Test
  void reopenedCollisionIsNotTakenForAGrant() {
    append(store, "j", saved("a"), saved("A"));
    get(store.reopen("j", Set.of(ItemState.FAILED), Set.of(), Long.MAX_VALUE));
    assertThat(Fixtures.pending(store, "j", 1).file()).isNull();
    assertThat(get(store.completions("j", 0, 9)).get(0).item().file()).isEqualTo("A");
  }

  @Test
  void fileIsFoundInEveryJobThatSavedIt() {
    append(store, "j", saved("a"), saved("b"));
    get(store.complete("j", List.of(done(0), failed(1, ErrorCode.DNS))));
    finish(store, "j");
    append(store, "k", saved("a"));
    assertThat(get(store.itemOfFile("k", "a"))).isNull();
    get(store.complete("k", List.of(done(0))));
    assertThat(get(store.itemOfFile("k", "a"))).extracting(Item::seq).isEqualTo(0L);
    assertThat(get(store.itemOfFile("j", "a"))).extracting(Item::seq).isEqualTo(0L);
    assertThat(get(store.itemOfFile("j", "A"))).isNull();
    assertThat(get(store.itemOfFile("j", "b"))).isNull();
  }

  @Test
  void validatorsOutliveTheJobAndTheClaim() {
    append(store, "j", saved("a"), saved("b"));
    get(store.complete("j", List.of(done(0, "\"v1\"", null), done(1, null, "Mon"))));
    assertThat(get(store.savedFile("a")).validators().etag()).isEqualTo("\"v1\"");
    finish(store, "j");
    append(store, "k", saved("a"));
    assertThat(get(store.savedFile("a")).validators().etag()).isEqualTo("\"v1\"");
    get(store.markDeleted("j"));
    Fixtures.erase(store, "j");
    assertThat(get(store.savedFile("b")))
        .isEqualTo(
            new JobReads.SavedFile(
                "b",
                "http://a.test/b",
                10,
                Fixtures.SHA256,
                null,
                new Validators(null, "Mon", null)));
    get(store.complete("k", List.of(done(0, "\"v2\"", null))));
    assertThat(get(store.savedFile("a")).validators().etag()).isEqualTo("\"v2\"");
  }

  @Test
  void fileSavedAnewWithoutValidatorsHasNone() {
    append(store, "j", saved("a"));
    get(store.complete("j", List.of(done(0, "\"v1\"", null))));
    finish(store, "j");
    append(store, "k", saved("a"));
    get(store.complete("k", List.of(done(0))));
    assertThat(get(store.savedFile("a")).validators().etag()).isNull();
    get(store.markDeleted("k"));
    Fixtures.erase(store, "k");
    assertThat(get(store.savedFile("a"))).isNull();
  }

  @Test
  void aPieceAndWhatAPostWasAnsweredHaveNoValidators() {
    Order piece = new Order("GET", null, new ByteSpan(0, 9));
    append(store, "j", ordered("a", piece), ordered("b", new Order("POST", null, null)));
    get(store.complete("j", List.of(done(0, "\"v1\"", null), done(1, null, "Mon"))));
    assertThat(get(store.savedFile("a")).validators()).isEqualTo(Validators.NONE);
    assertThat(get(store.savedFile("b")).validators()).isEqualTo(Validators.NONE);
    get(store.markDeleted("j"));
    Fixtures.erase(store, "j");
    assertThat(get(store.savedFile("a"))).isNull();
    assertThat(get(store.savedFile("b"))).isNull();
  }

  private static NewItem ordered(String path, Order order) {
    Draft draft = saved(path).draft().withTerms(new Terms(order, Proof.NONE));
    return new NewItem(draft, "a.test:80", path, Numbering.NO, null);
  }

  @Test
  void skippedItemThatMustBeNumberedWaits() {
    ItemResult skipped = ItemResult.without(0, ItemState.SKIPPED, 0, Fixtures.NOW, null);
    NewItem item = new NewItem(saved("a").draft(), "a:80", "a", Numbering.YES, skipped);
    var appended = append(store, "j", item, item);
    assertThat(appended.completions()).hasSize(1);
    assertThat(files(appended.waiting())).containsExactly("a (1)");
  }
}
