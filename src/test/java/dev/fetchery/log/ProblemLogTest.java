package dev.fetchery.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

@NullUnmarked // The logger of the test answers null where SLF4J allows it.
class ProblemLogTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final Lines lines = new Lines();
  private final ProblemLog problems = new ProblemLog(lines, clock);

  @Test
  void firstOfItsKindIsLoggedAtOnce() {
    problems.warn("dns slow.example", "no such name");
    assertThat(told()).containsExactly("dns slow.example: no such name");
  }

  @Test
  void sameProblemAThousandTimesIsTwoLinesAMinute() {
    for (int i = 0; i < 1_000; i++) {
      problems.warn("connect a.example", "refused " + i);
    }
    clock.advance(Duration.ofMinutes(1));
    problems.sweep();
    assertThat(told())
        .containsExactly(
            "connect a.example: refused 0",
            "connect a.example: 999 more in 60 s, the last: refused 999");
  }

  @Test
  void differentProblemsHaveLinesOfTheirOwn() {
    problems.warn("connect a.example", "refused");
    problems.warn("connect b.example", "refused");
    assertThat(told()).hasSize(2);
  }

  @Test
  void problemThatComesBackAfterAQuietMinuteIsNewAgain() {
    problems.warn("disk", "no space");
    clock.advance(Duration.ofMinutes(1));
    problems.sweep();
    problems.warn("disk", "no space");
    assertThat(told()).containsExactly("disk: no space", "disk: no space");
  }

  @Test
  void nothingIsToldTwice() {
    problems.warn("disk", "no space");
    problems.warn("disk", "no space");
    for (int second = 0; second < 90; second++) {
      clock.advance(Duration.ofSeconds(1));
      problems.sweep();
    }
    assertThat(told()).hasSize(2);
  }

  @Test
  void endlessKindsOfProblemsShareALine() {
    for (int i = 0; i < 10 * ProblemLog.MAX_KEYS; i++) {
      problems.warn("host " + i, "refused");
    }
    assertThat(told()).hasSize(ProblemLog.MAX_KEYS + 1).last().isEqualTo("other problems: refused");
  }

  @Test
  void linesAboutAJobCarryItsIdAndNoOthersDo() {
    JobMdc.of("01JD2Y", () -> assertThat(MDC.get(JobMdc.KEY)).isEqualTo("01JD2Y"));
    assertThat(MDC.get(JobMdc.KEY)).isNull();
  }

  private List<String> told() {
    return lines.told;
  }

  /** A log that keeps its lines. */
  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private final transient List<String> told = new ArrayList<>();

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String pattern, Object[] values, Throwable failure) {
      told.add(MessageFormatter.basicArrayFormat(pattern, values));
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
