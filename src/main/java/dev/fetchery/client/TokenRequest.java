package dev.fetchery.client;

import dev.fetchery.credential.Credential;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Reach;
import dev.fetchery.job.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request for an access token (RFC 6749, 4.4.2 and 5), by the same ways as all others. */
final class TokenRequest implements ResponseHandler {
  private static final int MAX_BYTES = 64 << 10;
  private static final Timeouts TIMEOUTS = new Timeouts(10_000, 30_000, 30_000, 0);
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final Vertx vertx;
  private final Credential.OAuth2 client;
  private final Promise<Tokens.Token> granted = Promise.promise();
  private final Buffer body = Buffer.buffer();
  private @Nullable Exchange exchange;
  private int status;

  private TokenRequest(Vertx vertx, Credential.OAuth2 client) {
    this.vertx = vertx;
    this.client = client;
  }

  /** Sends it; the future fails with a {@link FetchException} that names the token's server. */
  static Future<Tokens.Token> send(Vertx vertx, HttpFetch fetch, Credential.OAuth2 client) {
    TokenRequest request = new TokenRequest(vertx, client);
    request.exchange = fetch.send(request.request(), request);
    return request.granted.future();
  }

  private HttpRequest request() {
    String form =
        "grant_type=client_credentials"
            + (client.scopes().isEmpty() ? "" : "&scope=" + encoded(client.scopes()));
    Credential.Field basic =
        Credential.Field.basic(encoded(client.clientId()), encoded(client.clientSecret()));
    return new HttpRequest(
        "POST",
        client.tokenUrl(),
        List.of(new Header(basic.name(), basic.value()), new Header("accept", "application/json")),
        new HttpRequest.Body(form, "application/x-www-form-urlencoded"),
        TIMEOUTS,
        Reach.DEFAULT.withoutCredentials());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void head(ResponseHead head) {
    status = head.status();
    Objects.requireNonNull(exchange).read();
  }

  @Override
  public void chunk(Buffer bytes) {
    body.appendBuffer(bytes);
    if (body.length() > MAX_BYTES) {
      Objects.requireNonNull(exchange).abort();
      fail("its answer is too large", true);
    } else {
      Objects.requireNonNull(exchange).read();
    }
  }

  @Override
  public void ended() {
    if (status != 200) {
      fail("HTTP " + status, !PASSING.contains(status));
      return;
    }
    vertx
        .executeBlocking(() -> token(body), false)
        .onSuccess(
            token -> {
              if (token == null) {
                fail("its answer holds no bearer token", true);
              } else {
                granted.tryComplete(token);
              }
            })
        .onFailure(e -> fail("its answer is not JSON", true));
  }

  private static Tokens.@Nullable Token token(Buffer body) {
    JsonObject json = new JsonObject(body);
    Object type = json.getValue("token_type", "bearer");
    Object life = json.getValue("expires_in");
    return json.getValue("access_token") instanceof String value
            && value.matches("[\\x21-\\x7e]+")
            && String.valueOf(type).equalsIgnoreCase("bearer")
        ? new Tokens.Token(value, seconds(life))
        : null;
  }

  /** Some servers write the number as a text. */
  private static long seconds(@Nullable Object life) {
    String text = String.valueOf(life);
    return text.matches("\\d{1,9}(?:\\.0)?") ? (long) Double.parseDouble(text) : -1;
  }

  @Override
  public void failed(FetchException why) {
    granted.tryFail(new FetchException(why.code(), message(why.fault().detail()), why.permanent()));
  }

  private void fail(String why, boolean permanent) {
    // What may pass is tried again, which the status of another server would not bring about.
    ErrorCode code = permanent ? ErrorCode.HTTP_STATUS : ErrorCode.CONNECT;
    granted.tryFail(new FetchException(code, message(why), permanent));
  }

  private String message(String why) {
    return "no OAuth2 token from " + client.tokenUrl().origin() + ": " + why;
  }
}
