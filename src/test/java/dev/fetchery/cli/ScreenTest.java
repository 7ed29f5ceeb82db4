package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.context.ManualClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final ScriptedTerminal terminal = new ScriptedTerminal(100);
  private final Screen screen = new Screen(new PrintWriter(terminal), terminal, clock, false);

  private static JobStatus half() {
    ObjectNode progress = JsonNodeFactory.instance.objectNode();
    progress.put("discovered", 4).put("discoveryDone", true).put("waiting", 1).put("active", 1);
    progress.put("done", 2).put("bytes", 392_000_000L).put("bytesExpected", 1_200_000_000L);
    progress.put("elapsedMs", 5_000).put("bytesPerSecond", 89e6).put("etaMs", 9_000);
    return JobStatus.ofProgress("running", progress);
  }

  @Test
  void barCountsBytes() {
    screen.progress("big", half());
    assertThat(terminal.lines())
        .singleElement()
        .asString()
        .startsWith("big  32%  [")
        .endsWith("392 MB of 1.2 GB  2/4  89 MB/s  9 s left  0:05");
  }

  @Test
  void clockMovesAlthoughNothingElseDoes() {
    screen.progress("big", half());
    clock.advance(Duration.ofSeconds(8));
    screen.redraw();
    assertThat(terminal.lines()).singleElement().asString().endsWith("0:13");
  }

  @Test
  void clockOfAPausedJobStands() {
    JobStatus half = half();
    ObjectNode progress = JsonNodeFactory.instance.objectNode().put("elapsedMs", 5_000);
    screen.progress("big", JobStatus.ofProgress("paused", progress));
    clock.advance(Duration.ofSeconds(8));
    screen.redraw();
    assertThat(terminal.lines()).singleElement().asString().contains("paused").endsWith("0:05");
    assertThat(half.moving()).isTrue();
  }

  @Test
  void firstFrameSaysWhatIsBeingDone() {
    screen.note("big", "starting");
    assertThat(terminal.lines()).containsExactly("big  starting");
    clock.advance(Duration.ofMillis(1_500));
    screen.redraw();
    assertThat(terminal.lines()).containsExactly("big  starting . . .");
  }

  @Test
  void barThatWillEndSaysWhyWhileItsNumbersMove() {
    screen.progress("big", half());
    screen.ending("interrupted, ending requests under way");
    assertThat(terminal.lines())
        .singleElement()
        .asString()
        .startsWith("interrupted, ending requests under way  big  32%")
        .contains("392 MB of 1.2 GB");
    clock.advance(Duration.ofSeconds(3));
    screen.progress("big", half());
    assertThat(terminal.lines())
        .singleElement()
        .asString()
        .startsWith("interrupted, ")
        .endsWith("2/4  0:08");
    screen.close();
    assertThat(terminal.lines().get(0))
        .startsWith("big  32%  [")
        .endsWith("2/4  0:08")
        .doesNotContain("interrupted");
  }

  @Test
  void narrowBarThatWillEndSaysItInAWord() {
    ScriptedTerminal narrow = new ScriptedTerminal(40);
    try (Screen small = new Screen(new PrintWriter(narrow), narrow, clock, false)) {
      small.progress("big", half());
      small.ending("interrupted, ending requests under way");
      assertThat(narrow.lines())
          .singleElement()
          .asString()
          .startsWith("interrupted  ")
          .contains("392 MB of 1.2 GB");
    }
  }

  @Test
  void linesStandAboveTheBar() {
    screen.progress("big", half());
    screen.println("OK one");
    screen.redraw();
    screen.println("OK two");
    assertThat(terminal.lines()).hasSize(3).startsWith("OK one", "OK two");
    assertThat(terminal.lines().get(2)).startsWith("big  32%");
  }

  @Test
  void endedBarIsThereOnceWhateverComesLater() {
    screen.progress("big", half());
    screen.endBar();
    screen.redraw();
    screen.println("4 items");
    screen.redraw();
    screen.close();
    screen.redraw();
    assertThat(terminal.lines()).hasSize(2).endsWith("4 items");
    assertThat(terminal.lines().get(0)).startsWith("big  32%");
  }

  @Test
  void noteAloneLeavesNoLine() {
    screen.note("big", "starting");
    screen.endBar();
    screen.println("fetchery: the port is taken");
    assertThat(terminal.lines()).containsExactly("fetchery: the port is taken");
  }

  @Test
  void otherWritersFindALineOfTheirOwn() {
    screen.progress("big", half());
    PrintWriter errors = new PrintWriter(terminal);
    screen.beside(
        () -> {
          errors.println("fetchery: over 10,000 items");
          errors.flush();
        });
    assertThat(terminal.lines().get(0)).isEqualTo("fetchery: over 10,000 items");
    assertThat(terminal.lines().get(1)).startsWith("big");
  }

  @Test
  void noteStandsBesideTheProgressUntilThereIsMore() {
    screen.progress("big", half());
    screen.note("connection lost, trying again");
    assertThat(terminal.lines()).singleElement().asString().startsWith("connection lost");
    screen.progress("big", half());
    assertThat(terminal.lines()).singleElement().asString().startsWith("big  32%");
  }

  @Test
  void narrowedWindowIsHeeded() {
    screen.progress("big", half());
    terminal.resize(40);
    screen.redraw();
    assertThat(terminal.lines().get(terminal.lines().size() - 1).length()).isLessThan(40);
  }

  @Test
  void typedCtrlCLeavesTheBarInItsRow() {
    for (int columns = 20; columns < 120; columns++) {
      ScriptedTerminal typed = new ScriptedTerminal(columns);
      Screen bar = new Screen(new PrintWriter(typed), typed, clock, false);
      bar.progress("big", half());
      typed.write(new char[] {'^', 'C'}, 0, 2);
      bar.redraw();
      assertThat(typed.lines()).as("%s columns", columns).hasSize(1);
    }
  }

  @Test
  void withoutATerminalThereAreLinesAlone() {
    StringWriter out = new StringWriter();
    Screen plain = new Screen(new PrintWriter(out), false);
    plain.note("big", "starting");
    plain.progress("big", half());
    plain.println("OK one");
    plain.close();
    assertThat(out.toString().lines()).containsExactly("OK one");
  }
}
