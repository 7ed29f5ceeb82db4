package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "9949, 9.9 kB",
    "9950, 10 kB",
    "999499, 999 kB",
    "999500, 1.0 MB",
    "392000000, 392 MB",
    "1200000000, 1.2 GB",
    "-1, 0 B",
    "9223372036854775807, 9.2 EB"
  })
  void sizes(long bytes, String text) {
    assertThat(Amounts.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "8600, 9 s",
    "99400, 99 s",
    "120000, 2 min",
    "3599000, 60 min",
    "3900000, 1 h 5 min",
    "7200000, 2 h",
    "259200000, 3 d"
  })
  void times(long ms, String text) {
    assertThat(Amounts.about(ms)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0:00", "9999, 0:09", "65000, 1:05", "3723000, 1:02:03"})
  void clock(long ms, String text) {
    assertThat(Amounts.clock(ms)).isEqualTo(text);
  }

  @Test
  void ratesAreNeverAMerePoint() {
    assertThat(Amounts.perSecond(0.1)).isEqualTo("0.1/s");
    assertThat(Amounts.perSecond(1385.5)).isEqualTo("1,386/s");
  }
}
