package dev.fetchery.job;

import java.util.Map;
import java.util.Set;

/**
 * A JSON document asked for when an item's turn has come, which says where the item really is.
 *
 * @param url template (RFC 6570) over the item's variables, {@code url} among them
 * @param method GET or POST
 * @param at JSON Pointer (RFC 6901) or JSONPath (RFC 9535) to the URL in the answer; empty is the
 *     root
 * @param set variable name to pointer or path into the answer
 * @param headers sent with these requests alone
 * @param validForMs how long a URL may be used after it came; 0 for as long as it is answered
 */
public record Locate(
    String url,
    String method,
    String at,
    Map<String, String> set,
    Map<String, String> headers,
    long validForMs) {
  /**
   * Statuses by which a URL says that it has come to its end (RFC 9110, 15.5.2, 15.5.4, 15.5.11).
   */
  public static final Set<Integer> OUTDATED = Set.of(401, 403, 410);

  public Locate {
    set = Map.copyOf(set);
    headers = Map.copyOf(headers);
  }
}
