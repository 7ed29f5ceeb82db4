package dev.fetchery.client;

import dev.fetchery.job.Header;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The head of a final answer.
 *
 * @param contentLength as sent, or -1
 * @param delimited whether the end of the body is marked: by a length, by a last chunk, by the end
 *     of an HTTP/2 stream; if not, the end of the connection is all there is to go by
 */
public record Head(int status, MultiMap headers, long contentLength, boolean delimited) {

  /** First value of a field, or null. */
  public String get(String name) {
    return headers.get(name);
  }

  public List<String> all(String name) {
    return headers.getAll(name);
  }

  /** Media type in lower case without parameters, or null. */
  public String mediaType() {
    String sent = headers.get("content-type");
    if (sent == null) {
      return null;
    }
    int semicolon = sent.indexOf(';');
    String bare = (semicolon < 0 ? sent : sent.substring(0, semicolon)).strip();
    return bare.isEmpty() || bare.length() > 200 ? null : bare.toLowerCase(Locale.ROOT);
  }

  /** Whether the body is as it was stored, not packed for the journey. */
  public boolean isIdentity() {
    String coding = headers.get("content-encoding");
    return coding == null || coding.isBlank() || coding.strip().equalsIgnoreCase("identity");
  }

  /** Every field, names in lower case. */
  public List<Header> fields() {
    List<Header> fields = new ArrayList<>();
    headers.forEach((name, value) -> fields.add(new Header(name.toLowerCase(Locale.ROOT), value)));
    return fields;
  }
}
