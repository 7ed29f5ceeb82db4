package dev.fetchery.config;

import dev.fetchery.job.AddressKind;
import dev.fetchery.job.NodeName;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Converts the text of a setting. The message of the exception says what is expected. */
final class Converters {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(?:([kmg])(?:ib)?)?");
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7e]+");

  private Converters() {}

  static Function<String, Long> count(long least, long most) {
    return text -> {
      if (NUMBER.matcher(text.strip()).matches()) {
        long number = Long.parseLong(text.strip());
        if (number >= least && number <= most) {
          return number;
        }
      }
      throw expected("a whole number from " + least + " to " + most);
    };
  }

  /** In bytes: a plain number, or a number with KiB, MiB or GiB. */
  static Function<String, Long> size(long least, long most) {
    return text -> {
      Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (size.matches()) {
        int shift = size.group(2) == null ? 0 : 10 * ("kmg".indexOf(size.group(2)) + 1);
        long number = Long.parseLong(size.group(1));
        if (number <= most >> shift && number << shift >= least) {
          return number << shift;
        }
      }
      throw expected(
          "a size from " + least + " to " + most + " bytes, such as 65536, 64KiB or 16MiB");
    };
  }

  static Function<String, String> oneOf(String... choices) {
    return text -> {
      if (!List.of(choices).contains(text.strip())) {
        throw expected(String.join(" or ", choices));
      }
      return text.strip();
    };
  }

  static Path path(String text) {
    // As a path it would name a directory such as s3:.
    if (WebUrl.hasScheme(text)) {
      throw expected("a path: it is a URL");
    }
    try {
      if (!text.isBlank()) {
        return Path.of(text).toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      // reported below, like a blank path
    }
    throw expected("a path");
  }

  static String hostName(String text) {
    if (!isHost(text)) {
      throw expected("an address or host name to listen on, without port");
    }
    return unwrapped(text);
  }

  /** A name or an address; one of IPv6 also in brackets. With a port it is none. */
  private static boolean isHost(String text) {
    return text.indexOf(':') < 0 ? HOST_NAME.matcher(text).matches() : isIpv6(unwrapped(text));
  }

  private static boolean isIpv6(String text) {
    try {
      return IPV6.matcher(text).matches()
          && WebUrl.parse("http://[" + text + "]/").address() != null;
    } catch (BadUrlException e) {
      return false;
    }
  }

  private static String unwrapped(String text) {
    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
  }

  static String nodeName(String text) {
    if (!NodeName.isValid(text)) {
      throw expected(
          "a name of at most "
              + NodeName.MOST_CHARS
              + " letters, digits, dots, dashes and underscores, a letter or digit first");
    }
    return text;
  }

  static List<String> hostNames(String text) {
    List<String> names = parts(text);
    if (!names.stream().allMatch(Converters::isHost)) {
      throw expected("host names without port, separated by commas");
    }
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  static Set<AddressKind> egress(String text) {
    Set<AddressKind> kinds = EnumSet.noneOf(AddressKind.class);
    for (AddressKind kind : AddressKind.values()) {
      if (parts(text.toUpperCase(Locale.ROOT)).contains(kind.name())) {
        kinds.add(kind);
      }
    }
    if (kinds.isEmpty() || kinds.size() < Set.copyOf(parts(text.toUpperCase(Locale.ROOT))).size()) {
      throw expected("some of public, private, loopback, separated by commas");
    }
    return kinds;
  }

  static String visibleText(String text) {
    if (!VISIBLE.matcher(text).matches()) {
      throw expected("one line of visible ASCII characters");
    }
    return text.strip();
  }

  private static List<String> parts(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  static TypeConversionException expected(String what) {
    return new TypeConversionException(what);
  }
}
