package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Retry;
import dev.fetchery.plan.RetryPolicy.Decision;
import dev.fetchery.plan.RetryPolicy.Decision.Again;
import dev.fetchery.plan.RetryPolicy.Decision.BackOff;
import dev.fetchery.plan.RetryPolicy.Decision.GiveUp;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
  private static final long NOW_MS = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  private static final Retry RETRY = new Retry(5, 500, 30_000, 600_000, 600_000);
  private static final Fault TIMEOUT = new Fault(ErrorCode.TIMEOUT, "no answer");

  private static Decision decide(Retry retry, int attempts, Failure failure) {
    return decide(retry, attempts, 0, failure);
  }

  private static Decision decide(Retry retry, int attempts, int unfit, Failure failure) {
    AttemptBudget budget = new AttemptBudget(attempts, 0, 0, unfit, 0, 0);
    return RetryPolicy.decide(retry, budget, failure, Refusal.NONE, 1, NOW_MS);
  }

  private static Consumer<Decision> again(long waitMs) {
    return decision -> assertThat(((Again) decision).waitMs()).isEqualTo(waitMs);
  }

  private static Consumer<Decision> backOff(long waitMs) {
    return decision -> assertThat(((BackOff) decision).waitMs()).isEqualTo(waitMs);
  }

  private static Failure status(int status) {
    return Failure.of(new Fault(ErrorCode.HTTP_STATUS, "HTTP " + status), status, false);
  }

  private static Failure asking(long retryAfterMs) {
    Fault fault = new Fault(ErrorCode.HTTP_STATUS, "HTTP 429");
    return new Failure(fault, 429, false, OptionalLong.of(retryAfterMs));
  }

  private static Retry maxRetryAfter(long ms) {
    return new Retry(5, 500, 30_000, ms, 600_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 420, 425, 429, 500, 502, 503, 504, 509, 520, 521, 522, 523, 524, 530})
  void aStatusThatMayPassIsTriedAgain(int status) {
    assertThat(decide(RETRY, 1, status(status))).isInstanceOf(Again.class);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {204, 206, 300, 304, 305, 400, 401, 403, 404, 410, 413, 416, 421, 451, 501, 505, 507})
  void anyOtherStatusEndsTheItem(int status) {
    assertThat(decide(RETRY, 1, status(status))).isInstanceOf(GiveUp.class);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"CONNECT", "PROXY", "RESET", "TRUNCATED", "TIMEOUT", "TOO_SLOW", "DNS", "TLS"})
  void whatBrokeOnTheWayIsTriedAgainUnlessItIsPermanent(ErrorCode code) {
    Fault fault = new Fault(code, "broken");
    assertThat(decide(RETRY, 1, Failure.of(fault, null, false))).satisfies(again(500));
    if (code != ErrorCode.TRUNCATED) {
      assertThat(decide(RETRY, 1, Failure.of(fault, null, true))).isEqualTo(new GiveUp(fault));
    }
  }

  @Test
  void aWholeBodyThatIsTooShortIsLikeAWrongChecksumAndNoFaultOfTheConnection() {
    Failure wrong = Failure.of(new Fault(ErrorCode.TRUNCATED, "5 instead of 9"), 200, true);
    assertThat(decide(RETRY, 1, 0, wrong)).isInstanceOf(Again.class);
    assertThat(decide(RETRY, 2, 1, wrong)).isInstanceOf(GiveUp.class);
    assertThat(wrong.transport()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {
        "CONNECT",
        "PROXY",
        "RESET",
        "TRUNCATED",
        "TIMEOUT",
        "TOO_SLOW",
        "DNS",
        "TLS",
        "CHECKSUM",
        "TOO_SMALL",
        "TOO_LARGE",
        "UNEXPECTED_TYPE"
      })
  void whatIsWrongWithTheItemEndsIt(ErrorCode code) {
    Fault fault = new Fault(code, "wrong");
    assertThat(decide(RETRY, 1, Failure.of(fault, 200, false))).isEqualTo(new GiveUp(fault));
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECKSUM", "TOO_SMALL", "TOO_LARGE", "UNEXPECTED_TYPE"})
  void aBodyThatIsNotAsItShouldBeIsTriedAgainOnce(ErrorCode code) {
    Failure wrong = Failure.of(new Fault(code, "not as expected"), 200, false);
    assertThat(decide(RETRY, 1, 0, wrong)).isInstanceOf(Again.class);
    assertThat(decide(RETRY, 2, 1, wrong)).isInstanceOf(GiveUp.class);
    assertThat(decide(RETRY, 1, 0, Failure.of(wrong.fault(), 200, true)))
        .isInstanceOf(GiveUp.class);
  }

  @Test
  void aWrongChecksumIsNotTriedAgainWithoutAnAttemptLeft() {
    Failure wrong = Failure.of(new Fault(ErrorCode.CHECKSUM, "sha256 differs"), 200, false);
    assertThat(decide(RETRY, 5, 0, wrong)).isInstanceOf(GiveUp.class);
  }

  @Test
  void theBudgetCountsRequestsSent() {
    Failure failure = Failure.of(TIMEOUT, null, false);
    assertThat(decide(RETRY, 4, failure)).isInstanceOf(Again.class);
    assertThat(decide(RETRY, 5, failure)).isEqualTo(new GiveUp(TIMEOUT));
    assertThat(decide(new Retry(1, 0, 0, 0, 0), 1, failure)).isEqualTo(new GiveUp(TIMEOUT));
  }

  @Test
  void backoffDoublesUpToItsLongest() {
    assertThat(RetryPolicy.backoffMs(RETRY, 1, 1)).isEqualTo(500);
    assertThat(RetryPolicy.backoffMs(RETRY, 2, 1)).isEqualTo(1000);
    assertThat(RetryPolicy.backoffMs(RETRY, 6, 1)).isEqualTo(16_000);
    assertThat(RetryPolicy.backoffMs(RETRY, 7, 1)).isEqualTo(30_000);
    assertThat(RetryPolicy.backoffMs(RETRY, Integer.MAX_VALUE, 1)).isEqualTo(30_000);
  }

  @Test
  void jitterIsFullFromNothingToTheWholeStep() {
    assertThat(RetryPolicy.backoffMs(RETRY, 3, 0)).isZero();
    assertThat(RetryPolicy.backoffMs(RETRY, 3, 0.25)).isEqualTo(500);
    assertThat(RetryPolicy.backoffMs(RETRY, 3, 1)).isEqualTo(2000);
  }

  @Test
  void noBackoffIsAtOnce() {
    assertThat(RetryPolicy.backoffMs(new Retry(5, 0, 30_000, 0, 0), 4, 1)).isZero();
  }

  @Property
  void backoffStaysWithinItsBoundsForAnySettings(
      @ForAll @LongRange(min = 0) long backoffMs,
      @ForAll @LongRange(min = 0) long maxBackoffMs,
      @ForAll @IntRange(min = 1) int attempts,
      @ForAll @DoubleRange(min = 0, max = 1) double random) {
    Retry retry = new Retry(5, backoffMs, maxBackoffMs, 0, 0);
    long waitMs = RetryPolicy.backoffMs(retry, attempts, random);
    assertThat(waitMs).isNotNegative();
    assertThat(NOW_MS + waitMs).isGreaterThanOrEqualTo(NOW_MS);
    if (maxBackoffMs > 0) {
      assertThat(waitMs).isLessThanOrEqualTo(maxBackoffMs);
    }
  }

  @Test
  void retryAfterRestsTheHost() {
    assertThat(decide(RETRY, 1, asking(120_000))).satisfies(backOff(120_000));
    assertThat(decide(RETRY, 1, asking(600_000))).satisfies(backOff(600_000));
  }

  @Test
  void retryAfterNothingIsAPlainBackoff() {
    assertThat(decide(RETRY, 2, asking(0))).satisfies(again(1000));
  }

  @Test
  void retryAfterBeyondWhatIsWaitedForFailsTheItemAndSaysUntilWhen() {
    Decision decision = decide(RETRY, 1, asking(3_600_000));
    assertThat(decision).isInstanceOf(GiveUp.class);
    assertThat(((GiveUp) decision).fault().code()).isEqualTo(ErrorCode.HTTP_STATUS);
    assertThat(((GiveUp) decision).fault().detail()).contains("429", "2026-03-01T13:00:00Z");
  }

  @Test
  void retryAfterForEverFailsTheItemWithoutATime() {
    Decision decision = decide(RETRY, 1, asking(Long.MAX_VALUE));
    assertThat(((GiveUp) decision).fault().detail()).contains("a date after the year 9999");
    Decision centuries = decide(RETRY, 1, asking(9_223_372_037_000L));
    assertThat(((GiveUp) centuries).fault().detail()).contains("Retry-After 2318-06-");
  }

  @Property
  void aRestNeverOverflowsEvenWhereAnyIsWaitedFor(@ForAll @LongRange(min = 1) long askedMs) {
    Decision decision = decide(maxRetryAfter(0), 1, asking(askedMs));
    long waitMs = ((BackOff) decision).waitMs();
    assertThat(waitMs).isPositive().isLessThanOrEqualTo(askedMs);
    assertThat(Instant.ofEpochMilli(NOW_MS + waitMs).toString()).hasSizeLessThanOrEqualTo(24);
  }

  @Test
  void theHostRestsAlsoWhereTheItemHasNoAttemptLeft() {
    assertThat(decide(RETRY, 5, asking(120_000))).isInstanceOf(GiveUp.class);
    assertThat(RetryPolicy.hostBackOffMs(RETRY, asking(120_000), NOW_MS)).isEqualTo(120_000);
  }

  @Test
  void theHostDoesNotRestForLongerThanIsWaitedForOrForAStatusThatStays() {
    Failure gone = new Failure(TIMEOUT, 403, true, OptionalLong.of(1000));
    assertThat(RetryPolicy.hostBackOffMs(RETRY, asking(600_001), NOW_MS)).isZero();
    assertThat(RetryPolicy.hostBackOffMs(RETRY, gone, NOW_MS)).isZero();
    assertThat(RetryPolicy.hostBackOffMs(RETRY, status(503), NOW_MS)).isZero();
  }
}
