package dev.fetchery.cli;

import dev.fetchery.http.view.ViewJson;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source;
import java.util.List;
import java.util.function.Consumer;

/** Prints the items of a running job, and its progress. */
final class RunOutput implements JobWatch.Listener {
  /** A job of more items shows only failures, unless --verbose is given. */
  private static final long MANY = 10_000;

  /** The output options of the command. */
  record Wanted(boolean json, boolean quiet, boolean verbose) {}

  private final Screen screen;
  private final ItemFormat lines;
  private final String name;
  private final Wanted wanted;
  private final Consumer<String> aside;
  private boolean many;

  /**
   * @param aside receives remarks that are not part of the output
   */
  RunOutput(Screen screen, ItemFormat lines, JobSpec job, Wanted wanted, Consumer<String> aside) {
    this.screen = screen;
    this.lines = lines;
    this.name = job.name() == null ? "job" : job.name();
    this.wanted = wanted;
    this.aside = aside;
    this.many = known(job.source()) > MANY;
  }

  /** The number of items of a source, or 0 if it is not known beforehand. */
  private static long known(Source source) {
    if (source instanceof Source.Urls urls) {
      return urls.urls().size();
    } else if (source instanceof Source.Template template) {
      return template.values().count();
    }
    return source instanceof Source.Repeat repeat ? repeat.count() : 0;
  }

  @Override
  public void moved(Job now) {
    if (!many && now.progress().discovered() > MANY) {
      many = true;
      if (!wanted.quiet && !wanted.json && !wanted.verbose) {
        aside.accept("over 10,000 items: printing failures only from now on; --verbose prints all");
      }
    }
    screen.progress(name, now.progress());
  }

  @Override
  public void ended(List<Completion> completions) {
    if (wanted.quiet) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (Completion completion : completions) {
      Item item = completion.item();
      if (wanted.json) {
        text.append(ViewJson.text(item)).append('\n');
      } else if (!many || wanted.verbose || failed(item.state())) {
        text.append(lines.item(item)).append(System.lineSeparator());
      }
    }
    screen.print(text);
  }

  private static boolean failed(ItemState state) {
    return state != ItemState.DONE && state != ItemState.SKIPPED;
  }
}
