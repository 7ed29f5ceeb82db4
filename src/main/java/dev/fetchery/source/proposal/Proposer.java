package dev.fetchery.source.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.PageRequest.Encoding;
import dev.fetchery.job.Proposal;
import dev.fetchery.source.proposal.ListContext.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proposes how a listing's pages are read, by what its first answer holds: the surest sign first,
 * which is a link, then a URL, a cursor, the last entry's id, a flag, and numbers.
 */
public final class Proposer {
  private final FirstAnswer answer;
  private final Asked asked;
  private final List<Place> places;

  private Proposer(FirstAnswer answer, Asked asked) {
    this.answer = answer;
    this.asked = asked;
    this.places = ListContext.of(answer);
  }

  /**
   * The proposal, or null where the answer does not tell. For a source that is not one of pages
   * there is one only where the answer names a further page.
   */
  public static @Nullable Proposal propose(FirstAnswer answer, Asked asked) {
    Proposer proposer = new Proposer(answer, asked);
    Proposal found = proposer.byLink();
    found = found == null ? proposer.byUrl() : found;
    found = found == null ? proposer.byCursor() : found;
    found = found == null ? proposer.byLastEntry() : found;
    return found == null ? new Numbering(answer, asked, proposer.places).propose() : found;
  }

  private Patch patch() {
    Patch patch = new Patch(asked);
    new Total(answer, asked, places).sayIn(patch);
    return patch;
  }

  /** A listing's last page proves nothing about a source that is none. */
  private boolean counts(boolean names) {
    return names || asked.listing();
  }

  private static String last(boolean names) {
    return names ? "." : "; here it names none: this is the last page.";
  }

  private @Nullable Proposal byLink() {
    boolean names = answer.next() != null;
    return answer.linked() && counts(names)
        ? patch().more("link", "next", "The answer's Link header names the next page" + last(names))
        : null;
  }

  private @Nullable Proposal byUrl() {
    for (Place place : places) {
      for (String name : Names.NEXT_URL) {
        Proposal found = byUrl(place, name);
        if (found != null) {
          return found;
        }
      }
      String href = place.pointer().endsWith("/next") ? text(place.node().path("href")) : "";
      if (isUrl(href)) {
        return url(place.pointerTo("href"), true);
      }
    }
    return byLinkList();
  }

  private @Nullable Proposal byUrl(Place place, String name) {
    JsonNode value = place.node().path(name);
    if (isUrl(text(value))) {
      return url(place.pointerTo(name), true);
    }
    // A listing's last page says null where others have a URL.
    boolean sure =
        !Names.URL_OR_ELSE.contains(name) || Names.BEFORE.stream().anyMatch(place.node()::has);
    return value.isNull() && sure && asked.listing() ? url(place.pointerTo(name), false) : null;
  }

  private @Nullable Proposal byLinkList() {
    for (Place place : places) {
      boolean list =
          Names.LINK_LISTS.stream().anyMatch(name -> place.pointer().endsWith("/" + name));
      for (JsonNode link : list && place.node().isArray() ? place.node() : List.<JsonNode>of()) {
        String relation = link.has("rel") ? "rel" : "relation";
        String target = link.has("href") ? "href" : "url";
        boolean posted = link.path("method").asText("GET").equalsIgnoreCase("POST");
        String named = next(link.path(relation));
        if (named == null || !isUrl(text(link.path(target)))) {
          continue;
        }
        String path = place.path() + "[?@." + relation + named + "=='next']";
        return posted ? byBody(link.path("body"), path + ".body") : url(path + "." + target, true);
      }
    }
    return null;
  }

  /** Where a link's relation, or one of several, is the next page: the step to it, or null. */
  private static @Nullable String next(JsonNode relation) {
    for (int i = 0; relation.isArray() && i < relation.size(); i++) {
      if (text(relation.get(i)).equals("next")) {
        return "[" + i + "]";
      }
    }
    return text(relation).equals("next") ? "" : null;
  }

