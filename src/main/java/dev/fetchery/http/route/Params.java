package dev.fetchery.http.route;

import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads query parameters; a bad one is a 400 that names it. */
public final class Params {
  public static final int DEFAULT_LIMIT = 100;
  public static final int MAX_LIMIT = 1000;
  private static final int MAX_TEXT = 1000;
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private Params() {}

  /** The one value of a parameter, or null. */
  public static @Nullable String one(RoutingContext context, String name) {
    List<String> values = context.queryParam(name);
    if (values.size() > 1) {
      throw Problem.badRequest("the parameter " + name + " is given more than once");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  /** Refuses parameters that the call does not have: a typing error would go unnoticed. */
  public static void only(RoutingContext context, Set<String> known) {
    for (String name : context.queryParams().names()) {
      if (!known.contains(name)) {
        throw Problem.badRequest("there is no parameter " + shown(name) + " here");
      }
    }
  }

  public static int limit(RoutingContext context) {
    String text = one(context, "limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    long limit = number(text);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw Problem.badRequest("limit must be a whole number from 1 to " + MAX_LIMIT);
    }
    return (int) limit;
  }

  public static boolean flag(RoutingContext context, String name, boolean otherwise) {
    String text = one(context, name);
    if (text == null) {
      return otherwise;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Problem.badRequest(name + " must be true or false");
    };
  }

  /** Constants by their wire names, separated by commas; empty where it is not given. */
  public static <E extends Enum<E>> Set<E> wires(
      RoutingContext context, String name, E[] constants) {
    String text = one(context, name);
    Set<E> given = new LinkedHashSet<>();
    if (text != null && text.isBlank()) {
      throw Problem.badRequest(name + " is empty; it takes " + names(constants));
    } else if (text != null) {
      for (String wire : text.split(",", -1)) {
        given.add(wire(constants, wire.strip()));
      }
    }
    return given;
  }

  /** Text to be searched for; null where it is not given, or empty. */
  public static @Nullable String text(RoutingContext context, String name) {
    String text = one(context, name);
    if (text != null && text.length() > MAX_TEXT) {
      throw Problem.badRequest(name + " has more than " + MAX_TEXT + " characters");
    }
    return text == null || text.isEmpty() ? null : text;
  }

  /** One of some values by its name; the first where it is not given. */
  public static <E> E choice(
      RoutingContext context, String name, E[] choices, Function<E, String> wire) {
    String text = one(context, name);
    if (text == null) {
      return choices[0];
    }
    for (E choice : choices) {
      if (wire.apply(choice).equals(text)) {
        return choice;
      }
    }
    throw Problem.badRequest(
        name + " must be one of " + Stream.of(choices).map(wire).collect(Collectors.joining(", ")));
  }

  /** The constant of that wire name, which is its name in lower case. */
  public static <E extends Enum<E>> E wire(E[] constants, String text) {
    for (E constant : constants) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw Problem.badRequest("there is no " + shown(text) + " among " + names(constants));
  }

  /** A position given as a number; {@code otherwise} where it is not given. */
  public static long after(RoutingContext context, long otherwise) {
    String text = one(context, "after");
    if (text == null) {
      return otherwise;
    }
    long after = number(text);
    if (after < 0) {
      throw Problem.badRequest(
          "after must be what an earlier answer to the same call gave as next");
    }
    return after;
  }

  /** A whole number, {@code Long.MAX_VALUE} where it is larger than that, -1 if it is none. */
  public static long number(String text) {
    if (!DIGITS.matcher(text).matches()) {
      return -1;
    }
    String digits = text.replaceFirst("^0+(?=.)", "");
    if (digits.length() > 19) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Whole numbers, each once, of a parameter that may be given several times, each value a list
   * separated by commas; empty where it is not given.
   *
   * @param most so many of them, at most
   */
  public static Set<Long> numbers(RoutingContext context, String name, int most) {
    Set<Long> given = new LinkedHashSet<>();
    for (String value : context.queryParam(name)) {
      for (String text : value.split(",", -1)) {
        long number = number(text.strip());
        if (number < 0) {
          throw Problem.badRequest(
              name
                  + " must be a whole number from 0 on, or several with commas between them: "
                  + (text.isBlank() ? "a number is missing" : shown(text) + " is none"));
        }
        given.add(number);
        if (given.size() > most) {
          throw Problem.badRequest(name + " names more than " + most + " at once");
        }
      }
    }
    return given;
  }

  private static <E extends Enum<E>> String names(E[] constants) {
    return Stream.of(constants)
        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** At most 64 characters of a value that a caller sent. */
  private static String shown(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "…";
  }
}
