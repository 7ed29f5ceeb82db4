package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Source;
import org.jspecify.annotations.Nullable;

/** Lists the entries of the job; the position is the number of the next one. */
final class UrlsDiscovery extends CountedDiscovery {
  private final Source.Urls source;

  UrlsDiscovery(Source.Urls source, @Nullable String position) {
    super(source.urls().size(), position);
    this.source = source;
  }

  @Override
  Draft item(long index) {
    return DraftFactory.of(source.urls().get((int) index));
  }
}
