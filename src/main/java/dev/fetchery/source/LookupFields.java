package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonParser;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Locate;
import dev.fetchery.job.Lookup;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.path.JsonPath;
import dev.fetchery.json.path.JsonPlace;
import dev.fetchery.naming.ValueException;
import dev.fetchery.spec.UrlTemplate;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks for beside an item: the URL of that request, and the variables in the response to
 * it. That is its lookup, or the request that says where the item is. Immutable.
 */
public final class LookupFields {
  /** Names are not longer, and an answer is kept for many items. */
  static final int MAX_FIELD_CHARS = 4 << 10;

  /** Stands for a variable, which no template can name: where the item is. */
  public static final String LOCATION = "";

  private final UrlTemplate url;

  /** How messages name the request. */
  private final String what;

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
    this(lookup.url(), lookup.set(), "the lookup");
  }

  private LookupFields(String url, Map<String, String> set, String what) {
    this.url = UrlTemplate.parse(url);
    this.what = what;
    set.forEach((name, place) -> places.put(name, JsonPlace.parse(place)));
  }

  /**
   * Of the request that says where an item is, which is {@link #LOCATION} among its variables.
   *
   * @param locate a valid one
   */
  public static LookupFields of(Locate locate) {
    Map<String, String> set = new HashMap<>(locate.set());
    set.put(LOCATION, locate.at());
    return new LookupFields(locate.url(), set, "locate");
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
      return failed("the URL of " + what + " cannot be used: " + e.why());
    } catch (ValueException e) {
      return failed(what + "'s URL: " + e.why());
    }
  }

  /**
   * The {@link Fields} of a response, or {@link Failed} where one of them is missing. Reads it as a
   * stream where it can, and removes its working file.
   */
  public Result extract(Discovery.Document answered) {
    PointedValues values = new PointedValues(places, Set.of(LOCATION));
    byte[] body = answered.body();
    long length = body == null ? Long.MAX_VALUE : body.length;
    try (JsonParser parser = FetchedJson.parser(answered.stream(answered.codings()), length)) {
      values.read(parser);
      FetchedJson.finish(parser);
      answered.discard();
    } catch (UnpackException e) {
      return failed(what + "'s answer is " + e.why());
    } catch (IOException e) {
      return failed(what + "'s answer is " + FetchedJson.why(e));
    } catch (JsonPath.TooCostlyException e) {
      return failed(what + "'s answer is too large: " + e.getMessage());
    }
    Map<String, String> fields = new HashMap<>();
    for (Map.Entry<String, JsonPlace> field : places.entrySet()) {
      String value = values.get(field.getKey());
      if (value == null) {
        return failed(
            what + "'s answer has no " + kind(field.getKey()) + Elements.at(field.getValue()));
      } else if (value.length() > mostChars(field.getKey())) {
        int most = mostChars(field.getKey());
        return failed(
            what
                + "'s answer has more than "
                + most
                + " characters"
                + Elements.at(field.getValue()));
      }
      fields.put(field.getKey(), value);
    }
    return new Fields(fields);
  }

  /** A number is no URL, though it reads like a relative one. */
  private static String kind(String name) {
    return name.equals(LOCATION) ? "URL" : "value";
  }

  private static int mostChars(String name) {
    return name.equals(LOCATION) ? WebUrl.MAX_CHARS : MAX_FIELD_CHARS;
  }

  private static Failed failed(String detail) {
    return new Failed(new Fault(ErrorCode.LOOKUP, detail));
  }
}
