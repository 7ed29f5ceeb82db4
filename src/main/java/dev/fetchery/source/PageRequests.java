package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Header;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Source;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.naming.Modifier;
import dev.fetchery.naming.Template;
import dev.fetchery.naming.TooLongException;
import dev.fetchery.naming.ValueException;
import dev.fetchery.spec.UrlTemplate;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.UrlQuery;
import dev.fetchery.url.WebUrl;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of a listing. Parameters go in the order of their names. In JSON a string that
 * is only {@code {start}}, {@code {page}} or {@code {perPage}}, or only a cursor that was a number,
 * becomes a number: many services refuse {@code "0"} where they expect 0.
 */
final class PageRequests {
  private static final Set<String> NUMBERS = Set.of("{start}", "{page}", "{perPage}");

  private static final int MAX_PARAMETERS_CHARS = 1 << 20;

  private final Source.Pages source;
  private final PageRequest asked;
  private final Map<String, String> parent;
  private final UrlTemplate url;
  private final Map<String, Template> query = new LinkedHashMap<>();
  private final Map<String, Template> form = new LinkedHashMap<>();
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private final Set<String> names;
  private final Optional<String> firstOrigin;

  /**
   * @param parent variables of the branch that the listing is of
   * @throws ValueException if the branch lacks one that the requests name
   */
  PageRequests(Source.Pages source, Map<String, String> parent) {
    this.source = source;
    this.asked = source.request();
    this.parent = parent;
    this.url = UrlTemplate.parse(asked.url());
    this.names = NamedFields.ofRequests(asked);
    checkNames();
    addTexts(asked.query(), query);
    switch (asked.encoding()) {
      case QUERY -> addTexts(asked.parameters(), query);
      case FORM -> addTexts(asked.parameters(), form);
      case JSON -> addJson(asked.parameters());
    }
    String first = url.expandWhatIsThere(variables(PageState.FIRST));
    this.firstOrigin = origin(first);
  }

  private static void addTexts(Map<String, String> parameters, Map<String, Template> to) {
    new TreeMap<>(parameters).forEach((name, value) -> to.put(name, Template.parseText(value)));
  }

  private void addJson(Map<String, String> parameters) {
    new TreeMap<>(parameters).forEach((name, value) -> json.set(name, Positions.read(value)));
  }

  /** Empty for a text that is no URL: then the request fails, and nothing may go along. */
  private static Optional<String> origin(String address) {
    try {
      return Optional.of(WebUrl.parse(address).origin());
    } catch (BadUrlException e) {
      return Optional.empty();
    }
  }

  /**
   * @param credentials whether it goes to the listing's own origin, and so may carry its headers
   */
  record Request(
      String method,
      String url,
      @Nullable String body,
      @Nullable String contentType,
      boolean credentials) {}

  /** Those of the page are there from the first one on, empty where nothing is known yet. */
  private void checkNames() {
    for (String name : names) {
      if (Modifier.applyNamed(name, variables(PageState.FIRST)) == null) {
        throw new MissingVariableException(name);
      }
    }
  }

  /** Whether a request holds this variable. */
  boolean uses(String variable) {
    return uses(names, variable);
  }

  /**
   * The same without the values of a branch.
   *
   * @param names in the requests, as written
   */
  static boolean uses(Set<String> names, String variable) {
    return names.stream().map(Modifier::variableOf).anyMatch(variable::equals);
  }

  /**
   * @throws ValueException if a parameter, or all of them, would be too long
   */
  Request of(PageState state) {
    Function<String, @Nullable String> variables = variables(state);
    String address =
        state.link() != null
            ? state.link()
            : withQuery(url.expandWhatIsThere(variables), variables);
    boolean own = firstOrigin.isPresent() && origin(address).equals(firstOrigin);
    if (!own) {
      // The parameters, like the headers, may be meant for the first origin alone.
      return new Request("GET", address, null, null, false);
    }
    return switch (asked.encoding()) {
      case QUERY -> new Request(asked.method(), address, null, null, true);
      case FORM ->
          new Request(
              asked.method(),
              address,
              encoded(form, variables).replace("%20", "+"),
              "application/x-www-form-urlencoded",
              true);
      case JSON ->
          new Request(asked.method(), address, body(state).toString(), "application/json", true);
    };
  }

