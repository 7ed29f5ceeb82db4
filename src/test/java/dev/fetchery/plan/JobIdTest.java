package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobIdTest {
  private static final long T = 1_700_000_000_000L;
  private final JobId ids = new JobId();

  @Test
  void anIdIsAUlid() {
    assertThat(ids.next(T)).hasSize(26).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}");
    assertThat(ids.next(1_469_918_176_385L + T)).hasSize(26);
  }

  @Test
  void theFirstTenDigitsAreTheTime() {
    assertThat(ids.next(1_469_918_176_385L)).startsWith("01ARYZ6S41");
  }

  @Test
  void idsSortByCreationAlsoWithinAMillisecond() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      made.add(ids.next(T + i / 100));
    }
    assertThat(made).isSorted();
    assertThat(new HashSet<>(made)).hasSameSizeAs(made);
  }

  @Test
  void idsSortByCreationAlsoWhenTheClockGoesBack() {
    String before = ids.next(T);
    String back = ids.next(T - 86_400_000);
    String again = ids.next(T - 86_399_000);
    String after = ids.next(T + 1);
    assertThat(List.of(before, back, again, after)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void twoMakersDoNotMakeTheSameIds() {
    JobId others = new JobId();
    assertThat(ids.next(T)).isNotEqualTo(others.next(T));
  }
}
