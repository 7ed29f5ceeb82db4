package dev.fetchery.spec;

import dev.fetchery.json.LoneSurrogates;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.naming.Modifier;
import dev.fetchery.naming.TemplateException;
import dev.fetchery.naming.ValueException;
import dev.fetchery.url.Percent;
import dev.fetchery.url.WebUrl;
import io.vertx.uritemplate.UriTemplate;
import io.vertx.uritemplate.Variables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL template (RFC 6570) whose variables may carry modifiers, as in {@code {value.lower}}.
 * Immutable.
 */
public final class UrlTemplate {
  private static final String OPERATORS = "+#./;?&";
  private static final Pattern CUT = Pattern.compile("\\{[^}]*:[^}]*}");

  /** Signs that stand in no URL and in no template (RFC 6570, 2.1). */
  private static final String NOWHERE = " \"<>\\^`|}";

  /** Longest template, and about the longest text that one expands to. */
  private static final int MAX_CHARS = WebUrl.MAX_CHARS;

  /** Different names in one template. */
  private static final int MAX_NAMES = 256;

  private final String text;
  private final List<Piece> pieces;
  private final Set<String> names;

  /** Of each name, how many chars of its value each of its places takes at most. */
  private final Map<String, List<Integer>> places;

  private final boolean cuts;

  /** Of a template: what stands between expressions, or an expression. */
  private sealed interface Piece {}

  /** As it is copied (RFC 6570, 3.1). */
  private record Literal(String encoded) implements Piece {}

  private record Expression(UriTemplate template) implements Piece {}

  private UrlTemplate(String text, List<Piece> pieces, Map<String, List<Integer>> places) {
    this.text = text;
    this.pieces = List.copyOf(pieces);
    this.places = places;
    this.names = Collections.unmodifiableSet(places.keySet());
    this.cuts = CUT.matcher(text).find();
  }

