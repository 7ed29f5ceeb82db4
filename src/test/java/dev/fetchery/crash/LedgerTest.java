package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is stored may grow, and nothing else. */
class LedgerTest {
  private final Ledger ledger = new Ledger("job");

  private static Completion completion(long n, long seq, int attempts) {
    return new Completion(
        n,
        new Item(
            seq,
            null,
            "http://a.test/" + seq,
            "a/" + seq,
            ItemState.DONE,
            attempts,
            10,
            Item.Head.NONE,
            Item.Content.NONE,
            Item.End.NONE,
            null));
  }

  @BeforeEach
  void compareTwo() throws Exception {
    ledger.compare(List.of(completion(1, 7, 1), completion(2, 5, 1)));
  }

  @Test
  void moreIsCompared() throws Exception {
    assertThat(
            ledger.compare(List.of(completion(1, 7, 1), completion(2, 5, 1), completion(3, 6, 1))))
        .containsExactlyInAnyOrder(7L, 5L, 6L);
  }

  @Test
  void lostCompletionIsFound() {
    refused(completion(1, 7, 1));
  }

  @Test
  void completionThatBecameAnotherIsFound() {
    refused(completion(1, 7, 2), completion(2, 5, 1));
    refused(completion(1, 7, 1), completion(2, 5, 2), completion(3, 6, 1));
  }

  @Test
  void gapIsFound() {
    refused(completion(1, 7, 1), completion(2, 5, 1), completion(4, 6, 1));
  }

  @Test
  void itemThatEndsAgainIsFound() {
    refused(completion(1, 7, 1), completion(2, 5, 1), completion(3, 7, 2));
  }

  private void refused(Completion... stored) {
    assertThatThrownBy(() -> ledger.compare(List.of(stored))).isInstanceOf(AssertionError.class);
  }
}
