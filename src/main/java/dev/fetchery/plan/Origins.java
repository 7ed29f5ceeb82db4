package dev.fetchery.plan;

import java.net.IDN;
import java.net.URLDecoder;
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

  /**
   * {@code host:port} of an absolute http(s) URL, user info left out: the same for every way of
   * writing it, so lower case, in ASCII (IDNA) where the name can be expressed in it, and with the
   * port written out, without leading zeros.
   */
  public static String host(String url) {
    String authority = authority(url);
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = host.lastIndexOf(':');
    boolean written = colon > host.lastIndexOf(']');
    String name = written ? host.substring(0, colon) : host;
    String port = written ? host.substring(colon + 1) : "";
    return name(name) + ":" + (port.isEmpty() ? tls(url) ? "443" : "80" : number(port));
  }

  private static String name(String written) {
    if (written.chars().allMatch(c -> c < 0x80)) {
      return written.toLowerCase(Locale.ROOT);
    }
    try {
      return IDN.toASCII(written).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return written.toLowerCase(Locale.ROOT);
    }
  }

  private static String number(String port) {
    int from = 0;
    while (from < port.length() - 1 && port.charAt(from) == '0') {
      from++;
    }
    return port.substring(from);
  }

  /**
   * The user info as the value of {@code Authorization} (RFC 7617), or null where there is none.
   */
  public static String basic(String url) {
    String authority = authority(url);
    int at = authority.lastIndexOf('@');
    if (at <= 0) {
      return null;
    }
    String userInfo = authority.substring(0, at);
    String pair = decode(userInfo.indexOf(':') < 0 ? userInfo + ":" : userInfo);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
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
      return URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return userInfo;
    }
  }
}
