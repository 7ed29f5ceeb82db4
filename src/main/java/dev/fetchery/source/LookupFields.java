package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Lookup;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.spec.UrlTemplate;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A job's lookup: its URL for an item, and the variables in the response to it. Immutable. */
public final class LookupFields {
  private final UrlTemplate url;
  private final Map<String, JsonPointer> pointers = new TreeMap<>();

  /** Outcome of a step of a lookup. */
  public sealed interface Result {}

  /**
   * The variables found.
   *
   * @param values by name
   */
  public record Fields(Map<String, String> values) implements Result {
    public Fields {
      values = Map.copyOf(values);
    }
  }

  /** The URL to fetch. */
  public record Url(WebUrl url) implements Result {}

  /**
   * The item fails.
   *
   * @param fault the item's, with the code {@code lookup}
   */
  public record Failed(Fault fault) implements Result {}

  /**
   * @param lookup a valid one
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
  public Result url(Function<String, @Nullable String> variables) {
    try {
      return new Url(WebUrl.parse(url.expand(variables)));
    } catch (BadUrlException e) {
      return failed("the URL of the lookup cannot be used: " + e.why());
    } catch (MissingVariableException e) {
      return failed("the lookup's URL: " + e.getMessage());
    }
  }

  /**
   * The {@link Fields} of a response, or {@link Failed} where one of them is missing.
   *
   * @param answered with the body in memory
   */
  public Result extract(Discovery.Document answered) {
    JsonNode answer;
    try {
      byte[] body = Objects.requireNonNull(answered.body(), "read into memory");
      int most = (int) Math.min(Integer.MAX_VALUE, Math.max(1, answered.maxBytes()));
      answer = FetchedJson.read(answered.stream(answered.codings()), body.length, most);
    } catch (UnpackException e) {
      return failed("the lookup's answer is " + e.why());
    } catch (IOException e) {
      return failed("the lookup's answer is " + FetchedJson.why(e));
    }
    Map<String, String> fields = new HashMap<>();
    for (Map.Entry<String, JsonPointer> field : pointers.entrySet()) {
      JsonNode value = answer.at(field.getValue());
      if (!value.isValueNode() || value.isNull()) {
        return failed("the lookup's answer has no value at " + field.getValue());
      }
      fields.put(field.getKey(), value.asText());
    }
    return new Fields(fields);
  }

  private static Failed failed(String detail) {
    return new Failed(new Fault(ErrorCode.LOOKUP, detail));
  }
}
