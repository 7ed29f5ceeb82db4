package dev.fetchery.url;

/** The signs of a URL's text: where its parts end and which of them may stand where. */
final class UrlSyntax {
  /** What is said of a port that cannot be connected to. */
  static final String BAD_PORT = "the URL's port is not a number from 1 to 65535";

  private UrlSyntax() {}

  static void refuseControls(String text) throws BadUrlException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        throw new BadUrlException("the URL holds a control character at offset " + i);
      }
    }
  }

  /** Where the colon after a scheme is (RFC 3986, 3.1), or -1. */
  static int schemeEnd(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':') {
        return i > 0 ? i : -1;
      }
      boolean later = c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
      if (!isLetter(c) && !(i > 0 && later)) {
        return -1;
      }
    }
    return -1;
  }

  /** Whether the scheme, which ends before {@code colon}, is https; it must be that or http. */
  static boolean isHttps(String text, int colon) throws BadUrlException {
    boolean http = text.regionMatches(true, 0, "http", 0, 4);
    boolean https = colon == 5 && text.regionMatches(true, 0, "https", 0, 5);
    if (!https && !(http && colon == 4)) {
      String scheme = text.substring(0, Math.min(colon, 20)) + (colon > 20 ? "…" : "");
      throw new BadUrlException("only http and https URLs are fetched, not " + scheme + ":");
    }
    return https;
  }

  static int authorityEnd(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return i;
      }
    }
    return text.length();
  }

  /** Browsers take a backslash for a slash, others do not: the host would be uncertain. */
  static void refuseBackslash(String text, int from, int end) throws BadUrlException {
    int at = text.indexOf('\\', from);
    if (at >= 0 && at < end) {
      throw new BadUrlException("the URL holds a backslash before its path");
    }
  }

  /** The number written there; -1, as where no port is written, if nothing follows its colon. */
  static int port(String text, int from, int end) throws BadUrlException {
    int port = from == end ? -1 : 0;
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      port = port * 10 + (c - '0');
      if (c < '0' || c > '9' || port > 0xffff) {
        throw new BadUrlException(BAD_PORT);
      }
    }
    return port;
  }

  static void checkHost(String text, int from, int end) throws BadUrlException {
    boolean address = text.charAt(from) == '[' && text.charAt(end - 1) == ']' && end - from > 2;
    int last = address ? end - 1 : end;
    for (int i = address ? from + 1 : from; i < last; i++) {
      char c = text.charAt(i);
      boolean fine = address ? isHex(c) || c == ':' || c == '.' : isOfName(c);
      if (!fine) {
        throw new BadUrlException("the URL's host holds a character that no host has");
      }
    }
  }

  /** Internationalised names too, but for the separators among their characters. */
  private static boolean isOfName(char c) {
    if (c < 0x80) {
      return isLetter(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_';
    }
    return !Character.isWhitespace(c) && !Character.isSpaceChar(c);
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isHex(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }

  /** Path and query between two places, encoded where need be and with a slash before them. */
  static String requestTarget(String text, int from, int end) {
    boolean rooted = from < end && text.charAt(from) == '/';
    boolean clean = rooted;
    for (int i = from; i < end && clean; i++) {
      clean = isSendable(text, i);
    }
    if (clean) {
      return text.substring(from, end);
    }
    StringBuilder encoded = new StringBuilder(end - from + 16).append(rooted ? "" : "/");
    int point;
    for (int i = from; i < end; i += Character.charCount(point)) {
      point = text.codePointAt(i);
      if (point < 0x80 && isSendable(text, i)) {
        encoded.append((char) point);
      } else {
        Percent.encode(point, encoded);
      }
    }
    return encoded.toString();
  }

  /** A percent sign that begins no escape is sent as one: some servers refuse the whole request. */
  private static boolean isSendable(String text, int at) {
    char c = text.charAt(at);
    return c > 0x20
        && c < 0x7f
        && c != '"'
        && c != '<'
        && c != '>'
        && c != '\\'
        && c != '`'
        && (c != '%' || Percent.isEscape(text, at));
  }

  /** RFC 3986, 5.2.4, for the path behind the authority that begins there. */
  static String withoutDotsBehind(String reference, int authorityAt) {
    int path = authorityEnd(reference, authorityAt);
    return reference.indexOf("/.", path) < 0 || reference.charAt(path) != '/'
        ? reference
        : reference.substring(0, path) + withoutDots(reference.substring(path));
  }

  /** RFC 3986, 5.2.4, for a path that begins with a slash; query and fragment stay. */
  static String withoutDots(String reference) {
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
}
