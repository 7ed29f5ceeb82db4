package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a request goes, read off its URL. Path and query travel byte for byte as they were written
 * (a signature is over those bytes); only what may not stand in a request line is percent-encoded.
 *
 * @param host ASCII, lower case, without brackets
 * @param uri path and query as sent
 */
record Target(boolean ssl, String host, int port, String uri) {
  private static final int MAX_LENGTH = 64 << 10;
  private static final String HEX = "0123456789ABCDEF";

  /** Says whether pools and learned facts are shared. */
  String authority() {
    return host + ":" + port;
  }

  /**
   * Reads an absolute http(s) URL.
   *
   * @throws FetchException {@code bad_url}, naming what is wrong but not the URL, which may hold
   *     secrets
   */
  static Target parse(String url) throws FetchException {
    if (url.length() > MAX_LENGTH) {
      throw bad("longer than " + MAX_LENGTH + " characters");
    }
    boolean ssl = url.regionMatches(true, 0, "https://", 0, 8);
    if (!ssl && !url.regionMatches(true, 0, "http://", 0, 7)) {
      throw bad("not an absolute http or https URL");
    }
    int start = ssl ? 8 : 7;
    int end = endOfAuthority(url, start);
    String authority = url.substring(start, end);
    if (authority.indexOf('@') >= 0) {
      throw bad("user info is not allowed here");
    }
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    String host = host(hasPort ? authority.substring(0, colon) : authority);
    int port = hasPort ? port(authority.substring(colon + 1), ssl) : ssl ? 443 : 80;
    return new Target(ssl, host, port, requestUri(url, end));
  }

  private static int endOfAuthority(String url, int start) {
    for (int i = start; i < url.length(); i++) {
      char c = url.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return i;
      }
    }
    return url.length();
  }

  private static int port(String text, boolean ssl) throws FetchException {
    if (text.isEmpty()) {
      return ssl ? 443 : 80;
    }
    try {
      int port =
          text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9')
              ? Integer.parseInt(text)
              : 0;
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message below.
    }
    throw bad("the port is not a number from 1 to 65535");
  }

  private static String host(String written) throws FetchException {
    if (written.startsWith("[") && written.endsWith("]")) {
      return literal(written.substring(1, written.length() - 1));
    }
    String ascii = written;
    try {
      if (!written.chars().allMatch(c -> c < 0x80)) {
        ascii = IDN.toASCII(written);
      }
    } catch (IllegalArgumentException e) {
      throw bad("the host name cannot be expressed in ASCII");
    }
    if (ascii.isEmpty() || ascii.equals(".") || ascii.length() > 254) {
      throw bad("no host, or one that is too long");
    }
    for (int i = 0; i < ascii.length(); i++) {
      char c = ascii.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && c != '-' && c != '_' && c != '.') {
        throw bad("a character that no host name holds");
      }
    }
    return ascii.toLowerCase(Locale.ROOT);
  }

  /** What it is as an address is judged where it is connected to. */
  private static String literal(String inner) throws FetchException {
    boolean plain = inner.chars().allMatch(c -> c < 0x80 && isLiteral((char) c));
    if (inner.isEmpty() || !plain) {
      throw bad("no address between the brackets");
    }
    return inner.toLowerCase(Locale.ROOT);
  }

  private static boolean isLiteral(char c) {
    return Character.digit(c, 16) >= 0 || c == ':' || c == '.';
  }

  private static String requestUri(String url, int from) throws FetchException {
    int hash = url.indexOf('#', from);
    int end = hash < 0 ? url.length() : hash;
    boolean rooted = from < end && url.charAt(from) == '/';
    boolean clean = rooted;
    for (int i = from; i < end && clean; i++) {
      clean = isSendable(url.charAt(i));
    }
    if (clean) {
      return url.substring(from, end);
    }
    StringBuilder encoded = new StringBuilder(end - from + 16);
    if (!rooted) {
      encoded.append('/');
    }
    encode(url.substring(from, end), encoded);
    return encoded.toString();
  }

  private static void encode(String text, StringBuilder encoded) throws FetchException {
    int i = 0;
    while (i < text.length()) {
      int point = text.codePointAt(i);
      if (point < 0x20 || point == 0x7f) {
        throw bad("a control character");
      } else if (point < 0x80 && isSendable((char) point)) {
        encoded.append((char) point);
      } else {
        for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          encoded.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
      }
      i += Character.charCount(point);
    }
  }

  private static boolean isSendable(char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\' && c != '`';
  }

  private static FetchException bad(String what) {
    return new FetchException(ErrorCode.BAD_URL, what, true);
  }
}
