package dev.fetchery.coordinator.discovery;

import dev.fetchery.url.WebUrl;
import java.util.Map;

/**
 * Where an item is.
 *
 * @param url a secret, as far as its query goes
 * @param fields what else the answer brought
 * @param sinceMs when it came, in epoch milliseconds
 */
public record Located(WebUrl url, Map<String, String> fields, long sinceMs) {
  public Located {
    fields = Map.copyOf(fields);
  }

  /** Without the query. */
  @Override
  public String toString() {
    return "Located[" + url.hostAndPort() + url.path() + "]";
  }
}
