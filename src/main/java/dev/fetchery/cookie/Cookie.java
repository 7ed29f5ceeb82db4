package dev.fetchery.cookie;

import com.google.common.net.InternetDomainName;
import dev.fetchery.url.WebUrl;
import io.netty.handler.codec.DateFormatter;
import java.util.Date;
import java.util.Locale;
import java.util.Objects;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A cookie (RFC 6265, 5.3).
 *
 * @param domain in lower case, without a dot in front
 * @param hostOnly whether it goes to the domain itself alone, not to those below it
 * @param path that the path of a request begins with
 * @param secure whether it goes by https alone
 * @param untilMs epoch milliseconds; {@link Long#MAX_VALUE} where it does not expire
 */
public record Cookie(
    String name,
    String value,
    String domain,
    boolean hostOnly,
    String path,
    boolean secure,
    long untilMs) {
  /** Bytes of a cookie that a browser takes. */
  private static final int MAX_CHARS = 4096;

  /**
   * Reads the value of a {@code Set-Cookie} field (RFC 6265, 5.2).
   *
   * @param from whose answer had the field
   * @return null where the cookie is to be ignored, above all if its domain is not one of the host,
   *     or is one under which strangers have names, such as {@code co.uk} (the public suffix list)
   */
  public static @Nullable Cookie parse(String field, WebUrl from, long nowMs) {
    StringTokenizer parts = new StringTokenizer(field, ";");
    String pair = parts.hasMoreTokens() ? parts.nextToken() : "";
    int equals = pair.indexOf('=');
    String name = equals < 0 ? "" : pair.substring(0, equals).strip();
    String value = pair.substring(equals + 1).strip();
    if (name.isEmpty() || field.length() > MAX_CHARS || !isSafe(name + value)) {
      return null;
    }
    Attributes attributes = new Attributes();
    while (parts.hasMoreTokens()) {
      attributes.read(parts.nextToken(), nowMs);
    }
    return attributes.cookie(name, value, from);
  }

  /** What goes into a request must not end the line or the pair. */
  private static boolean isSafe(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != ';');
  }

  private static final class Attributes {
    private String domain = "";
    private @Nullable String path;
    private boolean secure;
    private @Nullable Long maxAgeUntilMs;
    private long expiresMs = Long.MAX_VALUE;

    void read(String attribute, long nowMs) {
      int equals = attribute.indexOf('=');
      String name = (equals < 0 ? attribute : attribute.substring(0, equals)).strip();
      String value = equals < 0 ? "" : attribute.substring(equals + 1).strip();
      switch (name.toLowerCase(Locale.ROOT)) {
        case "domain" -> domain = value.toLowerCase(Locale.ROOT);
        case "path" -> path = value.startsWith("/") ? value : null;
        case "secure" -> secure = true;
        case "max-age" -> maxAge(value, nowMs);
        case "expires" -> expires(value);
        default -> {
          // no other attribute matters here
        }
      }
    }

    private void maxAge(String value, long nowMs) {
      if (value.matches("-?\\d{1,12}")) {
        long seconds = Long.parseLong(value);
        maxAgeUntilMs = seconds <= 0 ? Long.MIN_VALUE : nowMs + seconds * 1000;
      }
    }

    private void expires(String value) {
      Date date = value.length() > 64 ? null : DateFormatter.parseHttpDate(value);
      if (date != null) {
        expiresMs = date.toInstant().toEpochMilli();
      }
    }

    @Nullable Cookie cookie(String name, String value, WebUrl from) {
      String host = from.host();
      String wanted = domain.startsWith(".") ? domain.substring(1) : domain;
      boolean hostOnly = wanted.isEmpty() || wanted.equals(host) && isPublic(wanted);
      if (!hostOnly && (!isWithin(host, wanted, from) || isPublic(wanted))) {
        return null;
      }
      if (secure && !from.isHttps()) {
        return null;
      }
      return new Cookie(
          name,
          value,
          hostOnly ? host : wanted,
          hostOnly,
          Objects.requireNonNullElseGet(path, () -> directory(from.path())),
          secure,
          Objects.requireNonNullElse(maxAgeUntilMs, expiresMs));
    }

    /** Whether strangers have names under the domain. */
    private static boolean isPublic(String domain) {
      try {
        return InternetDomainName.from(domain).isPublicSuffix();
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    /** The path of a cookie that names none (RFC 6265, 5.1.4). */
    private static String directory(String path) {
      int slash = path.lastIndexOf('/');
      return slash <= 0 ? "/" : path.substring(0, slash);
    }
  }

  private static boolean isWithin(String host, String domain, WebUrl url) {
    return host.equals(domain) || url.address() == null && host.endsWith("." + domain);
  }

  /** Whether it goes to that URL (RFC 6265, 5.4). */
  boolean goesTo(WebUrl url, long nowMs) {
    String host = url.host();
    return untilMs > nowMs
        && (hostOnly ? host.equals(domain) : isWithin(host, domain, url))
        && (!secure || url.isHttps())
        && fitsPath(url.path().isEmpty() ? "/" : url.path());
  }

  private boolean fitsPath(String asked) {
    return asked.equals(path)
        || asked.startsWith(path) && (path.endsWith("/") || asked.charAt(path.length()) == '/');
  }

  /** Without the value, which may be a secret. */
  @Override
  public String toString() {
    return name + " of " + domain + path;
  }
}
