package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Proposal;
import dev.fetchery.job.Source;
import java.util.Comparator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a dry run proposes of the levels of its source, each by its first answer. Belongs to one
 * discovery, whose calls follow one another.
 */
final class Proposals {
  private static final String PARENT = "parent";

  /** By level: the one that is asked first is the first. */
  private final TreeMap<Integer, ProposingDiscovery> levels =
      new TreeMap<>(Comparator.reverseOrder());

  /**
   * The discovery, its first answer looked at where it is the first of its level and the source
   * does not say how pages follow each other.
   *
   * @param source as posted
   * @param level 0 for the source of the items, 1 for its parent, and so on
   */
  Discovery watched(Discovery opened, Source source, int level) {
    boolean silent =
        source instanceof Source.Json
            || source instanceof Source.Pages pages && pages.more() instanceof NextPage.Unsaid;
    if (!silent || levels.containsKey(level)) {
      return opened;
    }
    ProposingDiscovery proposing = new ProposingDiscovery(opened, source);
    levels.put(level, proposing);
    return proposing;
  }

  /** That of the level that is asked first of those that have one, or null. */
  @Nullable Proposal first() {
    return levels.entrySet().stream()
        .filter(level -> level.getValue().proposal() != null)
        .findFirst()
        .map(level -> of(level.getKey(), level.getValue().proposal()))
        .orElse(null);
  }

  private static @Nullable Proposal of(int level, @Nullable Proposal own) {
    if (own == null || level == 0) {
      return own;
    }
    JsonNode patch = Positions.read(own.source());
    for (int inner = level; inner > 0; inner--) {
      patch = JsonNodeFactory.instance.objectNode().set(PARENT, patch);
    }
    return new Proposal(
        own.more(), own.at() + ("/" + PARENT).repeat(level), patch.toString(), own.why());
  }
}
