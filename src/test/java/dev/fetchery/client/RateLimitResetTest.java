package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitResetTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long NOW_MS = NOW.toEpochMilli();

  /** Fields are given as {@code name: value}, one a line. */
  private static OptionalLong wait(int status, String head) {
    return RetryAfter.waitMs(status, name -> values(head, name), NOW_MS);
  }

  private static List<String> values(String head, String name) {
    return Arrays.stream(head.split("\n"))
        .map(line -> line.split(": ", 2))
        .filter(field -> field[0].equalsIgnoreCase(name))
        .map(field -> field[1])
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RateLimit: \"default\";r=0;t=7 | 7000",
        "RateLimit: \"burst\";r=5;t=1, \"daily\";r=0;t=3600 | 3600000",
        "RateLimit: \"a\";r=0;t=2, \"b\";r=0;t=9 | 9000",
        "RateLimit: \"default\"; r=0; t=7 | 7000",
        "RateLimit: limit=100, remaining=0, reset=50 | 50000",
        "RateLimit-Reset: 12 | 12000",
        "X-RateLimit-Reset: 30 | 30000",
        "X-RateLimit-Reset: 1.5 | 1500",
        "x-rate-limit-reset: 4 | 4000",
        "X-RateLimit-Reset: 0 | 0"
      })
  void tooManyRequestsAreWaitedForAsTheQuotaSays(String head, long waitMs) {
    assertThat(wait(429, head)).hasValue(waitMs);
  }

  @Test
  void aLargeNumberIsAnInstantInSecondsOrMilliseconds() {
    long seconds = NOW.getEpochSecond() + 90;
    assertThat(wait(429, "X-RateLimit-Reset: " + seconds)).hasValue(90_000);
    assertThat(wait(429, "X-RateLimit-Reset: " + seconds + "250")).hasValue(90_250);
    assertThat(wait(429, "X-RateLimit-Reset: " + (seconds - 200))).hasValue(0);
  }

  @Test
  void anInstantIsComparedWithTheDateOfTheResponse() {
    long anHourAhead = NOW.getEpochSecond() + 3_600;
    String date = "Date: Sun, 01 Mar 2026 13:00:00 GMT";
    assertThat(wait(429, date + "\nX-RateLimit-Reset: " + (anHourAhead + 5))).hasValue(5_000);
    assertThat(wait(503, date + "\nRetry-After: Sun, 01 Mar 2026 13:00:02 GMT")).hasValue(2_000);
    assertThat(wait(503, "Date: soon\nRetry-After: Sun, 01 Mar 2026 12:00:02 GMT")).hasValue(2_000);
  }

  @Test
  void aRefusalIsWaitedForOnlyWhereTheQuotaIsUsedUp() {
    assertThat(wait(403, "X-RateLimit-Remaining: 0\nX-RateLimit-Reset: 8")).hasValue(8_000);
    assertThat(wait(403, "X-RateLimit-Remaining: 41\nX-RateLimit-Reset: 8")).isEmpty();
    assertThat(wait(403, "X-RateLimit-Reset: 8")).isEmpty();
    assertThat(wait(403, "RateLimit: \"default\";r=0;t=7")).hasValue(7_000);
    assertThat(wait(403, "RateLimit: \"default\";r=3;t=7")).isEmpty();
  }

  @Test
  void aRetryAfterThatCanBeReadComesFirst() {
    assertThat(wait(429, "Retry-After: 3\nX-RateLimit-Reset: 8")).hasValue(3_000);
    assertThat(wait(429, "Retry-After: soon\nX-RateLimit-Reset: 8")).hasValue(8_000);
    assertThat(wait(403, "Retry-After: 2")).hasValue(2_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 404, 500, 503})
  void anyOtherStatusAsksForNothingByItsQuota(int status) {
    assertThat(wait(status, "RateLimit: \"default\";r=0;t=7\nX-RateLimit-Reset: 8")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RateLimit: ;",
        "RateLimit: \"default\";r=0",
        "RateLimit: \"default\";r=0;t=-7",
        "RateLimit: \"default\";r=0;t=99999999999999999999",
        "X-RateLimit-Reset: soon",
        "X-RateLimit-Reset: -5",
        "X-RateLimit-Reset: 1e9",
        "X-RateLimit-Reset: 99999999999999999999",
        "X-RateLimit-Reset: 5\nX-RateLimit-Reset: 6"
      })
  void whatCannotBeReadCountsAsNone(String head) {
    assertThat(wait(429, head)).isEmpty();
  }

  @Test
  void aLongFieldIsNotRead() {
    assertThat(wait(429, "RateLimit: " + "x".repeat(2_000) + ";r=0;t=7")).isEmpty();
  }
}
