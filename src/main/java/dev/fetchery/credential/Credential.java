package dev.fetchery.credential;

import dev.fetchery.url.WebUrl;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What proves to an origin who asks. No text of it shows a secret. */
public sealed interface Credential {

  /** A header field; a request's own of that name goes before it. */
  record Field(String name, String value) implements Credential {
    /** HTTP Basic (RFC 7617). */
    public static Field basic(String user, String password) {
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return new Field("authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** A bearer token (RFC 6750). */
    public static Field bearer(String token) {
      return new Field("authorization", "Bearer " + token);
    }

    @Override
    public String toString() {
      return "Field[" + name + "]";
    }
  }

  /** A parameter of the query; a URL's own of that name goes before it. */
  record Query(String name, String value) implements Credential {
    @Override
    public String toString() {
      return "Query[" + name + "]";
    }
  }

  /**
   * Client credentials of OAuth 2 (RFC 6749, 4.4), for which a bearer token is fetched.
   *
   * @param scopes separated by blanks; empty for none
   */
  record OAuth2(WebUrl tokenUrl, String clientId, String clientSecret, String scopes)
      implements Credential {
    @Override
    public String toString() {
      return "OAuth2[" + tokenUrl + "]";
    }
  }

  /** A client certificate with its key, both PEM: mutual TLS. */
  record Certificate(String chainPem, String keyPem) implements Credential {
    @Override
    public String toString() {
      return "Certificate";
    }
  }
}
