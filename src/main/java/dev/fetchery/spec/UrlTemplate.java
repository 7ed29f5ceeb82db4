package dev.fetchery.spec;

import dev.fetchery.json.LoneSurrogates;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.naming.Modifier;
import dev.fetchery.naming.TemplateException;
import io.vertx.uritemplate.UriTemplate;
import io.vertx.uritemplate.Variables;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
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

  private final String text;
  private final UriTemplate template;
  private final Set<String> names;
  private final boolean cuts;

  private UrlTemplate(String text, UriTemplate template, Set<String> names) {
    this.text = text;
    this.template = template;
    this.names = Collections.unmodifiableSet(names);
    this.cuts = CUT.matcher(text).find();
  }

  /**
   * @throws TemplateException if the text is no URL template
   */
  public static UrlTemplate parse(String text) {
    int open = text.indexOf('{');
    Set<String> names = new LinkedHashSet<>();
    while (open >= 0) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new TemplateException("a { without a } after it", open);
      }
      addNames(text.substring(open + 1, close), names);
      if (names.contains("")) {
        throw new TemplateException("a name is missing between { and }", open);
      }
      open = text.indexOf('{', close);
    }
    try {
      return new UrlTemplate(text, UriTemplate.of(text), names);
    } catch (IllegalArgumentException e) {
      throw new TemplateException("not a URL template (RFC 6570)", 0);
    }
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
    Map<String, String> values = new HashMap<>();
    for (String name : names) {
      String value = Modifier.applyNamed(name, variables);
      if (value == null) {
        throw new MissingVariableException(name);
      }
      values.put(name, LoneSurrogates.replaced(value));
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
      return template.expandToString(variables);
    }
    SurrogatePlaceholders placeholders =
        new SurrogatePlaceholders(text + String.join("", values.values()));
    values.forEach((name, value) -> variables.set(name, placeholders.hide(value)));
    return placeholders.show(template.expandToString(variables));
  }

  /** The template as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
