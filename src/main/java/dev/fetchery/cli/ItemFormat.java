package dev.fetchery.cli;

import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Progress;
import dev.fetchery.spec.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** One line of text for an item or a job. Text from origins and jobs is escaped. */
final class ItemFormat {
  private static final Pattern GONE = Pattern.compile("\\b(404|410)\\b");

  private final Mode mode;
  private final Ansi ansi;

  /**
   * @param ansi whether to write colours
   */
  ItemFormat(Mode mode, Ansi ansi) {
    this.mode = mode;
    this.ansi = ansi;
  }

  /** An ended item, without a line end. */
  String item(Item item) {
    return switch (item.state()) {
      case DONE -> mode == Mode.PROBE ? probed(item) : saved(item);
      case NOT_FOUND -> words(colour("yellow", "not found"), name(item), gone(item));
      case SKIPPED -> words("skipped", item.key(), item.file(), detail(item.error()));
      case FAILED -> words(colour("red", "failed"), name(item), fault(item.error()));
      default -> words(item.state().wire(), name(item), fault(item.error()));
    };
  }

  private String saved(Item item) {
    return words(
        colour("green", "OK"), item.key(), item.file(), item.status(), ms(item.durationMs()));
  }

  private String probed(Item item) {
    boolean fine = item.status() != null && item.status() < 400;
    String status = colour(fine ? "green" : "yellow", String.valueOf(item.status()));
    return Printable.of(Secrets.maskUrl(item.url()))
        + " / "
        + status
        + " / "
        + ms(item.durationMs());
  }

  private String colour(String colour, String ownWord) {
    return ansi.string("@|" + colour + " " + ownWord + "|@");
  }

  /** Joins the known parts with spaces. The first is our own and not escaped. */
  private static String words(String own, @Nullable Object... parts) {
    StringBuilder line = new StringBuilder(own);
    for (Object part : parts) {
      if (part != null && !part.equals("")) {
        line.append(' ').append(Printable.of(part.toString()));
      }
    }
    return line.toString();
  }

  private static String name(Item item) {
    return item.key() == null || item.key().isEmpty() ? Secrets.maskUrl(item.url()) : item.key();
  }

  /** The status 404 or 410; if it came from the lookup, only the detail contains it. */
  private static String gone(Item item) {
    if (item.status() != null || item.error() == null) {
      return item.status() == null ? "" : item.status().toString();
    }
    Matcher status = GONE.matcher(item.error().detail());
    return status.find() ? status.group() : "";
  }

  private static String ms(@Nullable Long durationMs) {
    return durationMs == null ? "" : durationMs + " ms";
  }

  private static String detail(@Nullable Fault fault) {
    return fault == null ? "" : "(" + fault.detail() + ")";
  }

  /** A fault's code and detail. */
  static String fault(@Nullable Fault fault) {
    return fault == null ? "" : fault.code().wire() + ": " + fault.detail();
  }

  /** The result of a job: {@code 20 items in 1.23 s: 19 done, 1 not found}. */
  static String summary(Job job) {
    Progress progress = job.progress();
    List<String> parts = new ArrayList<>();
    count(parts, progress.done(), "done");
    count(parts, progress.skipped(), "skipped");
    count(parts, progress.notFound(), "not found");
    count(parts, progress.failed(), "failed");
    count(parts, progress.cancelled(), "cancelled");
    count(parts, progress.waiting() + progress.active(), "not ended");
    String items = progress.discovered() == 1 ? "1 item" : progress.discovered() + " items";
    String took = String.format(Locale.ROOT, " in %.2f s", progress.elapsedMs() / 1000.0);
    return items + took + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
  }

  private static void count(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }
}
