package dev.fetchery.source.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.source.proposal.ListContext.Place;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How many entries a listing has, as its first answer says. */
final class Total {
  private final long listed;
  private final boolean wanted;

  /** Where it stands: a place in the answer or a header, or neither. */
  private @Nullable String at;

  private @Nullable String header;
  private long count = -1;

  Total(FirstAnswer answer, Asked asked, List<Place> places) {
    this.listed = answer.list().size();
    this.wanted = !asked.counted();
    for (Place place : places) {
      for (String name : Names.TOTALS) {
        look(place, name);
      }
    }
    for (String name : Names.TOTAL_HEADERS) {
      String value = answer.headers().getOrDefault(name.toLowerCase(Locale.ROOT), "").strip();
      if (count < 0 && value.matches("[0-9]{1,15}")) {
        count = Long.parseLong(value);
        header = name;
      }
    }
  }

  private void look(Place place, String name) {
    JsonNode value = place.node().path(name);
    boolean inside = name.equals("total") && value.isObject();
    JsonNode number = inside ? value.path("value") : value;
    // What is called a count may be that of one page.
    boolean fits = number.isIntegralNumber() && number.asLong() >= listed;
    boolean sure = !name.equals("count") || number.asLong() > listed;
    if (count < 0 && fits && sure) {
      count = number.asLong();
      at = inside ? place.pointerTo(name) + "/value" : place.pointerTo(name);
    }
  }

  /** Or -1. */
  long count() {
    return count;
  }

  /** In words, to follow "says". */
  String words() {
    return "that there are " + count + " entries " + (at == null ? "in " + header : "at " + at);
  }

  void sayIn(Patch patch) {
    if (wanted && at != null) {
      patch.put("totalAt", at);
    } else if (wanted && header != null) {
      patch.put("totalHeader", header);
    }
  }
}
