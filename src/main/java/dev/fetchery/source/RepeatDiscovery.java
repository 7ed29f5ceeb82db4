package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Source;
import java.util.Map;

/** The same URL again and again; the position is how often it was named. */
final class RepeatDiscovery extends CountedDiscovery {
  private final Draft item;

  RepeatDiscovery(Source.Repeat source, String position) {
    super(source.count(), position);
    this.item = DraftFactory.of(null, source.url(), Map.of());
  }

  @Override
  Draft item(long index) {
    return item;
  }
}
