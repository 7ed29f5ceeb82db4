package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BarTextTest {
  private final ObjectNode progress = JsonNodeFactory.instance.objectNode();

  private String text(int columns) {
    return BarText.of("flags", JobStatus.ofProgress("running", progress), 65_000, columns);
  }

  private void some() {
    progress.put("discovered", 1793).put("discoveryDone", true).put("waiting", 893);
    progress.put("done", 895).put("notFound", 3).put("failed", 2).put("retries", 7);
    progress.put("bytes", 4_500_000).put("itemsPerSecond", 350.4).put("etaMs", 3_000);
  }

  @Test
  void itemsAreCountedWhereSizesAreNotKnown() {
    some();
    assertThat(text(120))
        .startsWith("flags  50%  [")
        .contains("900 of 1,793  4.5 MB  350/s  3 s left  2 failed  3 not found  7 retries")
        .endsWith("  1:05");
  }

  @Test
  void fewItemsHaveARateThatSaysSomething() {
    progress.put("discovered", 2).put("discoveryDone", true).put("active", 2);
    progress.put("bytes", 48_600_000).put("bytesPerSecond", 2.3e6);
    assertThat(text(100)).contains("0 of 2  48.6 MB".replace("48.6", "49"), "2.3 MB/s");
  }

  @Test
  void bytesOfUnknownSizesHaveNoPercentage() {
    progress.put("discovered", 2).put("discoveryDone", true).put("active", 2);
    assertThat(text(100)).contains("0%", "0 of 2");
    progress.put("bytes", 23_000_000);
    assertThat(text(100)).contains("0 of 2  23 MB").doesNotContain("%", "[");
    progress.put("active", 1).put("done", 1);
    assertThat(text(100)).contains("50%", "1 of 2  23 MB");
  }

  @Test
  void firstSecondHasNoRate() {
    some();
    JobStatus status = JobStatus.ofProgress("running", progress);
    assertThat(BarText.of("flags", status, 999, 120)).contains("3 s left").doesNotContain("350/s");
    assertThat(BarText.of("flags", status, 1000, 120)).contains("350/s");
  }

  @Test
  void pausedJobSaysWhatIsKept() {
    progress.put("discovered", 2).put("discoveryDone", true).put("waiting", 2);
    progress.putObject("kept").put("items", 1).put("bytes", 120_000_000).put("size", 256_000_000);
    JobStatus status = JobStatus.ofProgress("paused", progress);
    assertThat(BarText.of("big", status, 65_000, 120)).contains("paused  120 MB of 256 MB kept");
    assertThat(text(120)).doesNotContain("kept");
    progress.withObject("/kept").putNull("size");
    assertThat(JobStatus.ofProgress("paused", progress).keptText()).isEqualTo("120 MB kept");
  }

  @Test
  void oneRetryIsOne() {
    progress.put("retries", 1);
    assertThat(text(100)).contains("1 retry  ");
  }

  @Test
  void whileItDiscoversThereIsNoPercentage() {
    progress.put("discovered", 100).put("waiting", 100).put("discoveryDone", false);
    progress.put("bytesExpected", 100).put("bytes", 50);
    assertThat(text(100)).contains("0 of 100+", "discovering").doesNotContain("%", "[");
  }

  @Test
  void whileItDiscoversTheNumberThatTheSourceTellsIsTheWhole() {
    progress.put("discovered", 100).put("done", 100).put("discoveryDone", false);
    progress.put("expected", 400);
    assertThat(text(100)).contains("25%", "[", "100 of 400").doesNotContain("400+", "discovering");
    progress.put("expected", 40);
    assertThat(text(100)).contains("100%", "100 of 100").doesNotContain("40 ");
  }

  @Test
  void nothingKnownIsNoZeroOfZero() {
    assertThat(text(100)).isEqualTo("flags  discovering  1:05");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 39, 40, 60, 79, 80, 120, 300})
  void fitsWhateverTheWidth(int columns) {
    some();
    assertThat(Columns.of(text(columns))).isLessThanOrEqualTo(columns);
    progress.put("bytesExpected", 9_000_000);
    assertThat(Columns.of(text(columns))).isLessThanOrEqualTo(columns);
  }

  @Test
  void atFortyColumnsTheMostImportantIsLeft() {
    some();
    progress.put("bytes", 392_000_000L).put("bytesExpected", 1_200_000_000L);
    progress.put("bytesPerSecond", 89e6).put("etaMs", 9_000);
    assertThat(text(39)).isEqualTo("32%  392 MB of 1.2 GB  9 s left  1:05");
  }

  @Test
  void longNameIsCutInItsMiddle() {
    some();
    String text =
        BarText.of("n".repeat(100) + "end", JobStatus.ofProgress("running", progress), 0, 120);
    assertThat(text).contains("…").contains("end  50%");
  }
}
