package dev.fetchery.url;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An absolute http or https URL. It is read once, where it enters, and keeps the text as it was
 * written: a signed query must arrive as it was signed. More lenient than RFC 3986 in path and
 * query, where documents hold spaces and bars; strict in the authority, where leniency leads to the
 * wrong host. Immutable; two are equal if their texts are.
 *
 * <p>The host is told apart from the text on first use, and once: the host whose requests are
 * limited, whose addresses are checked and which is connected to is the same {@link #host()}.
 */
public final class WebUrl {
  /** The longest URL that is taken, in chars. */
  public static final int MAX_CHARS = 1 << 16;

  private static final int NO_PORT = -1;

  /** One of a single letter is a drive. */
  private static final Pattern ANY_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://");

  private final String text;
  private final boolean https;
  private final int authorityAt;
  private final int hostAt;
  private final int hostEnd;
  private final int pathAt;
  private final int port;

  /** Read on first use; another thread may read it again, with the same result. */
  private @Nullable Authority authority;

  private WebUrl(
      String text, boolean https, int authorityAt, int hostAt, int hostEnd, int pathAt, int port) {
    this.text = text;
    this.https = https;
    this.authorityAt = authorityAt;
    this.hostAt = hostAt;
    this.hostEnd = hostEnd;
    this.pathAt = pathAt;
    this.port = port;
  }

  /**
   * Reads a URL.
   *
   * @throws BadUrlException if the text is no absolute http or https URL
   */
  public static WebUrl parse(String text) throws BadUrlException {
    if (text.length() > MAX_CHARS) {
      throw new BadUrlException("the URL is longer than " + MAX_CHARS + " chars");
    }
    if (text.isBlank()) {
      throw new BadUrlException("the URL is empty");
    }
    UrlSyntax.refuseControls(text);
    int colon = UrlSyntax.schemeEnd(text);
    if (colon < 0) {
      throw new BadUrlException("not an absolute URL: it must begin with http:// or https://");
    }
    boolean https = UrlSyntax.isHttps(text, colon);
    if (!text.startsWith("//", colon + 1)) {
      throw new BadUrlException("not an absolute URL: // must follow the scheme");
    }
    int authorityAt = colon + 3;
    int pathAt = UrlSyntax.authorityEnd(text, authorityAt);
    UrlSyntax.refuseBackslash(text, authorityAt, pathAt);
    int hostAt = Math.max(authorityAt, text.lastIndexOf('@', pathAt - 1) + 1);
    int portColon = text.lastIndexOf(':', pathAt - 1);
    boolean hasPort = portColon >= hostAt && portColon > text.lastIndexOf(']', pathAt - 1);
    int hostEnd = hasPort ? portColon : pathAt;
    if (hostEnd == hostAt) {
      throw new BadUrlException("the URL names no host");
    }
    int port = hasPort ? UrlSyntax.port(text, portColon + 1, pathAt) : NO_PORT;
    UrlSyntax.checkHost(text, hostAt, hostEnd);
    return new WebUrl(text, https, authorityAt, hostAt, hostEnd, pathAt, port);
  }

  /**
   * Why no request can be sent to what the text says, in one line without the URL, or null: it is
   * no absolute http or https URL, or is {@link #unreachable}.
   */
  public static @Nullable String problem(String text) {
    try {
      return parse(text).unreachable();
    } catch (BadUrlException e) {
      return e.why();
    }
  }

  /** Why the text is no absolute http or https URL, in one line without the URL, or null. */
  public static @Nullable String malformed(String text) {
    try {
      parse(text);
      return null;
    } catch (BadUrlException e) {
      return e.why();
    }
  }

  /** Whether a text begins as a URL of any scheme does: it is meant for one, and for no path. */
  public static boolean hasScheme(String text) {
    return ANY_SCHEME.matcher(text.strip()).lookingAt();
  }

  /** A URL's text without its fragment, which is never sent. */
  public static String withoutFragment(String url) {
    int fragment = url.indexOf('#');
    return fragment < 0 ? url : url.substring(0, fragment);
  }

  /** The URL as it was written. */
  public String text() {
    return text;
  }

  public boolean isHttps() {
    return https;
  }

  /**
   * The host's name in ASCII and lower case, or the canonical form of the address that the URL
   * writes out; without brackets.
   */
  public String host() {
    return read().host().text();
  }

  /** The port, that of the scheme where none is written; 0 is taken and cannot be connected to. */
  public int port() {
    return port == NO_PORT ? usualPort() : port;
  }

  private int usualPort() {
    return https ? 443 : 80;
  }

  /**
   * {@code host:port}, an IPv6 address in brackets: the same for every way of writing it. Limits,
   * failures and pools of connections hang on it.
   */
  public String hostAndPort() {
    return read().hostAndPort();
  }

  /** The value of {@code Host} (RFC 9110, 7.2): the port is left out where it is the usual one. */
  public String hostField() {
    return port() == usualPort() ? read().host().bracketed() : hostAndPort();
  }

  /** {@code scheme://host:port}: what decides whether credentials may go along (RFC 6454). */
  public String origin() {
    return read().origin();
  }

  /** Whether both lead to the same scheme, host and port. */
  public boolean sameOrigin(WebUrl other) {
    return https == other.https && port() == other.port() && host().equals(other.host());
  }

  /** The address that the URL writes out in place of a name, or null. */
  public @Nullable InetAddress address() {
    return read().host().address();
  }

  /** Why no request to it can ever be sent, in one line, or null. */
  public @Nullable String unreachable() {
    return port == 0 ? UrlSyntax.BAD_PORT : read().host().fault();
  }

  private Authority read() {
    Authority known = authority;
    if (known == null) {
      known = Authority.of(https, text, hostAt, hostEnd, port());
      authority = known;
    }
    return known;
  }

  /** The host as it was written, with its brackets if it has them. */
  public String writtenHost() {
    return text.substring(hostAt, hostEnd);
  }

  /** The path as it was written; empty, or with the slash at its beginning. */
  public String path() {
    int end = pathAt;
    while (end < text.length() && text.charAt(end) != '?' && text.charAt(end) != '#') {
      end++;
    }
    return text.substring(pathAt, end);
  }

  /**
   * Path and query as a request line has them (RFC 9112, 3.2.1): byte for byte as they were
   * written; only what may not stand there is percent-encoded.
   */
  public String requestTarget() {
    return UrlSyntax.requestTarget(text, pathAt, fragmentAt());
  }

  private int fragmentAt() {
    int fragment = text.indexOf('#', pathAt);
    return fragment < 0 ? text.length() : fragment;
  }

  public boolean hasUserInfo() {
    return hostAt > authorityAt;
  }

  /**
   * The user info as the value of {@code Authorization} (RFC 7617), or null where there is none.
   */
  public @Nullable String basicCredentials() {
    if (hostAt - authorityAt <= 1) {
      return null;
    }
    String userInfo = text.substring(authorityAt, hostAt - 1);
    String pair = Percent.decode(userInfo.indexOf(':') < 0 ? userInfo + ":" : userInfo);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** This URL without user info and fragment, ready to be sent. */
  public WebUrl bare() {
    int end = fragmentAt();
    int cut = hostAt - authorityAt;
    if (cut == 0 && end == text.length()) {
      return this;
    }
    String rest = text.substring(0, authorityAt) + text.substring(hostAt, end);
    WebUrl bare =
        new WebUrl(rest, https, authorityAt, authorityAt, hostEnd - cut, pathAt - cut, port);
    bare.authority = authority;
    return bare;
  }

  /**
   * A reference found in the document that this URL names, made absolute (RFC 3986, 5.2). Never
   * fails: what is nonsense comes out as a text that {@link #parse} refuses.
   */
  public String resolve(String reference) {
    int colon = UrlSyntax.schemeEnd(reference);
    if (colon >= 0) {
      return reference.startsWith("//", colon + 1)
          ? UrlSyntax.withoutDotsBehind(reference, colon + 3)
          : reference;
    }
    if (reference.startsWith("//")) {
      return text.substring(0, authorityAt - 2) + UrlSyntax.withoutDotsBehind(reference, 2);
    }
    String plain = text.substring(0, fragmentAt());
    if (reference.isEmpty()) {
      return plain;
    }
    String root = text.substring(0, pathAt);
    String path = path();
    return switch (reference.charAt(0)) {
      case '#' -> plain + reference;
      case '?' -> root + path + reference;
      case '/' -> root + UrlSyntax.withoutDots(reference);
      default -> {
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        yield root + UrlSyntax.withoutDots((directory.isEmpty() ? "/" : directory) + reference);
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WebUrl url && url.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Without user info, query and fragment, which may hold secrets. */
  @Override
  public String toString() {
    return text.substring(0, authorityAt) + text.substring(hostAt, pathAt) + path();
  }
}
