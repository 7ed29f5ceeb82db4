package dev.fetchery.plan;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Where a redirect leads, and what may travel there (RFC 9110, 15.4; Fetch, 4.4). */
public final class RedirectPolicy {
  /** Header fields that go to any origin; everything else may be a credential. */
  public static final Set<String> HARMLESS = Set.of("accept", "accept-language", "user-agent");

  private RedirectPolicy() {}

  /** What follows a redirect. */
  public sealed interface Next {
    record Follow(String method, String url, List<Header> headers, boolean body) implements Next {}

    record Refuse(Fault fault) implements Next {}
  }

  /**
   * @param url that answered
   * @param location as sent, or null
   * @param hops redirects followed so far
   */
  public static Next next(
      String method,
      String url,
      List<Header> headers,
      int status,
      String location,
      int hops,
      int maxRedirects) {
    if (location == null || location.isBlank()) {
      return refuse(ErrorCode.BAD_RESPONSE, status + " without a Location");
    }
    if (hops >= maxRedirects) {
      return refuse(ErrorCode.TOO_MANY_REDIRECTS, "more than " + maxRedirects + " redirects");
    }
    String target = resolve(url, location.strip());
    if (target == null) {
      return refuse(ErrorCode.BAD_RESPONSE, status + " to a Location that is no http(s) URL");
    }
    boolean sameOrigin = Origins.of(url).equals(Origins.of(target));
    boolean get = status == 303 || (status == 301 || status == 302) && method.equals("POST");
    String then = get ? "GET" : method;
    return new Next.Follow(
        then, target, sameOrigin ? headers : harmless(headers), !get && sameOrigin);
  }

  /** Those fields that may go to any origin. */
  public static List<Header> harmless(List<Header> headers) {
    return headers.stream()
        .filter(h -> HARMLESS.contains(h.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private static String resolve(String base, String location) {
    try {
      URI resolved = URI.create(base).resolve(Origins.encodeLoosely(location));
      String scheme = resolved.getScheme();
      boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
      if (!http || resolved.getHost() == null && resolved.getRawAuthority() == null) {
        return null;
      }
      String text = resolved.toString();
      int fragment = text.indexOf('#');
      return fragment < 0 ? text : text.substring(0, fragment);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Next refuse(ErrorCode code, String detail) {
    return new Next.Refuse(new Fault(code, detail));
  }
}
