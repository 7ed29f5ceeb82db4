package dev.fetchery.job;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Judges, and puts together, http and https URLs without changing a byte of what was given: a
 * signed query must arrive as it was signed. More lenient than RFC 3986 in path and query, where
 * the world writes spaces and bars; strict in the authority, where leniency leads to the wrong
 * host.
 */
public final class WebUrl {
  /** The longest URL that is taken, in chars. */
  public static final int MAX_CHARS = 1 << 16;

  private WebUrl() {}

  /** Why the text is no absolute http or https URL, in one line without the URL, or null. */
  public static String problem(String url) {
    if (url.length() > MAX_CHARS) {
      return "the URL is longer than " + MAX_CHARS + " chars";
    }
    if (url.isBlank()) {
      return "the URL is empty";
    }
    for (int i = 0; i < url.length(); i++) {
      if (Character.isISOControl(url.charAt(i))) {
        return "the URL holds a control character at offset " + i;
      }
    }
    int colon = schemeEnd(url);
    if (colon < 0) {
      return "not an absolute URL: it must begin with http:// or https://";
    }
    if (!isHttp(url.substring(0, colon))) {
      return "only http and https URLs are fetched, not "
          + shortened(url.substring(0, colon))
          + ":";
    }
    if (!url.startsWith("//", colon + 1)) {
      return "not an absolute URL: // must follow the scheme";
    }
    return authorityProblem(url.substring(colon + 3, authorityEnd(url, colon + 3)));
  }

  private static String authorityProblem(String authority) {
    if (authority.indexOf('\\') >= 0) {
      return "the URL holds a backslash before its path";
    }
    String hostPort = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = hostPort.lastIndexOf(':');
    boolean port = colon > hostPort.lastIndexOf(']');
    String host = port ? hostPort.substring(0, colon) : hostPort;
    if (host.isEmpty()) {
      return "the URL names no host";
    }
    if (port && portOf(hostPort.substring(colon + 1)).isEmpty()) {
      return "the URL's port is no number from 0 to 65535";
    }
    return isHost(host) ? null : "the URL's host holds a character that no host has";
  }

  private static OptionalInt portOf(String digits) {
    int port = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return OptionalInt.empty();
      }
      port = port * 10 + (c - '0');
      if (port > 0xffff) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(port);
  }

  private static boolean isHost(String host) {
    boolean literal = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
    String inner = literal ? host.substring(1, host.length() - 1) : host;
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      boolean fine =
          literal
              ? Character.digit(c, 16) >= 0 && c < 0x80 || c == ':' || c == '.'
              : isAlphanumeric(c) || "-._".indexOf(c) >= 0 || isBeyondAscii(c);
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  /** Internationalised names; the separators among them are judged as white space. */
  private static boolean isBeyondAscii(char c) {
    return c >= 0x80 && !Character.isWhitespace(c) && !Character.isSpaceChar(c);
  }

  private static boolean isAlphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /**
   * {@code scheme://host:port} in lower case with the port written out: what decides whether
   * credentials may go along (RFC 6454).
   *
   * @param url one without a {@link #problem}
   */
  public static String origin(String url) {
    int colon = schemeEnd(url);
    String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
    String authority = url.substring(colon + 3, authorityEnd(url, colon + 3));
    String host = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    int portAt = host.lastIndexOf(':');
    boolean portWritten = portAt > host.lastIndexOf(']');
    String port = portWritten ? host.substring(portAt + 1) : "";
    String name = portWritten ? host.substring(0, portAt) : host;
    int number = port.isEmpty() ? scheme.equals("https") ? 443 : 80 : portOf(port).orElse(-1);
    return scheme + "://" + name + ":" + number;
  }

  /**
   * A reference found in a document, made absolute (RFC 3986, 5.2). Never fails: what is nonsense
   * comes out as something that has a {@link #problem}.
   *
   * @param base the document's URL, absolute
   */
  public static String resolve(String base, String reference) {
    if (schemeEnd(reference) >= 0) {
      return reference;
    }
    int colon = schemeEnd(base);
    if (reference.startsWith("//")) {
      return base.substring(0, colon + 1) + reference;
    }
    int fragment = base.indexOf('#');
    String plain = fragment < 0 ? base : base.substring(0, fragment);
    if (reference.isEmpty()) {
      return plain;
    }
    int pathAt = authorityEnd(plain, colon + 3);
    int query = plain.indexOf('?', pathAt);
    int pathEnd = query < 0 ? plain.length() : query;
    String root = plain.substring(0, pathAt);
    return switch (reference.charAt(0)) {
      case '#' -> plain + reference;
      case '?' -> plain.substring(0, pathEnd) + reference;
      case '/' -> root + withoutDots(reference);
      default -> {
        int slash = plain.lastIndexOf('/', pathEnd - 1);
        String directory = slash < pathAt ? "/" : plain.substring(pathAt, slash + 1);
        yield root + withoutDots(directory + reference);
      }
    };
  }

  /** RFC 3986, 5.2.4, for a path that begins with a slash; query and fragment stay. */
  private static String withoutDots(String reference) {
    int end = 0;
    while (end < reference.length() && "?#".indexOf(reference.charAt(end)) < 0) {
      end++;
    }
    StringBuilder path = new StringBuilder(reference.length());
    int at = 0;
    while (at < end) {
      int slash = reference.indexOf('/', at + 1);
      int next = slash < 0 || slash > end ? end : slash;
      String segment = reference.substring(at + 1, next);
      boolean up = segment.equals("..");
      if (up) {
        path.setLength(Math.max(0, path.lastIndexOf("/")));
      } else if (!segment.equals(".")) {
        path.append('/').append(segment);
      }
      if (next == end && (up || segment.equals("."))) {
        path.append('/');
      }
      at = next;
    }
    return path.append(reference, end, reference.length()).toString();
  }

  private static boolean isHttp(String scheme) {
    return scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
  }

  /** Where the colon after a scheme is (RFC 3986, 3.1), or -1. */
  private static int schemeEnd(String url) {
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      if (c == ':') {
        return i > 0 ? i : -1;
      }
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      boolean fine = letter || i > 0 && (isAlphanumeric(c) || "+-.".indexOf(c) >= 0);
      if (!fine) {
        return -1;
      }
    }
    return -1;
  }

  private static int authorityEnd(String url, int from) {
    int at = from;
    while (at < url.length() && "/?#".indexOf(url.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static String shortened(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "…";
  }
}
