package dev.fetchery.job;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An item as discovered, before it has a number or a name.
 *
 * @param key the entry's name, or null
 * @param url absolute URL, or the text that failed to be one where {@code fault} is set
 * @param fields variables of the entry ({@code value} and its own fields)
 * @param headers request headers of this entry alone
 * @param terms what the entry says of its request and its body
 * @param fault why the item fails at once ({@code bad_url}), or null
 */
public record Draft(
    @Nullable String key,
    String url,
    Map<String, String> fields,
    Map<String, String> headers,
    Terms terms,
    @Nullable Fault fault) {
  public Draft {
    fields = Map.copyOf(fields);
    headers = Map.copyOf(headers);
  }

  /** What a listing that repeats itself names again: the URL; without one, all that it holds. */
  public String identity() {
    return fault == null ? url : url + " " + key + " " + new TreeMap<>(fields);
  }
}