  /** STAC's way of posting: the body for the next page holds one value that is a cursor. */
  private @Nullable Proposal byBody(JsonNode body, String path) {
    if (asked.encoding() != Encoding.JSON || !asked.listing()) {
      return null;
    }
    List<String> changed = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      boolean scalar = member.getValue().isTextual() || member.getValue().isIntegralNumber();
      if (scalar && !asked.says(member.getKey(), member.getValue())) {
        changed.add(member.getKey());
      }
    }
    List<String> usual = changed.stream().filter(Names.POSTED_CURSORS::contains).toList();
    List<String> cursors = usual.isEmpty() ? changed : usual;
    if (cursors.size() != 1) {
      return null;
    }
    String name = cursors.get(0);
    String at = path + ListContext.step(name);
    Patch patch = patch();
    if (!asked.hasCursor() && !patch.parameter(name, "{cursor}")) {
      return null;
    }
    String why = "The answer's link to the next page is a body to be posted; " + name + " in it";
    return patch.more("cursorAt", at, why + ", at " + at + ", tells the page" + last(true));
  }

  private Proposal url(String at, boolean names) {
    return patch()
        .more("nextAt", at, "The answer gives the next page's URL at " + at + last(names));
  }

  private static boolean isUrl(String text) {
    return text.startsWith("http://")
        || text.startsWith("https://")
        || text.startsWith("/")
        || text.startsWith("?");
  }

  private @Nullable Proposal byCursor() {
    for (Place place : places) {
      if (place.pointer().endsWith("/continue") && place.node().isObject()) {
        // MediaWiki's API: the member has the name of its parameter.
        for (Map.Entry<String, JsonNode> member : place.node().properties()) {
          if (!member.getKey().equals("continue")) {
            return cursor(place, member.getKey(), member.getKey(), true);
          }
        }
      }
      for (Map.Entry<String, String> known : Names.CURSORS.entrySet()) {
        Proposal found = byCursor(place, known.getKey(), known.getValue());
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable Proposal byCursor(Place place, String name, String parameter) {
    JsonNode value = place.node().path(name);
    boolean sure = !Names.CURSOR_OR_ELSE.contains(name);
    boolean number = value.isNumber() && (sure || name.startsWith("next"));
    boolean names = number || !text(value).isEmpty();
    boolean empty = sure && (value.isNull() || value.isTextual()) && asked.listing();
    // An opaque text of one of these names is no date, title or the like of the answer's.
    boolean fits = names && (sure || number || opaque(text(value)));
    if (!fits && !empty) {
      return null;
    }
    return cursor(place, name, own(place.node(), name, parameter), names);
  }

  /** Some names mean one parameter here, and another there. */
  private static String own(JsonNode beside, String name, String usual) {
    if (name.equals("next_token") && !beside.has("result_count")) {
      return name;
    }
    boolean notion = name.equals("next_cursor") && text(beside.path("object")).equals("list");
    return notion ? "start_cursor" : usual;
  }

  private static boolean opaque(String text) {
    return !text.isEmpty() && text.chars().noneMatch(Character::isWhitespace);
  }

  private @Nullable Proposal cursor(Place place, String name, String parameter, boolean names) {
    Patch patch = patch();
    String at = place.pointerTo(name);
    if (asked.hasCursor()) {
      return patch.more("cursorAt", at, "The answer gives a cursor at " + at + last(names));
    }
    if (patch.isGraphQl()) {
      return patch.graphQlCursor()
          ? patch.more(
              "cursorAt",
              at,
              "The answer gives a cursor at " + at + ", for the query's after" + last(names))
          : null;
    }
    String first = asked.value(parameter);
    boolean begins = !first.isEmpty();
    if (begins && first.chars().allMatch(Character::isDigit)) {
      // Pages that are numbered are counted.
      return null;
    }
    boolean said = begins ? patch.cursorFrom(parameter) : patch.parameter(parameter, "{cursor}");
    if (!said) {
      return null;
    }
    String why = "The answer gives a cursor at " + at + ", usually asked for as " + parameter;
    return patch.more("cursorAt", at, why + last(names));
  }

  /** The way of Stripe, OpenAI and those like them: what follows the last entry is asked for. */
  private @Nullable Proposal byLastEntry() {
    for (Place place : places) {
      boolean more = place.node().path("has_more").isBoolean();
      boolean names = place.node().path("has_more").asBoolean();
      if (!more || asked.isNumbered() || !counts(names)) {
        continue;
      }
      if (!text(place.node().path("last_id")).isEmpty()) {
        boolean object = place.node().has("object");
        return lastEntry(place.pointerTo("last_id"), object ? "after" : "after_id", names);
      }
      JsonNode list = answer.list();
      JsonNode id = list.isArray() ? list.path(list.size() - 1).path("id") : list;
      boolean ofList = text(place.node().path("object")).equals("list");
      if (ofList && id.isValueNode()) {
        StringBuilder path = new StringBuilder("$");
        answer.way().forEach(step -> path.append(ListContext.step(step)));
        return lastEntry(path + "[-1].id", "starting_after", names);
      }
    }
    return null;
  }

  private @Nullable Proposal lastEntry(String at, String parameter, boolean names) {
    Patch patch = patch();
    if (!asked.hasCursor() && !patch.parameter(parameter, "{cursor}")) {
      return null;
    }
    String why = "The answer says has_more; what follows its last entry, at " + at;
    return patch.more("cursorAt", at, why + ", is asked for as " + parameter + last(names));
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue().strip() : "";
  }
}
