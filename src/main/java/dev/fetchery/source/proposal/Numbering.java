package dev.fetchery.source.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.Proposal;
import dev.fetchery.source.proposal.ListContext.Place;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Proposes to ask for pages by their numbers, or by the number of the entry they begin with. */
final class Numbering {
  private static final String MAIN = "The answer says ";

  private final FirstAnswer answer;
  private final Asked asked;
  private final List<Place> places;
  private final Total total;

  Numbering(FirstAnswer answer, Asked asked, List<Place> places) {
    this.answer = answer;
    this.asked = asked;
    this.places = places;
    this.total = new Total(answer, asked, places);
  }

  /** What asks for a page: a parameter, and the variable that it holds. */
  private record Position(String parameter, String template) {
    String words() {
      return "; pages are asked for by " + parameter + ".";
    }
  }

  @Nullable Proposal propose() {
    for (Place place : places) {
      for (String name : Names.MORE) {
        JsonNode says = place.node().path(name);
        if (says.isBoolean() && (says.asBoolean() || asked.listing())) {
          String at = place.pointerTo(name);
          return numbered("at", at, MAIN + "at " + at + " whether more follows", true);
        }
      }
    }
    for (String name : Names.MORE_HEADERS) {
      String says = answer.headers().getOrDefault(name.toLowerCase(Locale.ROOT), "").strip();
      if (says.equalsIgnoreCase("true") || says.equalsIgnoreCase("false") && asked.listing()) {
        return numbered("header", name, MAIN + "in " + name + " whether more follows", true);
      }
    }
    return byNumbers();
  }

  private @Nullable Proposal byNumbers() {
    String pages = pages();
    long listed = answer.list().size();
    boolean further = total.count() > listed && listed > 0 || pages != null;
    if (further) {
      String says = total.count() >= 0 ? total.words() : String.valueOf(pages);
      return numbered("untilEmpty", null, MAIN + says, pages != null);
    }
    boolean known = asked.isNumbered() || position(false) != null;
    if (!asked.listing() || !known) {
      return null;
    }
    return numbered(
        "untilEmpty",
        null,
        "The answer does not say whether more follows: a page without entries ends the list",
        false);
  }

  /** That there are several pages, in words, or null. */
  private @Nullable String pages() {
    for (Place place : places) {
      for (String name : Names.PAGE_TOTALS) {
        JsonNode count = place.node().path(name);
        if (count.isIntegralNumber() && count.asLong() > (asked.listing() ? 0 : 1)) {
          return "that there are " + count.asLong() + " pages at " + place.pointerTo(name);
        }
      }
    }
    for (String name : Names.PAGE_TOTAL_HEADERS) {
      String count = answer.headers().getOrDefault(name.toLowerCase(Locale.ROOT), "").strip();
      if (count.matches("[1-9][0-9]{0,8}") && (asked.listing() || !count.equals("1"))) {
        return "that there are " + count + " pages in " + name;
      }
    }
    return null;
  }

  /**
   * @param byPage whether pages are asked for by {@code page} where nothing says how
   */
  private @Nullable Proposal numbered(
      String field, @Nullable String place, String why, boolean byPage) {
    Patch patch = new Patch(asked);
    total.sayIn(patch);
    if (asked.isNumbered()) {
      return patch.more(field, place, why + ".");
    }
    Position position = position(byPage);
    if (position == null || !patch.parameter(position.parameter(), position.template())) {
      return null;
    }
    if (asked.value("cursor").equals("*") && !patch.without("cursor")) {
      return null;
    }
    return patch.more(field, place, why + position.words());
  }

  private @Nullable Position position(boolean byPage) {
    Optional<String> page = asked.given(Names.PAGE_PARAMETERS);
    if (page.isPresent()) {
      // Pages are numbered from 1.
      return asked.value(page.get()).equals("0") ? null : new Position(page.get(), "{page}");
    }
    Optional<String> start = asked.given(Names.OFFSET_PARAMETERS);
    if (start.isPresent()) {
      return new Position(start.get(), "{start}");
    }
    String offset = echoed(Names.OFFSETS, 0);
    if (offset != null) {
      return new Position(offset, "{start}");
    }
    String number = echoed(Names.PAGES, 1);
    if (number != null) {
      return new Position(number, "{page}");
    }
    if (echoed(Names.PAGES, 0) != null) {
      return null;
    }
    if (has(Names.LIMITS)) {
      return new Position("offset", "{start}");
    }
    return byPage || has(Names.SIZES) ? new Position("page", "{page}") : null;
  }

  /** The parameter behind what an answer says of its place in the list, if it says this. */
  private @Nullable String echoed(Map<String, String> names, long first) {
    for (Place place : places) {
      for (Map.Entry<String, String> known : names.entrySet()) {
        JsonNode value = place.node().path(known.getKey());
        if (value.isIntegralNumber() && value.asLong() == first) {
          return known.getValue();
        }
      }
    }
    return null;
  }

  private boolean has(Iterable<String> names) {
    for (Place place : places) {
      for (String name : names) {
        if (place.node().path(name).isIntegralNumber()) {
          return true;
        }
      }
    }
    return false;
  }
}
