package dev.fetchery.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One listed URL of a {@code urls} source, or one line of a manifest.
 *
 * @param url absolute http(s) URL
 * @param key name given to the entry, or null
 * @param terms what else it says of its request and its body
 * @param headers request headers of this entry alone
 * @param fields further scalars, variables of the templates
 */
public record UrlEntry(
    String url,
    @Nullable String key,
    Terms terms,
    Map<String, String> headers,
    Map<String, String> fields) {
  public UrlEntry {
    headers = Map.copyOf(headers);
    fields = Map.copyOf(fields);
  }

  public static UrlEntry of(String url) {
    return new UrlEntry(url, null, Terms.NONE, Map.of(), Map.of());
  }
}
