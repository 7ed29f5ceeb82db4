package dev.fetchery.source;

import dev.fetchery.job.Draft;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A discovery that needs no document and makes each item from its number. */
abstract class CountedDiscovery implements Discovery {
  private final long count;
  private long next;

  /**
   * @param position number of the next item, or null
   */
  CountedDiscovery(long count, @Nullable String position) {
    this.count = count;
    this.next = position == null ? 0 : Long.parseLong(position);
    if (next < 0 || next > count) {
      throw new IllegalArgumentException("not a position of this source: " + position);
    }
  }

  abstract Draft item(long index);

  @Override
  public final Step next(int maxItems) {
    ItemBatch items = new ItemBatch(maxItems);
    while (items.hasRoom() && next < count) {
      items.add(item(next++));
    }
    End end = next == count ? new End(null) : null;
    return new Step(items.items(), Long.toString(next), List.of(), List.of(), end, count);
  }

  @Override
  public final void answered(int ask, Document document) {
    // It asks for nothing.
  }

  @Override
  public final void failed(int ask, Failure failure) {
    // It asks for nothing.
  }
}
