package dev.fetchery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prints the items of a running job, and its progress. For one thread at a time. */
final class RunOutput implements JobWatch.Listener {
  /** A job of more items shows only failures, unless --verbose is given. */
  private static final long MANY = 10_000;

  /** So many lines of failures are too many to read: then a sum by cause follows. */
  private static final long READABLE = 20;

  /** The output options of the command. */
  record Wanted(boolean json, boolean quiet, boolean verbose) {}

  private final Screen screen;
  private final ItemFormat lines;
  private final String name;
  private final Wanted wanted;
  private final Consumer<String> aside;
  private final Causes causes = new Causes();
  private boolean many;

  /**
   * @param aside receives remarks that are not part of the output
   */
  RunOutput(Screen screen, ItemFormat lines, JobSpec job, Wanted wanted, Consumer<String> aside) {
    this(screen, lines, nameOf(job.name()), known(job.source()), wanted, aside);
  }

  /**
   * @param name of the job
   * @param items that the job is known to have, or 0
   * @param aside receives remarks that are not part of the output
   */
  RunOutput(
      Screen screen,
      ItemFormat lines,
      String name,
      long items,
      Wanted wanted,
      Consumer<String> aside) {
    this.screen = screen;
    this.lines = lines;
    this.name = name;
    this.wanted = wanted;
    this.aside = aside;
    this.many = items > MANY;
  }

  /** What the bar calls a job; "" for one without a name. */
  static String nameOf(@Nullable String name) {
    return name == null ? "" : name;
  }

  /** The number of items of a source, or 0 if it is not known beforehand. */
  private static long known(Source source) {
    if (source instanceof Source.Urls urls) {
      return urls.urls().size();
    } else if (source instanceof Source.Template template) {
      return template.values().count();
    } else if (source instanceof Source.Manifest manifest) {
      return manifest.items();
    }
    return source instanceof Source.Repeat repeat ? repeat.count() : 0;
  }

  @Override
  public void moved(Job now) {
    moved(JobStatus.of(now));
  }

  /** The job has come so far. */
  void moved(JobStatus now) {
    if (!many && now.progress().discovered() > MANY) {
      many = true;
      if (!wanted.quiet && !wanted.json && !wanted.verbose) {
        screen.beside(
            () ->
                aside.accept(
                    "over 10,000 items: printing failures only from now on; --verbose prints all"));
      }
    }
    screen.progress(name, now);
  }

  @Override
  public boolean wantsItems() {
    return !wanted.quiet;
  }

  @Override
  public void ended(List<Completion> completions) {
    StringBuilder text = new StringBuilder();
    for (Completion completion : completions) {
      EndedItem item = EndedItem.of(completion.item());
      add(text, item, wanted.json ? ViewJson.text(completion.item()) : "");
    }
    screen.print(text);
  }

  /** An item of a service elsewhere ended; as its view says. */
  void ended(JsonNode view) {
    StringBuilder text = new StringBuilder();
    add(text, EndedItem.ofView(view), wanted.json ? view.toString() : "");
    screen.print(text);
  }

  private void add(StringBuilder text, EndedItem item, String json) {
    causes.count(item);
    if (wanted.quiet) {
      return;
    }
    if (wanted.json) {
      text.append(json).append('\n');
    } else if (!many || wanted.verbose || item.troubled()) {
      text.append(lines.item(item)).append(System.lineSeparator());
    }
  }

  /** Sums the failures up by cause, if they are too many to be read one by one. */
  void sumUp() {
    if (!wanted.quiet && !wanted.json && causes.total() > READABLE) {
      causes.lines().forEach(screen::println);
    }
  }
}
