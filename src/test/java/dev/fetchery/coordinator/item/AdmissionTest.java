package dev.fetchery.coordinator.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.coordinator.fake.FakeItemStore;
import dev.fetchery.coordinator.fake.FakeJob;
import dev.fetchery.job.PendingItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final String HOST = "a.test:80";

  private final FakeJob job = FakeJob.with("");
  private final FakeItemStore store = new FakeItemStore();
  private final Set<Long> busy = new HashSet<>();
  private final List<Long> prepared = new ArrayList<>();
  private final HeldItems held = new HeldItems(64 << 20, () -> 2_048);
  private final Admission admission =
      new Admission(
          job,
          job.queue,
          store,
          held,
          busy::contains,
          new Preparation(),
          (delayMs, action) -> job.timers.put(delayMs, action));

  /** Notes what is let in; all of it is ready at once. */
  private final class Preparation implements Admission.Preparation {
    @Override
    public void prepare(List<PendingItem> items) {
      items.forEach(item -> prepared.add(item.seq()));
    }

    @Override
    public boolean idle() {
      return true;
    }
  }

  /** Items of one host from this number on, which wait in the store. */
  private List<PendingItem> found(long first, long count) {
    List<PendingItem> items = new ArrayList<>();
    for (long seq = first; seq < first + count; seq++) {
      items.add(FakeItemStore.pending(seq, "http://a.test/" + seq, HOST));
    }
    store.waiting.addAll(items);
    job.discovered += count;
    return items;
  }

  private void end(long seq) {
    store.waiting.removeIf(item -> item.seq() == seq);
    held.ended(seq, HOST);
  }

  @Test
  void itemsJustFoundAreLetInAsTheyCome() {
    admission.found(0, 3, found(0, 3));
    admission.found(3, 5, found(3, 2));
    assertThat(prepared).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(admission.lookedAtAll()).isTrue();
  }

  @Test
  void itemsFoundBeforeARestartAreReadFromTheStore() {
    found(0, 3);
    assertThat(admission.lookedAtAll()).isFalse();
    admission.go();
    assertThat(prepared).containsExactly(0L, 1L, 2L);
    assertThat(admission.lookedAtAll()).isTrue();
  }

  @Test
  void hostWithManyItemsLeavesThemInTheStoreUntilHalfOfItsShareHasEnded() {
    admission.found(0, 10_000, found(0, 10_000));
    int share = prepared.size();
    assertThat(share).isBetween(1_000, 9_999);
    admission.go();
    assertThat(prepared).hasSize(share);
    for (long seq = 0; seq <= share / 2; seq++) {
      end(seq);
    }
    admission.go();
    assertThat(prepared).hasSizeGreaterThan(share).doesNotHaveDuplicates();
  }

  @Test
  void hostWithManyItemsTakesNoPlaceOfAnother() {
    admission.found(0, 10_000, found(0, 10_000));
    PendingItem other = FakeItemStore.pending(10_000, "http://b.test/", "b.test:80");
    job.discovered++;
    admission.found(10_000, 10_001, List.of(other));
    assertThat(prepared).contains(10_000L);
  }

  @Test
  void itemWhoseEndIsBeingStoredIsNotLetInAgain() {
    found(0, 3);
    busy.add(1L);
    admission.go();
    assertThat(prepared).containsExactly(0L, 2L);
  }

  @Test
  void itemsPutBackAreFoundByLookingFromTheStartAndThoseInMemoryStay() {
    admission.found(0, 3, found(0, 3));
    end(1);
    store.waiting.add(1, FakeItemStore.pending(1, "http://a.test/1", HOST));
    prepared.clear();
    admission.rescan();
    assertThat(prepared).containsExactly(1L);
  }

  @Test
  void readThatFailedIsMadeAgainLater() {
    found(0, 3);
    store.broken = "no";
    admission.go();
    assertThat(prepared).isEmpty();
    store.broken = null;
    job.ring();
    assertThat(prepared).containsExactly(0L, 1L, 2L);
  }

  @Test
  void dryRunAndCancelledJobLetNothingIn() {
    found(0, 3);
    job.dryRun = true;
    admission.go();
    job.dryRun = false;
    job.cancelling = true;
    admission.go();
    assertThat(prepared).isEmpty();
  }
}