  Discovery.Ask ask(int number, Request request, int attempts) {
    List<Header> headers =
        request.credentials() ? JsonDiscovery.headers(asked.headers()) : List.of();
    return new Discovery.Ask(
        number,
        request.method(),
        request.url(),
        headers,
        request.body(),
        request.contentType(),
        false,
        attempts);
  }

  private Function<String, @Nullable String> variables(PageState state) {
    return name ->
        switch (name) {
          case "start" -> Long.toString(state.start());
          case "page" -> Long.toString(state.page());
          case "perPage" -> source.perPage() == 0 ? "" : Integer.toString(source.perPage());
          case "cursor" -> state.cursor() == null ? "" : state.cursor();
          default -> parent.get(name);
        };
  }

  private String withQuery(String address, Function<String, @Nullable String> variables) {
    String added = encoded(query, variables);
    if (added.isEmpty()) {
      return address;
    }
    int fragment = address.indexOf('#');
    String plain =
        withoutCursor(fragment < 0 ? address : address.substring(0, fragment), variables);
    char last = plain.charAt(plain.length() - 1);
    String joint = plain.indexOf('?') < 0 ? "?" : last == '?' || last == '&' ? "" : "&";
    return plain + joint + added;
  }

  /** The URL's own cursor is the first one: a later one stands in its place. */
  private String withoutCursor(String address, Function<String, @Nullable String> variables) {
    String left = address;
    for (Map.Entry<String, Template> parameter : query.entrySet()) {
      Template value = parameter.getValue();
      if (value.names().contains("cursor") && !value.expand(variables).isEmpty()) {
        left = new UrlQuery(left).with(parameter.getKey(), "");
        left = new UrlQuery(left).with(encode(parameter.getKey()), "");
      }
    }
    return left;
  }

  private static String encoded(
      Map<String, Template> texts, Function<String, @Nullable String> variables) {
    StringJoiner pairs = new StringJoiner("&");
    texts.forEach(
        (name, template) -> {
          String value = template.expand(variables);
          if (!value.isEmpty()) {
            if (pairs.length() + value.length() > MAX_PARAMETERS_CHARS) {
              throw tooLong(name);
            }
            pairs.add(encode(name) + "=" + encode(value));
          }
        });
    return pairs.toString();
  }

  private static TooLongException tooLong(String name) {
    return new TooLongException(
        name, "makes parameters longer than " + MAX_PARAMETERS_CHARS + " characters");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Counts what the variables bring: a cursor of a page may stand in many places. */
  private static Function<String, @Nullable String> bounded(
      Function<String, @Nullable String> variables) {
    long[] chars = new long[1];
    return name -> {
      String value = variables.apply(name);
      chars[0] += value == null ? 0 : value.length();
      if (chars[0] > MAX_PARAMETERS_CHARS) {
        throw tooLong(name);
      }
      return value;
    };
  }

  private ObjectNode body(PageState state) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    Function<String, @Nullable String> variables = bounded(variables(state));
    json.properties()
        .forEach(
            member -> {
              JsonNode value = expanded(member.getValue(), state, variables);
              if (!isEmpty(value)) {
                body.set(member.getKey(), value);
              }
            });
    return body;
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isTextual() && value.textValue().isEmpty();
  }

  /** Inside an object, too, what comes out empty is left out, unless it is written so. */
  private JsonNode expanded(
      JsonNode value, PageState state, Function<String, @Nullable String> variables) {
    if (value.isTextual()) {
      return expanded(value.textValue(), state, variables);
    }
    if (value.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      value.forEach(element -> array.add(expanded(element, state, variables)));
      return array;
    }
    if (value.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      value
          .properties()
          .forEach(
              member -> {
                JsonNode expanded = expanded(member.getValue(), state, variables);
                if (!isEmpty(expanded) || isEmpty(member.getValue())) {
                  object.set(member.getKey(), expanded);
                }
              });
      return object;
    }
    return value;
  }

  private static JsonNode expanded(
      String text, PageState state, Function<String, @Nullable String> variables) {
    String value = Template.parseText(text).expand(variables);
    boolean number = NUMBERS.contains(text) || text.equals("{cursor}") && state.numericCursor();
    return number && !value.isEmpty()
        ? JsonNodeFactory.instance.numberNode(new BigDecimal(value))
        : JsonNodeFactory.instance.textNode(value);
  }
}
