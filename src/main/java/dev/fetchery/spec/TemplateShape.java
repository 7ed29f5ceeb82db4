package dev.fetchery.spec;

import dev.fetchery.url.WebUrl;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Judges a URL template (RFC 6570) before its values are known: whether it can become a URL. */
final class TemplateShape {
  /** A host and a port without an expression, and the end of the two. */
  private static final Pattern AUTHORITY = Pattern.compile("[^/]*//[^/?#{]+(?:[/?#]|\\{[/?#]|$)");

  /** An expression whose operator brings the sign before its value (RFC 6570, 3.2.5 to 3.2.9). */
  private static final Pattern WITH_SIGN = Pattern.compile("\\{([#./;?&])[^{}]*}");

  private static final Pattern RESERVED = Pattern.compile("\\{\\+[^{}]*}");
  private static final Pattern EXPRESSION = Pattern.compile("\\{[^{}]*}");

  private TemplateShape() {}

  /** Why no values make a URL of the template, or null; any may, where it begins with one. */
  static @Nullable String problem(String template) {
    if (template.startsWith("{")) {
      return null;
    }
    boolean hostWritten = AUTHORITY.matcher(template).lookingAt();
    // A digit may stand in a host as in a port; what host that makes says nothing.
    String problem = problem(example(template, "1", "1"), hostWritten);
    // Behind a port a digit may be one too many, where a path or nothing is meant.
    return problem == null || problem(example(template, "", "/"), hostWritten) == null
        ? null
        : problem;
  }

  private static @Nullable String problem(String url, boolean hostWritten) {
    return hostWritten ? WebUrl.problem(url) : WebUrl.malformed(url);
  }

  private static String example(String template, String value, String reserved) {
    String text = WITH_SIGN.matcher(template).replaceAll("$11");
    text = RESERVED.matcher(text).replaceAll(reserved);
    return EXPRESSION.matcher(text).replaceAll(value);
  }
}
