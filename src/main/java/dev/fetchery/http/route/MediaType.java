package dev.fetchery.http.route;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The media type of a body (RFC 9110, 8.3.1), without its parameters. */
public final class MediaType {
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*\"?([^\";\\s]*)\"?", Pattern.CASE_INSENSITIVE);

  private MediaType() {}

  /**
   * The type in lower case.
   *
   * @throws Problem 415 if there is none, or its charset is not UTF-8
   */
  public static String of(@Nullable String contentType) {
    if (contentType == null || contentType.isBlank()) {
      throw Problem.of(415, "a body needs a Content-Type");
    }
    Matcher charset = CHARSET.matcher(contentType);
    while (charset.find()) {
      String name = charset.group(1).toLowerCase(Locale.ROOT);
      if (!name.equals("utf-8") && !name.equals("utf8") && !name.equals("us-ascii")) {
        throw Problem.of(415, "the charset of a body must be utf-8");
      }
    }
    return essence(contentType);
  }

  /** The type and subtype in lower case, without parameters. */
  public static String essence(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