  /**
   * @throws TemplateException if the text is no URL template
   */
  public static UrlTemplate parse(String text) {
    if (text.length() > MAX_CHARS) {
      throw new TemplateException("the template is longer than " + MAX_CHARS + " chars", MAX_CHARS);
    }
    List<Piece> pieces = new ArrayList<>();
    Map<String, List<Integer>> places = new LinkedHashMap<>();
    int at = 0;
    for (int open; (open = text.indexOf('{', at)) >= 0; ) {
      pieces.add(literal(text, at, open));
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new TemplateException("a { without a } after it", open);
      }
      addNames(text.substring(open + 1, close), places);
      if (places.containsKey("")) {
        throw new TemplateException("a name is missing between { and }", open);
      }
      pieces.add(expression(text, open, close));
      at = close + 1;
    }
    pieces.add(literal(text, at, text.length()));
    if (places.size() > MAX_NAMES) {
      throw new TemplateException("the template has more than " + MAX_NAMES + " names", 0);
    }
    return new UrlTemplate(text, pieces, places);
  }

  /** What no URL holds is encoded where it is beyond ASCII, and a fault elsewhere. */
  private static Literal literal(String text, int from, int to) {
    StringBuilder encoded = new StringBuilder(to - from);
    int point;
    for (int i = from; i < to; i += Character.charCount(point)) {
      point = text.codePointAt(i);
      if (point <= ' ' && point != ' ' || point == 0x7f) {
        throw new TemplateException("a control character, which no URL holds", i);
      } else if (NOWHERE.indexOf(point) >= 0) {
        String sign = point == ' ' ? "blank" : Character.toString(point);
        throw new TemplateException("a " + sign + ", which no URL holds", i);
      } else if (point >= 0x80 || point == '%' && !Percent.isEscape(text, i)) {
        Percent.encode(point, encoded);
      } else {
        encoded.append((char) point);
      }
    }
    return new Literal(encoded.toString());
  }

  private static Expression expression(String text, int open, int close) {
    try {
      return new Expression(UriTemplate.of(text.substring(open, close + 1)));
    } catch (IllegalArgumentException e) {
      throw new TemplateException("not a URL template (RFC 6570)", wrongAt(text, open, close));
    }
  }

  /** The first sign that stands in no expression; else where it begins. */
  private static int wrongAt(String text, int open, int close) {
    int from = OPERATORS.indexOf(text.charAt(open + 1)) >= 0 ? open + 2 : open + 1;
    for (int i = from; i < close; i++) {
      char c = text.charAt(i);
      boolean fine = c < 0x80 && (Character.isLetterOrDigit(c) || "_.,:*%".indexOf(c) >= 0);
      if (!fine) {
        return i;
      }
    }
    return open;
  }

  private static void addNames(String expression, Map<String, List<Integer>> places) {
    boolean operator = !expression.isEmpty() && OPERATORS.indexOf(expression.charAt(0)) >= 0;
    for (String spec : (operator ? expression.substring(1) : expression).split(",", -1)) {
      int end = spec.endsWith("*") ? spec.length() - 1 : spec.indexOf(':');
      String name = end < 0 ? spec : spec.substring(0, end);
      int most = end < 0 || spec.charAt(end) == '*' ? MAX_CHARS + 1 : prefixChars(spec, end + 1);
      places.computeIfAbsent(name, n -> new ArrayList<>(1)).add(most);
    }
  }

  /** Chars that a prefix of so many characters may have; what is no number is refused elsewhere. */
  private static int prefixChars(String spec, int from) {
    try {
      return 2 * Math.min(MAX_CHARS / 2, Integer.parseInt(spec.substring(from)));
    } catch (NumberFormatException e) {
      return MAX_CHARS + 1;
    }
  }

  /** The names as written, modifiers included. */
  public Set<String> names() {
    return names;
  }

  /** The variables used, without modifiers. */
  public Set<String> variables() {
    Set<String> variables = new LinkedHashSet<>();
    names.forEach(name -> variables.add(Modifier.variableOf(name)));
    return variables;
  }

  /** The names that stand for no variable even without their modifiers. */
  public Set<String> unknown(Predicate<String> variable) {
    Set<String> unknown = new LinkedHashSet<>(names);
    unknown.removeIf(name -> Modifier.isKnown(name, variable));
    return unknown;
  }

  /**
   * The URL with every variable filled in. One that would be longer than a URL may be is not built
   * to its end: the text is then longer than {@link WebUrl#MAX_CHARS} and no URL.
   *
   * @param variables gives a variable's value, or null where there is none
   * @throws ValueException if one has no value, or one that was too long to be kept
   */
  public String expand(Function<String, @Nullable String> variables) {
    return expand(variables, name -> false);
  }

  /**
   * The same; a variable that is null is left out (RFC 6570, 2.3).
   *
   * @param isNull whether a variable is there and null
   */
  public String expand(Function<String, @Nullable String> variables, Predicate<String> isNull) {
    Map<String, String> values = new HashMap<>();
    for (String name : names) {
      String value = Modifier.applyNamed(name, variables);
      if (value != null) {
        values.put(name, cut(name, value));
      } else if (!Modifier.isKnown(name, isNull)) {
        throw new MissingVariableException(name);
      }
      if (isTooLong(values)) {
        return overlong(value);
      }
    }
    return filled(values);
  }

  /** The URL with variables that have no value, or an empty one, left out (RFC 6570, undefined). */
  public String expandWhatIsThere(Function<String, @Nullable String> variables) {
    Map<String, String> values = new HashMap<>();
    for (String name : names) {
      String value = Modifier.applyNamed(name, variables);
      if (value != null && !value.isEmpty()) {
        values.put(name, cut(name, value));
      }
      if (isTooLong(values)) {
        return overlong(value);
      }
    }
    return filled(values);
  }

  /** As much of a value as any of its places takes. */
  private String cut(String name, String value) {
    int kept = Collections.max(placesOf(name));
    return LoneSurrogates.replaced(value.length() > kept ? value.substring(0, kept) : value);
  }

  /** Whether these values alone are more than a URL has room for, each at all of its places. */
  private boolean isTooLong(Map<String, String> values) {
    long least = 0;
    for (Map.Entry<String, String> value : values.entrySet()) {
      for (int most : placesOf(value.getKey())) {
        // Of a prefix, half: its characters may have one char each.
        least += Math.min(value.getValue().length(), most > MAX_CHARS ? most : most / 2);
      }
    }
    return least > MAX_CHARS;
  }

  private List<Integer> placesOf(String name) {
    return places.getOrDefault(name, List.of());
  }

  /** The beginning of what would be too long: enough to be seen as such, and to be shown. */
  private String overlong(@Nullable String value) {
    String repeated = value == null || value.isEmpty() ? "…" : value;
    StringBuilder beginning = new StringBuilder(text.substring(0, Math.max(0, text.indexOf('{'))));
    while (beginning.length() <= MAX_CHARS) {
      beginning.append(repeated, 0, Math.min(repeated.length(), MAX_CHARS + 1));
    }
    return beginning.substring(0, MAX_CHARS + 1);
  }

  private String filled(Map<String, String> values) {
    Variables variables = Variables.variables();
    if (!cuts) {
      values.forEach(variables::set);
      return joined(variables);
    }
    SurrogatePlaceholders placeholders =
        new SurrogatePlaceholders(text + String.join("", values.values()));
    values.forEach((name, value) -> variables.set(name, placeholders.hide(value)));
    return placeholders.show(joined(variables));
  }

  private String joined(Variables variables) {
    StringBuilder url = new StringBuilder(text.length());
    for (Piece piece : pieces) {
      url.append(
          piece instanceof Literal literal
              ? literal.encoded
              : ((Expression) piece).template.expandToString(variables));
    }
    return url.toString();
  }

  /** The template as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
