package dev.fetchery.http;

import dev.fetchery.context.Clock;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.SecurityHeaders;
import dev.fetchery.url.Percent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests are let in: the one place for that, before the router.
 *
 * <p>A web page anywhere can send requests to loopback. {@code Host} shows a page whose name was
 * made to resolve to this service (DNS rebinding); {@code Origin} shows a page that posts across
 * sites. The token keeps out every other caller.
 */
public final class Access {
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-fA-F:.]+\\]|[^\\s:@/\\[\\]]+)(?::\\d{1,5})?");
  private static final Pattern BEARER =
      Pattern.compile("bearer +([\\x21-\\x7e]+) *", Pattern.CASE_INSENSITIVE);
  private static final Pattern ABSOLUTE =
      Pattern.compile("https?://([^/?#]*)", Pattern.CASE_INSENSITIVE);
  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final Set<String> names = new TreeSet<>();
  private final byte @Nullable [] token;
  private final @Nullable OwnerKey owner;
  private final WrongTokens wrongTokens;

  /**
   * @param ownNames names in {@code Host} that are let in, besides those of loopback
   * @param token that every request needs, or null
   */
  public Access(Vertx vertx, Clock clock, Collection<String> ownNames, @Nullable String token) {
    this(vertx, clock, ownNames, token, null);
  }

  /**
   * @param ownNames names in {@code Host} that are let in, besides those of loopback
   * @param token that every request needs, or null
   * @param owner lets a request in as the token does, or null
   */
  Access(
      Vertx vertx,
      Clock clock,
      Collection<String> ownNames,
      @Nullable String token,
      @Nullable OwnerKey owner) {
    names.addAll(List.of("localhost", "127.0.0.1", "[::1]"));
    for (String name : ownNames) {
      String lower = name.toLowerCase(Locale.ROOT);
      names.add(lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower);
    }
    this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
    this.owner = owner;
    this.wrongTokens = new WrongTokens(vertx, clock);
  }

  /** Whether the request may pass; if not, it has been answered, or will be. */
  public boolean admits(HttpServerRequest request) {
    SecurityHeaders.set(request.response());
    prove(request);
    Problem refusal = refusal(request, request.path());
    if (refusal != null) {
      if (refusal.status() == 401 && request.headers().contains("Authorization")) {
        wrongTokens.refuse(request, refusal);
      } else {
        refusal.send(request);
      }
      if (refusal.status() == 501) {
        // Where the body ends cannot be told.
        request.connection().close();
      }
    }
    return refusal == null;
  }

  /** Shows who asks that this is the service whose key the asker knows. */
  private void prove(HttpServerRequest request) {
    String challenge = request.getHeader(OwnerKey.CHALLENGE);
    if (owner != null && challenge != null && OwnerKey.isChallenge(challenge)) {
      request.response().putHeader(OwnerKey.PROOF, owner.proof(challenge));
    }
  }

  /** Why the request is refused, or null. */
  private @Nullable Problem refusal(HttpServerRequest request, @Nullable String path) {
    String target = request.uri();
    if (target == null || path == null || !path.startsWith("/")) {
      return Problem.badRequest("the request target must be a path");
    }
    if (!target.startsWith("/") && !isOwnTarget(target, request)) {
      return Problem.badRequest("the request target is another service's");
    }
    if (!Percent.isWellFormed(path)) {
      return Problem.badRequest("the path holds a % without two hex digits after it");
    }
    if (request.query() != null && !Percent.isUtf8(request.query())) {
      return Problem.badRequest("the query is not percent-encoded UTF-8");
    }
    String coding = request.getHeader("Transfer-Encoding");
    if (coding != null && !coding.strip().equalsIgnoreCase("chunked")) {
      return Problem.of(501, "of the transfer codings only chunked is known")
          .with("Connection", "close");
    }
    if (path.equals("/health/live") || path.equals("/health/ready")) {
      return null;
    }
    String host = host(request);
    if (host == null || !isOwn(host, request)) {
      return Problem.of(403, "this service does not answer to the name in Host");
    }
    if (!READING.contains(request.method()) && !isOwnOrigin(request, host)) {
      return Problem.of(403, "requests that change something are not taken from other origins");
    }
    if (token != null && !isStaticPage(request, path) && !isKnown(request, token)) {
      String instead =
          path.equals("/docs") ? "; in a browser open /assets/docs/, which asks for it" : "";
      return Problem.of(401, "a token is needed: Authorization: Bearer …" + instead)
          .with("WWW-Authenticate", "Bearer realm=\"fetchery\"");
    }
    return null;
  }

  /** The dashboard's own files hold no secret, and they ask the user for the token. */
  private static boolean isStaticPage(HttpServerRequest request, String path) {
    boolean plain = !path.contains("..") && !path.contains("%") && !path.contains("//");
    boolean open = path.equals("/") || path.startsWith("/assets/");
    return READING.contains(request.method()) && plain && open;
  }

  /** The one {@code Host} (or {@code :authority}), in lower case; null where it is not clear. */
  private static @Nullable String host(HttpServerRequest request) {
    List<String> sent = request.headers().getAll("Host");
    if (sent.size() == 1) {
      return sent.get(0).toLowerCase(Locale.ROOT);
    }
    boolean pseudo = sent.isEmpty() && request.authority() != null;
    return pseudo ? request.authority().toString().toLowerCase(Locale.ROOT) : null;
  }

  private boolean isOwn(String host, HttpServerRequest request) {
    Matcher matcher = HOST.matcher(host);
    if (!matcher.matches()) {
      return false;
    }
    String name = matcher.group(1);
    return names.contains(name) || name.equals(ownAddress(request));
  }

  /** The address that the request came to. DNS rebinding works on names alone. */
  private static @Nullable String ownAddress(HttpServerRequest request) {
    String address = request.localAddress() == null ? null : request.localAddress().hostAddress();
    if (address == null) {
      return null;
    }
    return address.contains(":") ? "[" + address + "]" : address;
  }

  /** The absolute form of a target (RFC 9112, 3.2.2): a URL of this service. */
  private boolean isOwnTarget(String target, HttpServerRequest request) {
    Matcher matcher = ABSOLUTE.matcher(target);
    return matcher.lookingAt() && isOwn(matcher.group(1).toLowerCase(Locale.ROOT), request);
  }

  /** A browser that sends no {@code Origin} may still say where the request comes from. */
  private static boolean isOwnOrigin(HttpServerRequest request, String host) {
    List<String> origins = request.headers().getAll("Origin");
    if (origins.isEmpty()) {
      return request.headers().getAll("Sec-Fetch-Site").stream()
          .allMatch(site -> site.equals("same-origin") || site.equals("none"));
    }
    String origin = origins.get(0).toLowerCase(Locale.ROOT);
    // With a TLS proxy in front the page's origin is https. Where TLS ends here, a plain page is
    // another origin, which anyone on the way could have written.
    return origins.size() == 1
        && (origin.equals("https://" + host)
            || (!request.isSSL() && origin.equals("http://" + host)));
  }

  private boolean isKnown(HttpServerRequest request, byte[] token) {
    return hasToken(request, token) || (owner != null && hasToken(request, owner.asToken()));
  }

  private static boolean hasToken(HttpServerRequest request, byte[] token) {
    List<String> sent = request.headers().getAll("Authorization");
    if (sent.size() != 1) {
      return false;
    }
    Matcher matcher = BEARER.matcher(sent.get(0));
    return matcher.matches()
        && MessageDigest.isEqual(token, matcher.group(1).getBytes(StandardCharsets.UTF_8));
  }
}
