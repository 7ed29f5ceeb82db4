package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final long NOW_MS = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

  private static OptionalLong wait(String... fields) {
    return RetryAfter.waitMs(List.of(fields), NOW_MS);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "120, 120000", "007, 7000", "' 3 ', 3000", "9223372037, 9223372037000"})
  void wholeSecondsAreRead(String field, long waitMs) {
    assertThat(wait(field)).hasValue(waitMs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-5",
        "+5",
        "1.5",
        "1e3",
        "0x10",
        "",
        "   ",
        "soon",
        "120, 120",
        "12 0",
        "١٢٠",
        "120s",
        "Tomorrow, 06 Nov 1994",
        "Sun, 31 Feb 2027 08:49:37 GMT",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "2026-03-01T13:00:00Z"
      })
  void whatCannotBeReadCountsAsNone(String field) {
    assertThat(wait(field)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 19, 20, 40, 4000})
  void moreDigitsThanTimeHasIsForEver(int digits) {
    assertThat(wait("9".repeat(digits))).hasValue(Long.MAX_VALUE);
  }

  @Test
  void leadingZerosDoNotMakeANumberLarge() {
    assertThat(wait("0".repeat(40) + "1")).hasValue(1000);
  }

  @Test
  void noFieldIsNoWait() {
    assertThat(RetryAfter.waitMs(List.of(), NOW_MS)).isEmpty();
  }

  @Test
  void ofSeveralFieldsTheLongestThatCanBeReadCounts() {
    assertThat(wait("1", "50")).hasValue(50_000);
    assertThat(wait("50", "1")).hasValue(50_000);
    assertThat(wait("1", "1")).hasValue(1_000);
    assertThat(wait("1", "Sun, 01 Mar 2026 12:02:00 GMT", "0")).hasValue(120_000);
    assertThat(wait("soon", "3")).hasValue(3_000);
    assertThat(wait("soon", "later")).isEmpty();
    assertThat(wait("5", "9".repeat(40))).hasValue(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 01 Mar 2026 12:02:00 GMT",
        "Sunday, 01-Mar-26 12:02:00 GMT",
        "Sun Mar  1 12:02:00 2026"
      })
  void aDateIsReadInAllThreeForms(String date) {
    assertThat(wait(date)).hasValue(120_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void aDateInThePastIsNoWait(String date) {
    assertThat(wait(date)).hasValue(0);
  }

  @Test
  void aDateFarAheadIsALongWait() {
    long atMs = Instant.parse("2099-12-31T23:59:59Z").toEpochMilli();
    assertThat(wait("Thu, 31 Dec 2099 23:59:59 GMT")).hasValue(atMs - NOW_MS);
  }

  @Test
  void twoDigitsNameTheYearAtMostFiftyYearsAhead() {
    long atMs = Instant.parse("2076-01-01T00:00:00Z").toEpochMilli();
    assertThat(wait("Wednesday, 01-Jan-76 00:00:00 GMT")).hasValue(atMs - NOW_MS);
    assertThat(wait("Saturday, 01-Jan-77 00:00:00 GMT")).hasValue(0);
  }

  @Test
  void anOffsetInADateIsHeeded() {
    assertThat(wait("Sun, 01 Mar 2026 14:02:00 +0200")).hasValue(120_000);
  }
}
