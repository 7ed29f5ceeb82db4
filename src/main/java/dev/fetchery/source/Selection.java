package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.spec.Glob;
import dev.fetchery.url.Percent;
import dev.fetchery.url.WebUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a source's entries are items: those that one of the globs to include matches, if there
 * are any, and none of those to exclude. What is matched is the key, else the path of the URL,
 * decoded; a glob without a slash matches its last part.
 */
final class Selection {
  private final List<Glob> include;
  private final List<Glob> exclude;

  /**
   * @throws IllegalArgumentException if a glob is malformed
   */
  Selection(List<String> include, List<String> exclude) {
    this.include = include.stream().map(Glob::of).toList();
    this.exclude = exclude.stream().map(Glob::of).toList();
  }

  /** Whether this entry is an item. One without key and URL is, so that its fault is told. */
  boolean takes(Draft draft) {
    String name = draft.key() == null ? path(draft.target()) : draft.key();
    if (name.isEmpty()) {
      return true;
    }
    boolean included = include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(name));
    return included && exclude.stream().noneMatch(glob -> glob.matches(name));
  }

  private static String path(@Nullable WebUrl url) {
    return url == null ? "" : Percent.decode(url.path());
  }
}
