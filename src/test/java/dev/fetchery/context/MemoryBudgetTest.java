package dev.fetchery.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.MemoryBudget.Share;
import dev.fetchery.context.MemoryBudget.Use;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = MemoryBudget.ofHeap(64 << 20);

  @Test
  void isLessThanHalfOfTheHeapForAllUsesTogether() {
    assertThat(budget.part()).isEqualTo(1 << 20);
    assertThat(Arrays.stream(Use.values()).mapToLong(budget::limit).sum()).isEqualTo(27 << 20);
  }

  @Test
  void whatIsThereAlreadyIsCountedBeyondTheCeiling() {
    budget.count(Use.FEEDS, budget.limit(Use.FEEDS) + 1);
    assertThat(budget.take(Use.FEEDS, 0)).isFalse();
    assertThat(budget.used(Use.FEEDS)).isEqualTo(budget.limit(Use.FEEDS) + 1);
    budget.give(Use.FEEDS, 1);
    assertThat(budget.take(Use.FEEDS, 0)).isTrue();
  }

  @Test
  void useAtItsCeilingTakesNothingOfAnother() {
    assertThat(budget.take(Use.POSTS, budget.limit(Use.POSTS))).isTrue();
    assertThat(budget.take(Use.POSTS, 1)).isFalse();
    assertThat(budget.take(Use.LOOKUPS, budget.limit(Use.LOOKUPS))).isTrue();
    budget.give(Use.POSTS, 10);
    assertThat(budget.take(Use.POSTS, 11)).isFalse();
    assertThat(budget.take(Use.POSTS, 10)).isTrue();
  }

  @Test
  void hugeRequestDoesNotOverflow() {
    assertThat(budget.take(Use.POSTS, 1)).isTrue();
    assertThat(budget.take(Use.POSTS, Long.MAX_VALUE)).isFalse();
    assertThat(budget.used(Use.POSTS)).isEqualTo(1);
  }

  @Test
  void shareGivesBackWhatItTookOnce() {
    Share share = budget.share(Use.ANSWERS);
    assertThat(share.grow(1000)).isTrue();
    share.shrinkTo(400);
    assertThat(budget.used(Use.ANSWERS)).isEqualTo(400);
    share.close();
    share.close();
    assertThat(budget.used(Use.ANSWERS)).isZero();
    assertThat(share.grow(1)).isFalse();
  }

  @Test
  void manyThreadsTakeNoMoreThanThereIs() {
    long most = budget.limit(Use.DOCUMENTS);
    long taken =
        IntStream.range(0, 100_000).parallel().filter(i -> budget.take(Use.DOCUMENTS, 64)).count();
    assertThat(taken).isEqualTo(most / 64);
    assertThat(budget.used(Use.DOCUMENTS)).isEqualTo(taken * 64);
  }
}
