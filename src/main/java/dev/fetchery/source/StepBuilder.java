package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.source.Discovery.Ask;
import dev.fetchery.source.Discovery.End;
import dev.fetchery.source.Discovery.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step put together from those of several discoveries. */
final class StepBuilder {
  private final int maxItems;
  private final AskNumbers numbers;
  private final List<Draft> items = new ArrayList<>();
  private final List<Ask> asks = new ArrayList<>();
  private final List<Integer> drops = new ArrayList<>();

  StepBuilder(int maxItems, AskNumbers numbers) {
    this.maxItems = maxItems;
    this.numbers = numbers;
  }

  boolean full() {
    return items.size() >= maxItems;
  }

  /** How many more items it takes; at least 1 while it is not full. */
  int room() {
    return maxItems - items.size();
  }

  void add(Draft item) {
    items.add(item);
  }

  /** Takes what a discovery asks for and drops, but not its items. */
  void asked(Discovery discovery, Step step) {
    step.drops().forEach(number -> numbers.drop(discovery, number, drops));
    step.asks().forEach(ask -> asks.add(numbers.numbered(discovery, ask)));
  }

  /** Numbers that are dropped. */
  List<Integer> drops() {
    return drops;
  }

  Step build(String position, @Nullable End end) {
    asks.removeIf(ask -> drops.contains(ask.number()));
    return new Step(items, position, asks, drops, end);
  }
}
