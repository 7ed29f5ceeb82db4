package dev.fetchery.job;

import java.util.Map;

/**
 * A JSON document asked for beside each item, whose fields name the item.
 *
 * @param url template (RFC 6570) over the item's variables
 * @param set variable name to JSON Pointer (RFC 6901) or JSONPath (RFC 9535) into the answer
 * @param headers sent with lookups alone
 */
public record Lookup(String url, Map<String, String> set, Map<String, String> headers) {
  public Lookup {
    set = Map.copyOf(set);
    headers = Map.copyOf(headers);
  }
}
