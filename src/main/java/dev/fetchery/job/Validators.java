package dev.fetchery.job;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By what a file that was saved is asked for only if it has changed (RFC 9110, 13.1). They say
 * something of the URL alone that gave them: an origin may number the versions of each of its files
 * from 1, and what a redirect leads to may be older than what it led to before.
 *
 * @param etag weak or strong, or null
 * @param lastModified as it was sent, or null
 * @param finalUrl of the response, without a query, where that was another than the item's; or null
 */
public record Validators(
    @Nullable String etag, @Nullable String lastModified, @Nullable String finalUrl) {
  /** Nothing to ask by. */
  public static final Validators NONE = new Validators(null, null, null);

  public boolean isEmpty() {
    return etag == null && lastModified == null;
  }

  /**
   * The conditions of a request, none where they came from another URL. A query that may be a
   * signature is not known any more; then a strong entity tag alone is proof enough.
   *
   * @param item the item's own URL
   * @param asked the URL that is requested
   * @param shown the same without a query that may be a signature
   */
  public List<Header> conditions(String item, String asked, String shown) {
    if (!shown.equals(finalUrl == null ? item : finalUrl)) {
      return List.of();
    }
    boolean exact = asked.equals(shown);
    List<Header> conditions = new ArrayList<>(2);
    if (etag != null && (exact || !etag.startsWith("W/"))) {
      conditions.add(new Header("if-none-match", etag));
    }
    if (lastModified != null && exact) {
      conditions.add(new Header("if-modified-since", lastModified));
    }
    return conditions;
  }
}
