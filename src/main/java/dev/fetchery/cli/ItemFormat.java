package dev.fetchery.cli;

import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** One line of text for an item or a job. Text from origins and jobs is escaped. */
final class ItemFormat {
  private static final Pattern GONE = Pattern.compile("\\b(404|410)\\b");

  /** Parts of a line are not cut below so many columns, as long as another can be. */
  private static final int LEAST_PART = 8;

  private final boolean probe;
  private final Ansi ansi;
  private final IntSupplier columns;

  /** Words with their colours, by markup, which takes longer to read than to write a line. */
  private final Map<String, String> coloured = new HashMap<>();

  /**
   * @param ansi whether to write colours
   */
  ItemFormat(Mode mode, Ansi ansi) {
    this(mode == Mode.PROBE, ansi, () -> Integer.MAX_VALUE);
  }

  /**
   * @param probe whether the job only probes
   * @param ansi whether to write colours
   * @param columns that a line may take
   */
  ItemFormat(boolean probe, Ansi ansi, IntSupplier columns) {
    this.probe = probe;
    this.ansi = ansi;
    this.columns = columns;
  }

  /** An ended item, without a line end. */
  String item(Item item) {
    return item(EndedItem.of(item));
  }

  /** An ended item, without a line end. */
  String item(EndedItem item) {
    return switch (item.state()) {
      case "done" -> probe ? probed(item) : saved(item);
      case "not_found" -> words("yellow", "not found", item.name(), gone(item));
      case "skipped" ->
          words(
              "",
              "skipped",
              item.key(),
              item.file(),
              item.code() == null ? "" : "(" + item.detail() + ")");
      case "failed" -> words("red", "failed", item.name(), item.fault());
      default -> words("", item.state(), item.name(), item.fault());
    };
  }

  private String saved(EndedItem item) {
    return words("green", "OK", item.key(), item.file(), item.status(), ms(item.durationMs()));
  }

  private String probed(EndedItem item) {
    boolean fine = item.status() != null && item.status() < 400;
    String rest = " / " + item.status() + " / " + ms(item.durationMs());
    int room = Math.max(LEAST_PART, columns.getAsInt() - rest.length());
    return Columns.middle(Printable.of(item.url()), room)
        + " / "
        + colour(fine ? "green" : "yellow", String.valueOf(item.status()))
        + " / "
        + ms(item.durationMs());
  }

  private String colour(String colour, String ownWord) {
    if (colour.isEmpty() || !ansi.enabled()) {
      return ownWord;
    }
    return coloured.computeIfAbsent("@|" + colour + " " + ownWord + "|@", ansi::string);
  }

  /** Joins the known parts with spaces. The first is our own and not escaped. */
  private String words(String colour, String own, @Nullable Object... parts) {
    List<String> shown = new ArrayList<>();
    for (Object part : parts) {
      if (part != null && !part.equals("")) {
        shown.add(Printable.of(part.toString()));
      }
    }
    fit(shown, columns.getAsInt() - own.length() - shown.size());
    shown.add(0, colour(colour, own));
    return String.join(" ", shown);
  }

  /** Cuts the longest parts, so that all of them take at most {@code room} columns. */
  private static void fit(List<String> parts, int room) {
    int chars = 0;
    for (String part : parts) {
      chars += part.length();
    }
    if (2 * chars <= room) {
      // No character takes more than two columns.
      return;
    }
    int least = Math.min(LEAST_PART, Math.max(1, room / Math.max(1, parts.size())));
    while (true) {
      List<Integer> widths = parts.stream().map(Columns::of).toList();
      int over = widths.stream().mapToInt(Integer::intValue).sum() - room;
      int longest = widths.stream().mapToInt(Integer::intValue).max().orElse(0);
      if (over <= 0 || longest <= least) {
        return;
      }
      // down to the second longest first, then both alike
      int second =
          widths.stream().mapToInt(Integer::intValue).filter(w -> w < longest).max().orElse(0);
      int columns = Math.max(least, Math.max(longest - over, second));
      int at = widths.indexOf(longest);
      parts.set(at, Columns.middle(parts.get(at), columns));
    }
  }

  /** The status 404 or 410; if it came from the lookup, only the detail contains it. */
  private static String gone(EndedItem item) {
    if (item.status() != null || item.detail() == null) {
      return item.status() == null ? "" : item.status().toString();
    }
    Matcher status = GONE.matcher(item.detail());
    return status.find() ? status.group() : "";
  }

  private static String ms(@Nullable Long durationMs) {
    return durationMs == null ? "" : durationMs + " ms";
  }

  /** A fault's code and detail. */
  static String fault(@Nullable Fault fault) {
    return fault == null ? "" : fault.code().wire() + ": " + fault.detail();
  }

  /** The result of a job: {@code 20 items in 1.23 s: 19 done, 1 not found}. */
  static String summary(Job job) {
    return summary(JobStatus.of(job));
  }

  /** The result of a job: {@code 20 items in 1.23 s: 19 done, 1 not found}. */
  static String summary(JobStatus job) {
    Progress far = job.progress();
    List<String> parts = new ArrayList<>();
    count(parts, far.done(), "done");
    count(parts, far.skipped(), "skipped");
    count(parts, far.notFound(), "not found");
    count(parts, far.failed(), "failed");
    count(parts, far.cancelled(), "cancelled");
    count(parts, far.waiting() + far.active(), "not ended");
    String items = far.discovered() == 1 ? "1 item" : far.discovered() + " items";
    String took = String.format(Locale.ROOT, " in %.2f s", far.elapsedMs() / 1000.0);
    return items + took + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
  }

  /** The result of a job, and where its files are, unless {@code directory} is empty. */
  static String summary(JobStatus job, String directory) {
    return summary(job) + (directory.isEmpty() ? "" : "; saved in " + Printable.of(directory));
  }

  private static void count(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }
}
