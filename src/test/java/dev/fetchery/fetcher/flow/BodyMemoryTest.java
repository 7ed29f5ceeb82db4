package dev.fetchery.fetcher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
  private final MemoryBudget all = MemoryBudget.ofHeap(1 << 20);
  private final BodyMemory budget = new BodyMemory(all, 100);
  private final List<String> granted = new ArrayList<>();

  private BodyMemory.Claim claim(String owner, long bytes) {
    return budget.claim(owner, bytes, () -> granted.add(owner));
  }

  private BodyMemory.Claim more(String owner, long bytes) {
    return budget.claimMore(owner, bytes, () -> granted.add(owner));
  }

  @Test
  void whatDoesNotFitWaitsForItsTurn() {
    assertThat(claim("a", 60)).isNull();
    assertThat(claim("b", 60)).isNotNull();
    assertThat(claim("c", 10)).as("c would fit, but b was first").isNotNull();
    budget.give(60);
    assertThat(granted).containsExactly("b", "c");
    assertThat(budget.used()).isEqualTo(70);
    assertThat(all.used(MemoryBudget.Use.BODIES)).isEqualTo(70);
  }

  @Test
  void bodyBeyondTheLimitIsReadAlone() {
    assertThat(claim("a", 1)).isNull();
    assertThat(claim("b", 500)).isNotNull();
    budget.give(1);
    assertThat(granted).containsExactly("b");
  }

  @Test
  void claimThatIsCancelledLetsTheNextOneGoOn() {
    assertThat(claim("a", 50)).isNull();
    BodyMemory.Claim large = claim("b", 80);
    assertThat(claim("c", 50)).isNotNull();
    budget.cancel(large);
    assertThat(granted).containsExactly("c");
  }

  @Test
  void oneAtATimeGrowsBeyondTheLimit() {
    assertThat(claim("a", 50)).isNull();
    assertThat(claim("b", 50)).isNull();
    assertThat(more("a", 100)).as("a may go beyond").isNull();
    assertThat(more("b", 100)).as("b waits for a").isNotNull();
    assertThat(more("a", 100)).as("a still may").isNull();
    assertThat(claim("c", 1)).isNotNull();
    budget.give(250);
    budget.left("a");
    assertThat(granted).as("b before c, which has read nothing yet").containsExactly("b");
    budget.give(150);
    budget.left("b");
    assertThat(granted).containsExactly("b", "c");
    assertThat(budget.used()).isEqualTo(1);
  }

  @Test
  void memoryIsTightWhereHalfOfItIsTakenOrABodyWaits() {
    assertThat(claim("a", 50)).isNull();
    assertThat(budget.isTight()).isFalse();
    budget.take(1);
    assertThat(budget.isTight()).isTrue();
    budget.give(1);
    assertThat(claim("b", 60)).isNotNull();
    assertThat(budget.isTight()).isTrue();
  }
}
