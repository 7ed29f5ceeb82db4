package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonParser;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Lookup;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.path.JsonPath;
import dev.fetchery.json.path.JsonPlace;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.spec.UrlTemplate;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A job's lookup: its URL for an item, and the variables in the response to it. Immutable. */
public final class LookupFields {
  /** Names are not longer, and an answer is kept for many items. */
  static final int MAX_FIELD_CHARS = 4 << 10;

  private final UrlTemplate url;
  private final Map<String, JsonPlace> places = new TreeMap<>();

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
    lookup.set().forEach((name, place) -> places.put(name, JsonPlace.parse(place)));
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
   * The {@link Fields} of a response, or {@link Failed} where one of them is missing. Reads it as a
   * stream where it can, and removes its working file.
   */
  public Result extract(Discovery.Document answered) {
    PointedValues values = new PointedValues(places);
    byte[] body = answered.body();
    long length = body == null ? Long.MAX_VALUE : body.length;
    try (JsonParser parser = FetchedJson.parser(answered.stream(answered.codings()), length)) {
      values.read(parser);
      FetchedJson.finish(parser);
      answered.discard();
    } catch (UnpackException e) {
      return failed("the lookup's answer is " + e.why());
    } catch (IOException e) {
      return failed("the lookup's answer is " + FetchedJson.why(e));
    } catch (JsonPath.TooCostlyException e) {
      return failed("the lookup's answer is too large: " + e.getMessage());
    }
    Map<String, String> fields = new HashMap<>();
    for (Map.Entry<String, JsonPlace> field : places.entrySet()) {
      String value = values.get(field.getKey());
      if (value == null) {
        return failed("the lookup's answer has no value at " + field.getValue());
      } else if (value.length() > MAX_FIELD_CHARS) {
        return failed(
            "the lookup's answer has more than "
                + MAX_FIELD_CHARS
                + " characters at "
                + field.getValue());
      }
      fields.put(field.getKey(), value);
    }
    return new Fields(fields);
  }

  private static Failed failed(String detail) {
    return new Failed(new Fault(ErrorCode.LOOKUP, detail));
  }
}
