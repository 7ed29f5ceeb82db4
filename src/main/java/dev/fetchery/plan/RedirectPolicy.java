package dev.fetchery.plan;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a redirect leads, and what may travel there (RFC 9110, 15.4; Fetch, 4.4). */
public final class RedirectPolicy {
  /** Header fields that go to any origin; everything else may be a credential. */
  public static final Set<String> HARMLESS = Set.of("accept", "accept-language", "user-agent");

  private static final Set<Integer> FOLLOWED = Set.of(301, 302, 303, 307, 308);

  /** Fields that describe a body and are dropped with it. */
  private static final Set<String> OF_A_BODY =
      Set.of(
          "content-encoding",
          "content-language",
          "content-length",
          "content-location",
          "content-type");

  private RedirectPolicy() {}

  /** What follows a redirect. */
  public sealed interface Next {
    record Follow(String method, WebUrl url, List<Header> headers, boolean body) implements Next {}

    record Refuse(Fault fault) implements Next {}
  }

  /**
   * @param url that answered
   * @param location as sent, or null
   * @param hops redirects followed so far
   */
  public static Next next(
      String method,
      WebUrl url,
      List<Header> headers,
      int status,
      @Nullable String location,
      int hops,
      int maxRedirects) {
    if (!FOLLOWED.contains(status)) {
      return refuse(ErrorCode.HTTP_STATUS, "HTTP " + status);
    }
    if (location == null || location.isBlank()) {
      return refuse(ErrorCode.BAD_RESPONSE, status + " without a Location");
    }
    if (hops >= maxRedirects) {
      return refuse(ErrorCode.TOO_MANY_REDIRECTS, "more than " + maxRedirects + " redirects");
    }
    WebUrl target;
    try {
      target = WebUrl.parse(url.resolve(decoded(location.strip())));
    } catch (BadUrlException e) {
      return refuse(ErrorCode.BAD_RESPONSE, status + " with an unusable Location: " + e.why());
    }
    boolean sameOrigin = url.sameOrigin(target);
    boolean get =
        status == 303 && !method.equals("HEAD")
            || (status == 301 || status == 302) && method.equals("POST");
    boolean body = !get && sameOrigin;
    String then = get ? "GET" : method;
    List<Header> further = sameOrigin ? headers : harmless(headers);
    List<Header> fitting = body ? further : withoutBody(further);
    return new Next.Follow(then, target.bare(), withUser(target, fitting), body);
  }

  private static List<Header> withoutBody(List<Header> headers) {
    return headers.stream()
        .filter(h -> !OF_A_BODY.contains(h.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** User info in a Location comes from the server that redirects, for the URL it names. */
  private static List<Header> withUser(WebUrl target, List<Header> headers) {
    String basic = target.basicCredentials();
    if (basic == null) {
      return headers;
    }
    List<Header> more = new ArrayList<>(headers);
    more.removeIf(h -> h.name().equalsIgnoreCase("authorization"));
    more.add(new Header("authorization", basic));
    return List.copyOf(more);
  }

  /** Those fields that may go to any origin. */
  public static List<Header> harmless(List<Header> headers) {
    return headers.stream()
        .filter(h -> HARMLESS.contains(h.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** A field arrives a byte a char: beyond ASCII it is UTF-8, or else bytes to be kept as such. */
  private static String decoded(String location) {
    if (location.chars().allMatch(c -> c < 0x80)) {
      return location;
    }
    byte[] bytes = location.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      StringBuilder kept = new StringBuilder(location.length() + 16);
      for (byte b : bytes) {
        kept.append(b < 0 ? String.format("%%%02X", b) : String.valueOf((char) b));
      }
      return kept.toString();
    }
  }

  private static Next refuse(ErrorCode code, String detail) {
    return new Next.Refuse(new Fault(code, detail));
  }
}
