package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.HostileText;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;

/** Whatever a host asks for: a time from now on, or nothing that could be read. */
class RetryAfterPropertyTest {

  @Provide
  Arbitrary<String> fields() {
    Arbitrary<String> scraps =
        HostileText.orAny(
            '\u0fff',
            "Sun, §Sunday, §Sun §06 §6§ §Nov §-§94§1994§2099§99999§ GMT§08:49:37§24:00:00§:60§0§-5§1.5§٣§Feb 30§31 §Z§+01:00",
            9);
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(60);
    return Arbitraries.frequencyOf(Tuple.of(5, scraps), Tuple.of(1, digits), Tuple.of(2, dates()));
  }

  private static Arbitrary<String> dates() {
    return Arbitraries.of(
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994")
        .flatMap(
            date ->
                Arbitraries.integers()
                    .between(0, date.length() - 1)
                    .flatMap(
                        at ->
                            Arbitraries.chars()
                                .ascii()
                                .map(c -> date.substring(0, at) + c + date.substring(at + 1))));
  }

  @Property
  void waitIsNeverNegativeAndNeverAFault(
      @ForAll("fields") String field,
      @ForAll @LongRange(min = 0, max = 4_102_444_800_000L) long now) {
    OptionalLong wait = RetryAfter.waitMs(List.of(field), now);
    assertThat(wait.orElse(0)).isNotNegative();
    if (field.matches("[0-9]{1,12}")) {
      assertThat(wait).hasValue(Long.parseLong(field) * 1000);
    }
  }
}
