package dev.fetchery.coordinator.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.coordinator.fake.FakeItemStore;
import dev.fetchery.coordinator.fake.FakeJob;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many ends go into one call of the store. */
class OutcomeBatchTest {
  private final FakeItemStore store = new FakeItemStore();
  private final OutcomeBacklog backlog = new OutcomeBacklog();
  private final FakeJob job = FakeJob.with("");
  private final OutcomeBatch batch =
      new OutcomeBatch(job, store, new PartPaths(), backlog, (lease, parts) -> {}, job.wakeup);

  @BeforeEach
  void hold() {
    store.holdsEnds = true;
  }

  private void ends(long... seqs) {
    for (long seq : seqs) {
      batch.ended(ItemResult.without(seq, ItemState.SKIPPED, 0, Instant.EPOCH, null));
    }
    batch.flush();
  }

  @Test
  void endsThatComeWhileTwoCallsAreOnTheirWayShareTheNextOne() {
    ends(0);
    ends(1, 2);
    ends(3);
    ends(4, 5);
    ends(6);
    assertThat(store.ends).containsExactly(1, 2);
    assertThat(batch.isEmpty()).isFalse();
    assertThat(backlog.count()).isEqualTo(7);
    store.unanswered.remove().complete(List.of());
    assertThat(store.ends).containsExactly(1, 2, 4);
    assertThat(store.results)
        .extracting(ItemResult::seq)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(batch.isEmpty()).isTrue();
    assertThat(batch.seqs()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(backlog.count()).isEqualTo(6);
    store.unanswered.forEach(call -> call.complete(List.of()));
    assertThat(backlog.count()).isZero();
    assertThat(batch.seqs()).isEmpty();
  }

  @Test
  void callThatFailsHoldsUpNoOther() {
    ends(0);
    ends(1);
    ends(2);
    store.unanswered.remove().fail("refused");
    assertThat(store.ends).containsExactly(1, 1, 1);
    ends(3);
    store.unanswered.remove().complete(List.of());
    assertThat(store.ends).containsExactly(1, 1, 1, 1);
  }

  private static ItemResult fetched(long seq, ItemState state, long bytes) {
    return new ItemResult(seq, state, 1, bytes, 5L, Instant.EPOCH, null, null, null, null);
  }

  /** What was never requested is not among them. */
  @Test
  void itemsThatWereFetchedEndForWatchersOnlyWhenThatIsStored() {
    batch.ended(fetched(0, ItemState.DONE, 100));
    batch.ended(fetched(1, ItemState.FAILED, 30));
    ends(2);
    assertThat(batch.ending().count()).isEqualTo(2);
    assertThat(batch.ending().bytes()).isEqualTo(100);
    batch.ended(fetched(3, ItemState.DONE, 7));
    batch.flush();
    store.unanswered.remove().complete(List.of());
    assertThat(batch.ending().count()).isEqualTo(1);
    assertThat(batch.ending().bytes()).isEqualTo(7);
    store.unanswered.remove().complete(List.of());
    assertThat(batch.ending().count()).isZero();
    assertThat(batch.ending().bytes()).isZero();
  }
}
