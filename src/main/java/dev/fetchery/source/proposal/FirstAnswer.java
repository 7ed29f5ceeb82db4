package dev.fetchery.source.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first answer of a listing, as far as it may tell how the listing goes on.
 *
 * @param linked whether a {@code Link} header names pages of the listing (RFC 8288)
 * @param next the page that it names as the next one, or null
 * @param headers by their names in lower case
 * @param tree what {@link ListContext#ways} ask for of it
 * @param way steps to the list in it
 */
public record FirstAnswer(
    boolean linked,
    @Nullable String next,
    Map<String, String> headers,
    JsonNode tree,
    List<String> way) {
  public FirstAnswer {
    headers = Map.copyOf(headers);
    way = List.copyOf(way);
  }

  /** The list; a missing node where there is none. */
  JsonNode list() {
    JsonNode at = tree;
    for (String step : way) {
      at = at.isArray() ? at.path(Integer.parseInt(step)) : at.path(step);
    }
    return at;
  }
}
