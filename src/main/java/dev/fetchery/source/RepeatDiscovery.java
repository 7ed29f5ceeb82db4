package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Source;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists one URL many times; the position is the number of times so far. */
final class RepeatDiscovery extends CountedDiscovery {
  private final Draft item;

  RepeatDiscovery(Source.Repeat source, @Nullable String position) {
    super(source.count(), position);
    this.item = DraftFactory.of(null, source.url(), Map.of());
  }

  @Override
  Draft item(long index) {
    return item;
  }
}
