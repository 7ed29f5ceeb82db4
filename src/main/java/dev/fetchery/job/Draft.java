package dev.fetchery.job;

import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An item as discovered, before it has a number or a name.
 *
 * @param key the entry's name, or null
 * @param url as it was written
 * @param target the same, read; null where it is none
 * @param fields variables of the entry ({@code value} and its own fields)
 * @param headers request headers of this entry alone
 * @param terms what the entry says of its request and its body
 * @param fault why the item fails at once ({@code bad_url}), or null
 */
public record Draft(
    @Nullable String key,
    String url,
    @Nullable WebUrl target,
    Map<String, String> fields,
    Map<String, String> headers,
    Terms terms,
    @Nullable Fault fault) {
  public Draft {
    fields = Map.copyOf(fields);
    headers = Map.copyOf(headers);
  }

  /** One whose URL has not been read before. */
  public Draft(
      @Nullable String key,
      String url,
      Map<String, String> fields,
      Map<String, String> headers,
      Terms terms,
      @Nullable Fault fault) {
    this(key, url, read(url), fields, headers, terms, fault);
  }

  private static @Nullable WebUrl read(String url) {
    try {
      return WebUrl.parse(url);
    } catch (BadUrlException e) {
      return null;
    }
  }

  /** The same entry with these variables. */
  public Draft withFields(Map<String, String> others) {
    return new Draft(key, url, target, others, headers, terms, fault);
  }

  /** The same entry with these terms. */
  public Draft withTerms(Terms others) {
    return new Draft(key, url, target, fields, headers, others, fault);
  }

  /**
   * What a listing that repeats itself names again: the URL, whose fragment is never sent; without
   * one, all that it holds.
   */
  public String identity() {
    if (fault != null) {
      return url + " " + key + " " + new TreeMap<>(fields) + " " + fault.detail();
    }
    return WebUrl.withoutFragment(url);
  }
}
