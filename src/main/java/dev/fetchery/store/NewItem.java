package dev.fetchery.store;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ItemResult;
import org.jspecify.annotations.Nullable;

/**
 * An item to be stored.
 *
 * @param host {@code host:port}, lower case; null where there is none
 * @param path name asked for, relative to the downloads directory; null while not known
 * @param ending its result if it has ended already, or null; its {@code seq} is ignored
 */
public record NewItem(
    Draft draft,
    @Nullable String host,
    @Nullable String path,
    Numbering numbering,
    @Nullable ItemResult ending) {
  /** What happens if another item holds the name. */
  public enum Numbering {
    /** The later item fails with {@code collision}. */
    NO,
    /** The later item becomes {@code name (1).ext}. */
    YES
  }
}
