package dev.fetchery.job;

import java.util.Map;

/**
 * How the pages of a listing are asked for.
 *
 * @param url template over {@code start}, {@code page}, {@code perPage}, {@code cursor}
 * @param method GET or POST
 * @param encoding where the parameters go
 * @param parameters templates by name, in JSON encoding each value as JSON text; a parameter that
 *     comes out empty is left out
 * @param query templates by name of the query that goes with a form or JSON; empty where the
 *     parameters are the query
 * @param headers sent with the pages' requests alone
 */
public record PageRequest(
    String url,
    String method,
    Encoding encoding,
    Map<String, String> parameters,
    Map<String, String> query,
    Map<String, String> headers) {
  /** Where a page's parameters travel. */
  public enum Encoding {
    QUERY,
    FORM,
    JSON
  }

  public PageRequest {
    parameters = Map.copyOf(parameters);
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** A GET with these parameters in its query. */
  public static PageRequest get(String url, Map<String, String> parameters) {
    return new PageRequest(url, "GET", Encoding.QUERY, parameters, Map.of(), Map.of());
  }

  /** A POST with these parameters in its body. */
  public static PageRequest post(String url, Encoding encoding, Map<String, String> parameters) {
    return new PageRequest(url, "POST", encoding, parameters, Map.of(), Map.of());
  }
}
