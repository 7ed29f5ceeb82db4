package dev.fetchery.naming;

import dev.fetchery.job.Draft;
import dev.fetchery.url.WebUrl;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of one item's template variables, by name; null for one that it does not have. */
final class ItemVariables implements Function<String, String> {
  /** What an item has whose text is no URL: it fails for that, and not for its name. */
  private static final Variables.Url NO_URL = new Variables.Url("", "", "", "", "");

  private final Map<String, String> job;
  private final long seq;
  private final Draft draft;
  private final Map<String, String> lookup;
  private final @Nullable Head head;

  /** Taken apart only when it is asked for. */
  private Variables.@Nullable Url url;

  /**
   * What the head of an item's answer says about its name.
   *
   * @param contentDispositions that header's values, in the order received
   * @param contentType that header's value, or null
   */
  record Head(List<String> contentDispositions, @Nullable String contentType) {}

  /**
   * @param job the variables of its job
   * @param lookup the fields the lookup gave; empty where there are none yet
   * @param head null before the answer
   */
  ItemVariables(
      Map<String, String> job,
      long seq,
      Draft draft,
      Map<String, String> lookup,
      @Nullable Head head) {
    this.job = job;
    this.seq = seq;
    this.draft = draft;
    this.lookup = lookup;
    this.head = head;
  }

  /** The parts of the item's URL; all empty where its text is no URL. */
  Variables.Url url() {
    Variables.Url known = url;
    if (known == null) {
      WebUrl target = draft.target();
      known = target == null ? NO_URL : Variables.ofUrl(target);
      url = known;
    }
    return known;
  }

  /** Built-in names win over fields: a document cannot change what they mean. */
  @Override
  public @Nullable String apply(String name) {
    return switch (name) {
      case "index" -> Long.toString(seq);
      case "url.host", "url.path", "url.file", "url.stem", "url.ext" -> url().get(name);
      case "job.id", "job.name", "job.time" -> job.get(name);
      case "served.name" -> head == null ? null : servedName(head);
      case "ext" -> head == null ? null : Variables.ext(head.contentType, url().ext());
      default -> fieldOf(name);
    };
  }

  private @Nullable String fieldOf(String name) {
    String looked = lookup.get(name);
    if (looked != null) {
      return looked;
    }
    if (name.equals("key") && draft.key() != null) {
      return draft.key();
    }
    String field = draft.fields().get(name);
    return field == null && name.equals(Template.URL) ? bareUrl() : field;
  }

  /** The item's URL without user info and fragment. */
  private @Nullable String bareUrl() {
    WebUrl target = draft.target();
    return target == null ? null : target.bare().text();
  }

  private String servedName(Head answered) {
    return Variables.servedName(answered.contentDispositions)
        .orElseGet(() -> url().file().isEmpty() ? Long.toString(seq) : url().file());
  }
}
