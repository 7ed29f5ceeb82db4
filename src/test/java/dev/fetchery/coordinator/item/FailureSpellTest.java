package dev.fetchery.coordinator.item;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureSpellTest {
  private final FailureSpell spell = new FailureSpell(100);

  @Test
  void isLongOnceAndBeginsAnew() {
    assertThat(spell.failed(1_000)).isFalse();
    assertThat(spell.failed(1_099)).isFalse();
    assertThat(spell.failed(1_100)).isTrue();
    assertThat(spell.failed(1_101)).isFalse();
    assertThat(spell.failed(1_201)).isTrue();
  }

  @Test
  void successEndsIt() {
    assertThat(spell.failed(1_000)).isFalse();
    spell.succeeded();
    assertThat(spell.failed(1_100)).isFalse();
    assertThat(spell.failed(1_200)).isTrue();
  }
}
