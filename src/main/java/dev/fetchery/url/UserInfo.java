package dev.fetchery.url;

/**
 * The user info of a URL, found in any text: in a template, and in what is no URL (RFC 3986,
 * 3.2.1).
 */
public final class UserInfo {
  private UserInfo() {}

  /** The text without its user info and the {@code @} behind it. */
  public static String cut(String url) {
    int at = at(url);
    return at < 0 ? url : url.substring(0, start(url)) + url.substring(at + 1);
  }

  /** The text with other user info in the place of its own, where it has any. */
  public static String replace(String url, String other) {
    int at = at(url);
    return at < 0 ? url : url.substring(0, start(url)) + other + url.substring(at);
  }

  /** Where the authority begins, or less than 2 where there is none. */
  private static int start(String url) {
    return url.indexOf("//") + 2;
  }

  /** Where the user info ends, or -1 where there is none. */
  private static int at(String url) {
    int start = start(url);
    if (start < 2) {
      return -1;
    }
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    int at = url.lastIndexOf('@', end - 1);
    return at < start ? -1 : at;
  }
}
