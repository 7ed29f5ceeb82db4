package dev.fetchery.cookie;

import dev.fetchery.url.WebUrl;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Cookies that were received, and which of them go along. Belongs to one thread at a time. */
public final class CookieJar {
  /** In all; the oldest goes when there are more. */
  private static final int MOST = 1000;

  private record Key(String name, String domain, String path) {}

  private final Map<Key, Cookie> cookies = new LinkedHashMap<>();

  /** Takes the {@code Set-Cookie} fields of an answer. */
  public void receive(WebUrl from, List<String> fields, long nowMs) {
    for (String field : fields) {
      Cookie cookie = Cookie.parse(field, from, nowMs);
      if (cookie != null) {
        put(cookie, nowMs);
      }
    }
  }

  /** Keeps a cookie; one that has expired takes the earlier one of its name away. */
  public void put(Cookie cookie, long nowMs) {
    Key key = new Key(cookie.name(), cookie.domain(), cookie.path());
    if (cookie.untilMs() <= nowMs) {
      cookies.remove(key);
      return;
    }
    cookies.put(key, cookie);
    if (cookies.size() > MOST) {
      cookies.remove(cookies.keySet().iterator().next());
    }
  }

  public boolean isEmpty() {
    return cookies.isEmpty();
  }

  /**
   * The value of {@code Cookie} for a request, or null where none goes along; longer paths first
   * (RFC 6265, 5.4).
   */
  public @Nullable String header(WebUrl to, long nowMs) {
    if (cookies.isEmpty()) {
      return null;
    }
    String header =
        cookies.values().stream()
            .filter(cookie -> cookie.goesTo(to, nowMs))
            .sorted(Comparator.comparingInt((Cookie cookie) -> -cookie.path().length()))
            .map(cookie -> cookie.name() + "=" + cookie.value())
            .collect(Collectors.joining("; "));
    return header.isEmpty() ? null : header;
  }
}
