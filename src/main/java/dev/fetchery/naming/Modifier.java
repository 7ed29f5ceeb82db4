package dev.fetchery.naming;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may follow a variable's name in a template, as in {@code country.underscore}. */
public enum Modifier {
  /** Lower case, independent of the platform's language. */
  LOWER,
  /** Upper case, independent of the platform's language. */
  UPPER,
  /** Each run of white space becomes one {@code _}. */
  UNDERSCORE,
  /**
   * Lower case letters and digits joined by single {@code -}; accents of Latin letters are dropped,
   * letters of other scripts stay. Reads no more than the first 4,096 chars.
   */
  SLUG;

  private static final Pattern WHITE_SPACE =
      Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern LATIN_ACCENTS = Pattern.compile("[\\u0300-\\u036f]+");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
  // Normalisation takes quadratic time on a long run of combining marks.
  private static final int SLUG_READS_CHARS = 4096;

  /** Looked through for each item, where {@code values()} copies. */
  private static final List<Modifier> ALL = List.of(values());

  private final String suffix = "." + name().toLowerCase(Locale.ROOT);

  /** The value, modified. */
  public String apply(String value) {
    return switch (this) {
      case LOWER -> value.toLowerCase(Locale.ROOT);
      case UPPER -> value.toUpperCase(Locale.ROOT);
      case UNDERSCORE -> WHITE_SPACE.matcher(value).replaceAll("_");
      case SLUG -> slug(value);
    };
  }

  /**
   * The value of a name that may end in modifiers. A variable that is itself called so wins, since
   * an item's own fields may have dots in their names.
   *
   * @param variables gives a variable's value, or null where there is none
   * @return null where neither the whole name nor what precedes its modifiers is a variable
   * @throws TooLongException if the value was too long to be kept
   */
  public static @Nullable String applyNamed(String name, Function<String, String> variables) {
    String whole = variables.apply(name);
    if (whole != null) {
      if (LongValue.is(whole)) {
        throw new TooLongException(name, LongValue.why(whole));
      }
      return whole;
    }
    Optional<Modifier> last = lastOf(name);
    if (last.isEmpty()) {
      return null;
    }
    String value = applyNamed(last.get().strip(name), variables);
    return value == null ? null : last.get().apply(value);
  }

  /** Whether the whole name, or what precedes its modifiers, is a variable. */
  public static boolean isKnown(String name, Predicate<String> variable) {
    return variable.test(name)
        || lastOf(name).map(last -> isKnown(last.strip(name), variable)).orElse(false);
  }

  /** The name without the modifiers at its end: {@code url.path} of {@code url.path.lower}. */
  public static String variableOf(String name) {
    return lastOf(name).map(last -> variableOf(last.strip(name))).orElse(name);
  }

  private static Optional<Modifier> lastOf(String name) {
    for (Modifier modifier : ALL) {
      if (name.length() > modifier.suffix.length() && name.endsWith(modifier.suffix)) {
        return Optional.of(modifier);
      }
    }
    return Optional.empty();
  }

  private String strip(String name) {
    return name.substring(0, name.length() - suffix.length());
  }

  private static String slug(String value) {
    String start = value.substring(0, Math.min(value.length(), SLUG_READS_CHARS));
    String plain =
        LATIN_ACCENTS.matcher(Normalizer.normalize(start, Normalizer.Form.NFKD)).replaceAll("");
    String words = BETWEEN_WORDS.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("-");
    int from = words.startsWith("-") ? 1 : 0;
    int to = words.length() > from && words.endsWith("-") ? words.length() - 1 : words.length();
    return Normalizer.normalize(words.substring(from, to), Normalizer.Form.NFC);
  }
}
