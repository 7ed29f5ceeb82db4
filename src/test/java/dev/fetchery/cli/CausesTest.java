package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CausesTest {
  private final Causes causes = new Causes();

  private void count(int times, String state, String code, String detail) {
    for (int i = 0; i < times; i++) {
      causes.count(new EndedItem(state, null, "http://h/" + i, null, null, null, code, detail));
    }
  }

  @Test
  void mostFrequentCauseComesFirstWithAnExample() {
    count(2, "failed", "http_status", "HTTP 403");
    count(20, "failed", "dns", "no such host: nope.invalid");
    count(3, "not_found", null, null);
    count(5, "done", null, null);
    count(5, "cancelled", null, null);
    assertThat(causes.total()).isEqualTo(25);
    assertThat(causes.lines())
        .containsExactly(
            "20  dns: no such host: nope.invalid; first: http://h/0",
            "3  not_found; first: http://h/0",
            "2  http_status: HTTP 403; first: http://h/0");
  }

  @Test
  void manyCausesAreCountedTogether() {
    for (int i = 0; i < 1_000; i++) {
      count(1, "failed", "timeout", "after " + i);
    }
    assertThat(causes.total()).isEqualTo(1_000);
    assertThat(causes.lines()).hasSize(11);
    assertThat(causes.lines().get(0)).startsWith("900  other causes");
    assertThat(causes.lines().get(10)).isEqualTo("91  of 91 further causes");
  }

  @Test
  void textOfOthersMovesNoCursor() {
    count(1, "failed", "reset", "a\u001b[2Jb");
    assertThat(causes.lines().get(0)).doesNotContain("\u001b");
  }
}
