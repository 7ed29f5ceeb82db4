package dev.fetchery.source.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.PageRequest.Encoding;
import dev.fetchery.url.UrlQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the first answer was the answer to.
 *
 * @param url of the source as posted
 * @param encoding where parameters go
 * @param parameters of the source by name, in JSON encoding each as JSON text
 * @param variables that the request uses
 * @param listing whether the source is one of pages already
 * @param counted whether it says already where the number of entries stands
 */
public record Asked(
    String url,
    Encoding encoding,
    Map<String, String> parameters,
    Set<String> variables,
    boolean listing,
    boolean counted) {
  public Asked {
    parameters = Map.copyOf(parameters);
    variables = Set.copyOf(variables);
  }

  boolean isNumbered() {
    return variables.contains("start") || variables.contains("page");
  }

  boolean hasCursor() {
    return variables.contains("cursor");
  }

  /** The fixed value that a parameter has in the URL's query. */
  Optional<String> inUrl(String name) {
    return new UrlQuery(url).value(name);
  }

  /** Whether a query's parameter has this name. */
  boolean inQuery(String name) {
    return encoding == Encoding.QUERY && parameters.containsKey(name);
  }

  /** The first of these parameters that the request has with a fixed value. */
  Optional<String> given(List<String> names) {
    return names.stream()
        .filter(name -> inUrl(name).isPresent() || parameters.containsKey(name))
        .findFirst();
  }

  /** Whether the request's JSON has this member with this value already. */
  boolean says(String name, JsonNode value) {
    String said = parameters.get(name);
    return said != null && said.equals(value.toString());
  }

  /** The fixed value of a parameter, or an empty text. */
  String value(String name) {
    return inUrl(name).orElse(parameters.getOrDefault(name, ""));
  }
}
