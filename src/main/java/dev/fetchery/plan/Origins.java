package dev.fetchery.plan;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Scheme, host and port of URLs, read without changing a byte of the rest. */
public final class Origins {
  private Origins() {}

  /**
   * {@code scheme://host:port}, lower case, with the port written out.
   *
   * @param url absolute http(s) URL
   */
  public static String of(String url) {
    return (tls(url) ? "https" : "http") + "://" + host(url);
  }

  /** {@code host:port} of an absolute http(s) URL, lower case; user info left out. */
  public static String host(String url) {
    String authority = authority(url);
    String host = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    int colon = host.lastIndexOf(':');
    boolean port = colon > host.lastIndexOf(']') && colon < host.length() - 1;
    if (port) {
      return host;
    }
    String bare = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return bare + (tls(url) ? ":443" : ":80");
  }

  /**
   * The user info as the value of {@code Authorization} (RFC 7617), or null where there is none.
   */
  public static String basic(String url) {
    String authority = authority(url);
    int at = authority.lastIndexOf('@');
    if (at < 0) {
      return null;
    }
    byte[] user = decode(authority.substring(0, at)).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(user);
  }

  /** The URL without user info and fragment, ready to be sent. */
  public static String bare(String url) {
    int start = url.indexOf("://") + 3;
    String authority = authority(url);
    int at = authority.lastIndexOf('@');
    String rest = at < 0 ? url : url.substring(0, start) + url.substring(start + at + 1);
    int fragment = rest.indexOf('#');
    return fragment < 0 ? rest : rest.substring(0, fragment);
  }

  private static boolean tls(String url) {
    return url.regionMatches(true, 0, "https:", 0, 6);
  }

  private static String authority(String url) {
    int start = url.indexOf("://") + 3;
    int end = start;
    while (end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return url.substring(start, end);
  }

  private static String decode(String userInfo) {
    try {
      return java.net.URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return userInfo;
    }
  }
}
