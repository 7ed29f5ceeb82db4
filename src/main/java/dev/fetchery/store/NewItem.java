package dev.fetchery.store;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ItemResult;
import dev.fetchery.url.WebUrl;
import org.jspecify.annotations.Nullable;

/**
 * An item to be stored.
 *
 * @param host {@code host:port}, lower case; null where there is none
 * @param path name asked for, relative to the downloads directory; null while not known
 * @param ending its result if it has ended already, or null; its {@code seq} is ignored
 * @param same by what the later of two items of one path is the earlier one named twice; null where
 *     it never is
 */
public record NewItem(
    Draft draft,
    @Nullable String host,
    @Nullable String path,
    Numbering numbering,
    @Nullable ItemResult ending,
    @Nullable Same same) {
  public NewItem(
      Draft draft,
      @Nullable String host,
      @Nullable String path,
      Numbering numbering,
      @Nullable ItemResult ending) {
    this(draft, host, path, numbering, ending, null);
  }

  /**
   * What makes two items of one path the same.
   *
   * @param besides what decides on the path besides the URL, where the path is not known yet
   * @param fragmentCounts whether URLs that differ in the fragment alone ask for different things:
   *     it is never sent, but may stand in another URL that is made of this one
   */
  public record Same(String besides, boolean fragmentCounts) {
    /** Of a URL as it was written, what has to be equal. */
    String url(String written) {
      return fragmentCounts ? written : WebUrl.withoutFragment(written);
    }
  }

  /** What happens if another item holds the name. */
  public enum Numbering {
    /** The later item fails with {@code collision}. */
    NO,
    /** The later item becomes {@code name (1).ext}. */
    YES
  }
}
