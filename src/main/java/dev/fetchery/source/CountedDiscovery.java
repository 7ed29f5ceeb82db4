package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Fault;
import java.util.ArrayList;
import java.util.List;

/** A discovery that asks for nothing and whose items can be told by their number. */
abstract class CountedDiscovery implements Discovery {
  private final long count;
  private long next;

  /**
   * @param position number of the next item, or null
   */
  CountedDiscovery(long count, String position) {
    this.count = count;
    this.next = position == null ? 0 : Long.parseLong(position);
    if (next < 0 || next > count) {
      throw new IllegalArgumentException("no position of this source: " + position);
    }
  }

  abstract Draft item(long index);

  @Override
  public final Step next(int maxItems) {
    List<Draft> items = new ArrayList<>();
    while (items.size() < maxItems && next < count) {
      items.add(item(next++));
    }
    End end = next == count ? new End(null) : null;
    return new Step(items, Long.toString(next), List.of(), List.of(), end);
  }

  @Override
  public final void answered(int ask, Document document) {
    // Nothing was asked for.
  }

  @Override
  public final void failed(int ask, Fault fault, int sent) {
    // Nothing was asked for.
  }
}
