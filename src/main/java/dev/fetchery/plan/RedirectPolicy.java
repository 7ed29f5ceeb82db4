package dev.fetchery.plan;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.WebUrl;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Where a redirect leads, and what may travel there (RFC 9110, 15.4; Fetch, 4.4). */
public final class RedirectPolicy {
  /** Header fields that go to any origin; everything else may be a credential. */
  public static final Set<String> HARMLESS = Set.of("accept", "accept-language", "user-agent");

  private static final Set<Integer> FOLLOWED = Set.of(301, 302, 303, 307, 308);

  /** What describes a body, and goes with it. */
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
    if (!FOLLOWED.contains(status)) {
      return refuse(ErrorCode.HTTP_STATUS, "the answer was " + status);
    }
    if (location == null || location.isBlank()) {
      return refuse(ErrorCode.BAD_RESPONSE, status + " without a Location");
    }
    if (hops >= maxRedirects) {
      return refuse(ErrorCode.TOO_MANY_REDIRECTS, "more than " + maxRedirects + " redirects");
    }
    String target = WebUrl.resolve(url, decoded(location.strip()));
    String problem = WebUrl.problem(target);
    if (problem != null) {
      return refuse(ErrorCode.BAD_RESPONSE, status + " to a Location that is no use: " + problem);
    }
    boolean sameOrigin = Origins.of(url).equals(Origins.of(target));
    boolean get =
        status == 303 && !method.equals("HEAD")
            || (status == 301 || status == 302) && method.equals("POST");
    boolean body = !get && sameOrigin;
    String then = get ? "GET" : method;
    List<Header> further = sameOrigin ? headers : harmless(headers);
    List<Header> fitting = body ? further : withoutBody(further);
    return new Next.Follow(then, Origins.bare(target), withUser(target, fitting), body);
  }

  private static List<Header> withoutBody(List<Header> headers) {
    return headers.stream()
        .filter(h -> !OF_A_BODY.contains(h.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** User info in a Location was given by whoever redirects, for where it leads. */
  private static List<Header> withUser(String target, List<Header> headers) {
    String basic = Origins.basic(target);
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
