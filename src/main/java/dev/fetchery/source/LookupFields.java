package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.WebUrl;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.spec.LoneSurrogates;
import dev.fetchery.spec.UrlTemplate;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A job's lookup at work: its URL for an item, and the variables in its answer. Immutable. */
public final class LookupFields {
  private final UrlTemplate url;
  private final Map<String, JsonPointer> pointers = new TreeMap<>();

  /** What a lookup came to. */
  public sealed interface Result {}

  /**
   * @param values variables by name
   */
  public record Fields(Map<String, String> values) implements Result {
    public Fields {
      values = Map.copyOf(values);
    }
  }

  /** The URL to ask. */
  public record Url(String url) implements Result {}

  /**
   * @param fault the item's, with the code {@code lookup}
   */
  public record Failed(Fault fault) implements Result {}

  /**
   * @param lookup one that was found good
   */
  public LookupFields(Lookup lookup) {
    url = UrlTemplate.parse(lookup.url());
    lookup.set().forEach((name, pointer) -> pointers.put(name, JsonPointer.compile(pointer)));
  }

  /**
   * The {@link Url} for an item, or {@link Failed}.
   *
   * @param variables of the item, by name; null where there is none
   */
  public Result url(Function<String, String> variables) {
    try {
      String expanded = url.expand(variables);
      String problem = WebUrl.problem(expanded);
      return problem == null
          ? new Url(expanded)
          : failed("the URL of the lookup cannot be used: " + problem);
    } catch (MissingVariableException e) {
      return failed("the lookup's URL: " + e.getMessage());
    }
  }

  /** The {@link Fields} of an answer, or {@link Failed} where one of them is not there. */
  public Result extract(byte[] json) {
    JsonNode answer;
    try {
      answer = JsonTree.read(json);
    } catch (IOException e) {
      return failed("the lookup's answer is " + JsonTree.why(e));
    }
    Map<String, String> fields = new HashMap<>();
    for (Map.Entry<String, JsonPointer> field : pointers.entrySet()) {
      JsonNode value = answer.at(field.getValue());
      if (!value.isValueNode() || value.isNull()) {
        return failed("the lookup's answer has no value at " + field.getValue());
      }
      fields.put(field.getKey(), LoneSurrogates.replaced(value.asText()));
    }
    return new Fields(fields);
  }

  private static Failed failed(String detail) {
    return new Failed(new Fault(ErrorCode.LOOKUP, detail));
  }
}
