package dev.fetchery.testing;

import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Timeouts;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.util.List;

/** URLs that a test knows to be good. */
public final class Urls {
  private Urls() {}

  public static WebUrl url(String text) {
    try {
      return WebUrl.parse(text);
    } catch (BadUrlException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** A plain GET, with times that no good origin needs. */
  public static HttpRequest get(String text) {
    return get(text, new Timeouts(20_000, 20_000, 0, 0));
  }

  public static HttpRequest get(String text, Timeouts timeouts) {
    return new HttpRequest("GET", url(text), List.of(), null, timeouts);
  }
}
