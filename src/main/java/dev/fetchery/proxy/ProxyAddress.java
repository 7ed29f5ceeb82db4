package dev.fetchery.proxy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A proxy, as its URL names it.
 *
 * @param host name or address, without brackets
 * @param user null where the proxy is used without authentication
 * @param password empty where only a user is given
 */
public record ProxyAddress(
    Kind kind, String host, int port, @Nullable String user, String password) {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:(.*)@)?(\\[[0-9a-fA-F:.]+]|[^\\[\\]:@/\\s]+)(?::(\\d{1,5}))?/?");

  /** What is spoken with a proxy. */
  public enum Kind {
    /**
     * CONNECT for https, whole URLs in the request line for http (RFC 9110, 9.3.6; 9112, 3.2.2).
     */
    HTTP("http", 1080),
    /** The same inside TLS. */
    HTTPS("https", 443),
    /** SOCKS 5 (RFC 1928) to an address that is resolved here. */
    SOCKS5("socks5", 1080),
    /** SOCKS 5 to a name that the proxy resolves. */
    SOCKS5H("socks5h", 1080);

    private final String scheme;
    private final int usualPort;

    Kind(String scheme, int usualPort) {
      this.scheme = scheme;
      this.usualPort = usualPort;
    }
  }

  /**
   * Reads {@code [scheme://][user[:password]@]host[:port]}. Without a scheme it is {@code http};
   * without a port it is that which curl takes: 1080, for {@code https} 443.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong, without the
   *     text, which may hold a password
   */
  public static ProxyAddress parse(String text) {
    Matcher whole = SCHEME.matcher(text.strip());
    Kind kind = whole.matches() ? kind(whole.group(1)) : Kind.HTTP;
    Matcher authority = AUTHORITY.matcher(whole.matches() ? whole.group(2) : text.strip());
    if (!authority.matches()) {
      throw expected("the URL of a proxy");
    }
    int port = authority.group(3) == null ? kind.usualPort : Integer.parseInt(authority.group(3));
    if (port < 1 || port > 65_535) {
      throw expected("the URL of a proxy, with a port from 1 to 65535");
    }
    String host = authority.group(2);
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String userInfo = authority.group(1);
    if (userInfo == null) {
      return new ProxyAddress(kind, bare, port, null, "");
    }
    int colon = userInfo.indexOf(':');
    return new ProxyAddress(
        kind,
        bare,
        port,
        decoded(colon < 0 ? userInfo : userInfo.substring(0, colon)),
        colon < 0 ? "" : decoded(userInfo.substring(colon + 1)));
  }

  private static Kind kind(String scheme) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.scheme.equals(scheme.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> expected("the URL of a proxy that can be used"));
  }

  private static String decoded(String text) {
    String plain;
    try {
      plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw expected("the URL of a proxy, with % in user and password written %25");
    }
    if (plain.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      throw expected("the URL of a proxy, without control characters in user and password");
    }
    return plain;
  }

  private static IllegalArgumentException expected(String what) {
    return new IllegalArgumentException(
        what + ": http, https, socks5 or socks5h://[USER:PASSWORD@]HOST:PORT");
  }

  /** Whether the proxy finds the address of a name, so that it is not looked at here. */
  public boolean resolvesNames() {
    return kind != Kind.SOCKS5;
  }

  public boolean isSocks() {
    return kind == Kind.SOCKS5 || kind == Kind.SOCKS5H;
  }

  /** For people: without user and password. */
  @Override
  public String toString() {
    return kind.scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
