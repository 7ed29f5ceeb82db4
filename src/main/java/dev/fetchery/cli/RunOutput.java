package dev.fetchery.cli;

import dev.fetchery.http.ItemJson;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import java.util.List;

/** What {@code run} shows of its job while it runs. */
final class RunOutput implements JobWatch.Listener {
  /** A job of more items shows only what went wrong, unless all is asked for. */
  private static final long MANY = 10_000;

  private final Screen screen;
  private final Lines lines;
  private final String name;
  private final boolean json;
  private final boolean quiet;
  private final boolean verbose;
  private boolean many;

  RunOutput(Screen screen, Lines lines, String name, boolean json, boolean quiet, boolean verbose) {
    this.screen = screen;
    this.lines = lines;
    this.name = name == null ? "job" : name;
    this.json = json;
    this.quiet = quiet;
    this.verbose = verbose;
  }

  @Override
  public void moved(Job now) {
    if (!many && !verbose && !json && now.progress().discovered() > MANY) {
      many = true;
      if (!quiet) {
        screen.println("over 10,000 items: from here on only what goes wrong; all with --verbose");
      }
    }
    screen.progress(name, now.progress());
  }

  @Override
  public void ended(List<Completion> completions) {
    if (quiet) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (Completion completion : completions) {
      Item item = completion.item();
      if (json) {
        text.append(ItemJson.text(item)).append('\n');
      } else if (!many || wrong(item.state())) {
        text.append(lines.item(item)).append(System.lineSeparator());
      }
    }
    screen.print(text);
  }

  private static boolean wrong(ItemState state) {
    return state != ItemState.DONE && state != ItemState.SKIPPED;
  }
}
