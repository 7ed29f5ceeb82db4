package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Mode;
import dev.fetchery.spec.JobReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class RunOutputTest {
  private final StringWriter out = new StringWriter();

  private void show(int count, boolean verbose) {
    Screen screen = new Screen(new PrintWriter(out), false);
    RunOutput output =
        new RunOutput(
            screen,
            new ItemFormat(Mode.SAVE, Ansi.OFF),
            repeated(count),
            new RunOutput.Wanted(false, false, verbose),
            line -> {});
    output.ended(List.of(ended(1, ItemState.DONE), ended(2, ItemState.NOT_FOUND)));
  }

  private static JobSpec repeated(int count) {
    return JobReader.readStored(
        "{\"source\":{\"type\":\"repeat\",\"url\":\"http://h/x\",\"count\":" + count + "}}");
  }

  private static Completion ended(long n, ItemState state) {
    return ended(n, "k", "http://h/x", state);
  }

  private static Completion ended(long n, String key, String url, ItemState state) {
    boolean done = state == ItemState.DONE;
    Item item =
        new Item(
            n,
            key,
            url,
            "d/x",
            state,
            1,
            0,
            new Item.Head(done ? 200 : 404, null, null, null),
            new Item.Content(null, null, null),
            new Item.End(1L, Instant.EPOCH, null),
            null);
    return new Completion(n, item);
  }

  @Test
  void passwordOfAUrlIsMaskedInItsLine() {
    RunOutput output =
        new RunOutput(
            new Screen(new PrintWriter(out), false),
            new ItemFormat(Mode.SAVE, Ansi.OFF),
            repeated(1),
            new RunOutput.Wanted(false, false, false),
            line -> {});
    output.ended(List.of(ended(1, null, "http://user:secret@h/x", ItemState.NOT_FOUND)));
    assertThat(out.toString()).contains("not found http://***@h/x").doesNotContain("secret");
  }

  @Test
  void everyItemOfASmallJobIsALine() {
    show(10_000, false);
    assertThat(out.toString()).startsWith("OK").contains("not found k");
  }

  @Test
  void jobKnownToBeLargeShowsFromTheFirstItemOnlyWhatGoesWrong() {
    show(10_001, false);
    assertThat(out.toString().lines()).containsExactly("not found k 404");
  }

  @Test
  void verboseShowsEveryItemOfALargeJob() {
    show(10_001, true);
    assertThat(out.toString().lines()).hasSize(2);
  }
}
