package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Progress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Help.Ansi;

class ItemFormatTest {
  private final ItemFormat lines = new ItemFormat(Mode.SAVE, Ansi.OFF);

  private static Item item(
      ItemState state,
      @Nullable String key,
      @Nullable String file,
      @Nullable Integer status,
      @Nullable Fault error) {
    String url = "http://h/x";
    return new Item(
        0,
        key,
        url,
        file,
        state,
        1,
        0,
        new Item.Head(status, null, null, null),
        new Item.Content(null, null, null),
        new Item.End(123L, null, error),
        null);
  }

  private static Job job(long discovered, long done, long notFound, long failed) {
    Progress progress =
        new Progress(
            new Progress.Items(discovered, true, null, 0, 0, done, 0, notFound, failed, 0),
            0,
            null,
            new Progress.Speed(1234, 0, 0, null),
            0,
            List.of());
    return new Job(
        "id", null, JobState.PARTIAL, null, null, null, null, progress, "{}", "/downloads/x", 0);
  }

  @Test
  void savedItemShowsKeyFileStatusAndTime() {
    assertThat(lines.item(item(ItemState.DONE, "CN", "flags/CN-China.gif", 200, null)))
        .isEqualTo("OK CN flags/CN-China.gif 200 123 ms");
    assertThat(lines.item(item(ItemState.DONE, null, "a.gif", 200, null)))
        .isEqualTo("OK a.gif 200 123 ms");
  }

  @Test
  void itemNotFoundShowsItsKeyElseItsAddress() {
    assertThat(lines.item(item(ItemState.NOT_FOUND, "ZZ", null, 404, null)))
        .isEqualTo("not found ZZ 404");
    assertThat(lines.item(item(ItemState.NOT_FOUND, null, null, 410, null)))
        .isEqualTo("not found http://h/x 410");
    Fault lookup = new Fault(ErrorCode.LOOKUP, "the lookup's answer was 404");
    assertThat(lines.item(item(ItemState.NOT_FOUND, "ZZ", null, null, lookup)))
        .isEqualTo("not found ZZ 404");
  }

  @Test
  void probedItemShowsAddressStatusAndTime() {
    ItemFormat probe = new ItemFormat(Mode.PROBE, Ansi.OFF);
    assertThat(probe.item(item(ItemState.DONE, null, null, 503, null)))
        .isEqualTo("http://h/x / 503 / 123 ms");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void passwordOfAUrlIsMasked(Mode mode) {
    Item item =
        new Item(
            0,
            null,
            "http://user:secret@h/x",
            null,
            ItemState.FAILED,
            1,
            0,
            new Item.Head(503, null, null, null),
            new Item.Content(null, null, null),
            new Item.End(123L, null, new Fault(ErrorCode.HTTP_STATUS, "HTTP 503")),
            null);
    assertThat(new ItemFormat(mode, Ansi.OFF).item(item)).contains("@h/x").doesNotContain("secret");
  }

  @Test
  void failureShowsItsCodeAndDetail() {
    Fault fault = new Fault(ErrorCode.TOO_SLOW, "3 B/s");
    assertThat(lines.item(item(ItemState.FAILED, "k", null, null, fault)))
        .isEqualTo("failed k too_slow: 3 B/s");
  }

  @Test
  void hostileNamesCannotWriteToTheTerminal() {
    assertThat(lines.item(item(ItemState.DONE, "\u001b[31m@|red x|@", "f\n", 200, null)))
        .isEqualTo("OK \\u001b[31m@|red x|@ f\\u000a 200 123 ms");
  }

  @Test
  void onlyOurOwnWordIsColoured() {
    ItemFormat coloured = new ItemFormat(Mode.SAVE, Ansi.ON);
    assertThat(coloured.item(item(ItemState.DONE, "@|red x|@", "f", 200, null)))
        .startsWith("\u001b[32mOK\u001b[")
        .endsWith("@|red x|@ f 200 123 ms");
  }

  @Test
  void summaryCountsWhatThereIs() {
    assertThat(ItemFormat.summary(job(20, 19, 1, 0)))
        .isEqualTo("20 items in 1.23 s: 19 done, 1 not found");
    assertThat(ItemFormat.summary(job(1, 0, 0, 1))).isEqualTo("1 item in 1.23 s: 1 failed");
    assertThat(ItemFormat.summary(job(0, 0, 0, 0))).isEqualTo("0 items in 1.23 s");
  }

  @Test
  void lineIsCutToTheTerminalWhereItSaysLeast() {
    ItemFormat narrow = new ItemFormat(false, Ansi.OFF, () -> 40);
    String file = "flags/a-very-long-name-of-a-country-in-the-world.gif";
    String line = narrow.item(item(ItemState.DONE, "CN", file, 200, null));
    assertThat(line).hasSize(40).startsWith("OK CN flags/").endsWith(".gif 200 123 ms");
    Fault fault = new Fault(ErrorCode.DNS, "no such host: nowhere-at-all.example.invalid");
    assertThat(narrow.item(item(ItemState.FAILED, "k".repeat(60), null, null, fault)))
        .hasSizeLessThanOrEqualTo(40)
        .startsWith("failed kk");
  }

  @Test
  void probedLineIsCutToTheTerminal() {
    ItemFormat narrow = new ItemFormat(true, Ansi.OFF, () -> 24);
    assertThat(narrow.item(item(ItemState.DONE, null, null, 200, null)))
        .isEqualTo("http…/h/x / 200 / 123 ms");
  }
}
