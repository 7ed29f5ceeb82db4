package dev.fetchery.spec;

import dev.fetchery.json.LoneSurrogates;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.naming.Modifier;
import dev.fetchery.naming.TemplateException;
import dev.fetchery.url.Percent;
import io.vertx.uritemplate.UriTemplate;
import io.vertx.uritemplate.Variables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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

  private final String text;
  private final List<Piece> pieces;
  private final Set<String> names;
  private final boolean cuts;

  /** Of a template: what stands between expressions, or an expression. */
  private sealed interface Piece {}

  /** As it is copied (RFC 6570, 3.1). */
  private record Literal(String encoded) implements Piece {}

  private record Expression(UriTemplate template) implements Piece {}

  private UrlTemplate(String text, List<Piece> pieces, Set<String> names) {
    this.text = text;
    this.pieces = List.copyOf(pieces);
    this.names = Collections.unmodifiableSet(names);
    this.cuts = CUT.matcher(text).find();
  }

  /**
   * @throws TemplateException if the text is no URL template
   */
  public static UrlTemplate parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    int at = 0;
    for (int open; (open = text.indexOf('{', at)) >= 0; ) {
      pieces.add(literal(text, at, open));
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new TemplateException("a { without a } after it", open);
      }
      addNames(text.substring(open + 1, close), names);
      if (names.contains("")) {
        throw new TemplateException("a name is missing between { and }", open);
      }
      pieces.add(expression(text, open, close));
      at = close + 1;
    }
    pieces.add(literal(text, at, text.length()));
    return new UrlTemplate(text, pieces, names);
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
        throw new TemplateException("a " + Character.toString(point) + ", which no URL holds", i);
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

  private static void addNames(String expression, Set<String> names) {
    boolean operator = !expression.isEmpty() && OPERATORS.indexOf(expression.charAt(0)) >= 0;
    for (String spec : (operator ? expression.substring(1) : expression).split(",", -1)) {
      int end = spec.endsWith("*") ? spec.length() - 1 : spec.indexOf(':');
      names.add(end < 0 ? spec : spec.substring(0, end));
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
   * The URL with every variable filled in.
   *
   * @param variables gives a variable's value, or null where there is none
   * @throws MissingVariableException if one has no value
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
        values.put(name, LoneSurrogates.replaced(value));
      } else if (!Modifier.isKnown(name, isNull)) {
        throw new MissingVariableException(name);
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
        values.put(name, LoneSurrogates.replaced(value));
      }
    }
    return filled(values);
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
