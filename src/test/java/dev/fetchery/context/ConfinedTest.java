package dev.fetchery.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConfinedTest {
  private final Confined confined = new Confined();

  @Test
  void threadOfTheFirstCallIsHere() {
    assertThat(confined.here()).isTrue();
    assertThat(confined.here()).isTrue();
  }

  @Test
  void anotherThreadIsNot() {
    assertThat(confined.here()).isTrue();
    assertThat(CompletableFuture.supplyAsync(confined::here).join()).isFalse();
  }
}
