package dev.fetchery.coordinator.discovery;

import dev.fetchery.job.Draft;
import dev.fetchery.store.NewItem;
import java.util.List;

/** Makes items of what a source has named; called away from the event loop. */
@FunctionalInterface
public interface ItemMaker {
  /**
   * @param firstSeq number of the first of them
   */
  List<NewItem> of(List<Draft> drafts, long firstSeq);
}
