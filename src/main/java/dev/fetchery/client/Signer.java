package dev.fetchery.client;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.credential.Credential;
import dev.fetchery.credential.CredentialRules;
import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a request the credentials of its origin. What the request has of its own goes before
 * them. Confined to the fetcher's event loop.
 */
final class Signer {
  private final Confined confined = new Confined();
  private final Vertx vertx;
  private final Function<Credential.OAuth2, Future<Tokens.Token>> request;
  private final CredentialStore store;
  private final Clock clock;

  /**
   * @param request asks for a token, on this event loop
   */
  Signer(
      Vertx vertx,
      Function<Credential.OAuth2, Future<Tokens.Token>> request,
      CredentialStore store,
      Clock clock) {
    this.vertx = vertx;
    this.request = request;
    this.store = store;
    this.clock = clock;
  }

  /** Whether there may be anything to add. */
  boolean concerns(HttpRequest request) {
    return request.reach().credentials() && !store.rules().isEmpty();
  }

  /**
   * The request as it is to be sent, on this event loop; fails with a {@link FetchException}.
   *
   * @param refused the token of OAuth 2 that was not accepted, or null
   */
  Future<Signed> sign(HttpRequest request, @Nullable String refused) {
    assert confined.here();
    CredentialRules rules = store.rules();
    Signed signed = Signed.plain(request);
    Credential.OAuth2 client = null;
    for (Credential credential : rules.of(request.url())) {
      if (credential instanceof Credential.Field field) {
        signed = with(signed, field.name(), field.value());
      } else if (credential instanceof Credential.Query query) {
        signed = with(signed, query);
      } else if (credential instanceof Credential.Certificate certificate) {
        signed = new Signed(signed.request(), null, certificate, signed.hidden());
      } else if (credential instanceof Credential.OAuth2 oauth) {
        client = oauth;
      }
    }
    Signed all = withCookies(signed, rules.cookies(request.url(), clock.now().toEpochMilli()));
    return client == null || has(all.request(), "authorization")
        ? Future.succeededFuture(all)
        : withToken(all, client, refused);
  }

  /** Those that earlier answers have set go before those of the file. */
  private static Signed withCookies(Signed signed, @Nullable String ofFile) {
    String received = signed.request().cookies();
    if (ofFile == null) {
      return signed;
    }
    return with(signed, "cookie", received == null ? ofFile : received + "; " + ofFile);
  }

  private Future<Signed> withToken(
      Signed signed, Credential.OAuth2 client, @Nullable String refused) {
    Context loop = vertx.getOrCreateContext();
    Promise<Signed> here = Promise.promise();
    store
        .tokens()
        .get(client, refused, clock::nanoTime, () -> request.apply(client))
        .onComplete(
            got ->
                loop.runOnContext(
                    v -> {
                      if (got.failed()) {
                        here.fail(got.cause());
                      } else {
                        Signed bearing = with(signed, "authorization", "Bearer " + got.result());
                        here.complete(
                            new Signed(
                                bearing.request(),
                                got.result(),
                                signed.certificate(),
                                signed.hidden()));
                      }
                    }));
    return here.future();
  }

  private static boolean has(HttpRequest request, String name) {
    return request.headers().stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
  }

  private static Signed with(Signed signed, String name, String value) {
    return has(signed.request(), name)
        ? signed
        : new Signed(
            signed.request().plus(new Header(name, value)),
            signed.token(),
            signed.certificate(),
            signed.hidden());
  }

  private static Signed with(Signed signed, Credential.Query query) {
    HttpRequest request = signed.request();
    String target = request.url().text();
    String name = encoded(query.name());
    int mark = target.indexOf('?');
    boolean given =
        mark >= 0
            && List.of(target.substring(mark + 1).split("&", -1)).stream()
                .anyMatch(pair -> pair.equals(name) || pair.startsWith(name + "="));
    if (given) {
      return signed;
    }
    String pair = name + "=" + encoded(query.value());
    List<String> hidden = new ArrayList<>(signed.hidden());
    hidden.add(pair);
    return new Signed(
        request.withUrl(with(request.url(), pair)), signed.token(), signed.certificate(), hidden);
  }

  private static WebUrl with(WebUrl url, String pair) {
    String text = url.bare().text();
    int mark = text.indexOf('?');
    String joint = mark < 0 ? "?" : mark == text.length() - 1 || text.endsWith("&") ? "" : "&";
    try {
      return WebUrl.parse(text + joint + pair);
    } catch (BadUrlException e) {
      // A URL at the limit of its length goes without.
      return url;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
