package dev.fetchery.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an element of a list says what its item is.
 *
 * <p>A place is a JSON Pointer (RFC 6901), or a JSONPath (RFC 9535) that begins with {@code $}.
 *
 * @param urlAt place of the URL, or null
 * @param keyAt place of the key, or null
 * @param itemUrl template of the URL over {@code value} and the element's scalars, or null
 * @param each place of a list or map inside the element, whose members are the items, or null
 * @param expectAt places of what it says of its item's body, by the names that an entry has for it
 */
public record Places(
    @Nullable String urlAt,
    @Nullable String keyAt,
    @Nullable String itemUrl,
    @Nullable String each,
    Map<String, String> expectAt) {
  /** The element is the item's URL. */
  public static final Places NONE = new Places(null, null, null, null, Map.of());

  public Places {
    expectAt = Map.copyOf(expectAt);
  }

  /** Those of the URL and the key alone. */
  public static Places of(@Nullable String urlAt, @Nullable String keyAt) {
    return new Places(urlAt, keyAt, null, null, Map.of());
  }

  /** A URL made of what the element holds. */
  public static Places made(String itemUrl) {
    return new Places(null, null, itemUrl, null, Map.of());
  }
}
