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
 * @param same what decides on its path besides its URL: of two items of one URL and one path for
 *     which it is equal, the later is the earlier one named twice; null where it never is
 */
public record NewItem(
    Draft draft,
    @Nullable String host,
    @Nullable String path,
    Numbering numbering,
    @Nullable ItemResult ending,
    @Nullable String same) {
  public NewItem(
      Draft draft,
      @Nullable String host,
      @Nullable String path,
      Numbering numbering,
      @Nullable ItemResult ending) {
    this(draft, host, path, numbering, ending, null);
  }

  /** What happens if another item holds the name. */
  public enum Numbering {
    /** The later item fails with {@code collision}. */
    NO,
    /** The later item becomes {@code name (1).ext}. */
    YES
  }
}
