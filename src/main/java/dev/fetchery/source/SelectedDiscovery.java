package dev.fetchery.source;

import dev.fetchery.job.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A discovery of which only selected entries are items. Its positions are the whole one's. */
final class SelectedDiscovery extends PassingDiscovery {
  private final Selection selection;
  private final SeenEntries leftOut = new SeenEntries();

  /** The last step as the whole discovery took it, and how many new entries of it are left out. */
  private @Nullable Step last;

  private int freshLeftOut;

  SelectedDiscovery(Discovery whole, Selection selection) {
    super(whole);
    this.selection = selection;
  }

  /** A step without items waits, so one whose items are all left out is followed by the next. */
  @Override
  public Step next(int maxItems) {
    List<Ask> asks = new ArrayList<>();
    List<Integer> drops = new ArrayList<>();
    while (true) {
      Step step = whole.next(maxItems);
      Map<Boolean, List<Draft>> taken =
          step.items().stream().collect(Collectors.partitioningBy(selection::takes));
      List<Draft> items = taken.getOrDefault(true, List.of());
      List<Draft> others = taken.getOrDefault(false, List.of());
      asks.addAll(step.asks());
      drops.addAll(step.drops());
      if (items.isEmpty() && !step.items().isEmpty() && whole.mayRepeat()) {
        step = whole.listed(step, leftOut.countFresh(others));
        asks.addAll(step.asks());
        drops.addAll(step.drops());
      } else if (whole.mayRepeat()) {
        last = step;
        freshLeftOut = leftOut.countFresh(others);
      }
      if (!items.isEmpty() || step.items().isEmpty() || step.end() != null) {
        asks.removeIf(ask -> drops.contains(ask.number()));
        return new Step(items, step.position(), asks, drops, step.end());
      }
    }
  }

  @Override
  public Step listed(Step step, int fresh) {
    if (last == null) {
      return step.asTaken();
    }
    Step decided = whole.listed(last, fresh + freshLeftOut);
    last = null;
    return new Step(
        step.items(), decided.position(), decided.asks(), decided.drops(), decided.end());
  }
}
