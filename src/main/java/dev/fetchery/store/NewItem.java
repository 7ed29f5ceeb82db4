package dev.fetchery.store;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ItemResult;

/**
 * An item to be stored.
 *
 * @param host {@code host:port}, lower case
 * @param path wanted name relative to the downloads directory, or null while not known
 * @param ending how it ended already, or null; its {@code seq} is that of the item
 */
public record NewItem(
    Draft draft, String host, String path, Numbering numbering, ItemResult ending) {
  /** What happens to a name that another item has claimed. */
  public enum Numbering {
    /** The later item fails with {@code collision}. */
    NO,
    /** The later item becomes {@code name (1).ext}. */
    YES
  }
}
