package dev.fetchery.naming;

import dev.fetchery.url.Percent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The file name in {@code Content-Disposition} (RFC 6266, RFC 8187), read as leniently as browsers
 * do: any value gives a name or none, never an error.
 */
final class ContentDisposition {
  /** What is looked at of one value. */
  private static final int MAX_CHARS = 8192;

  private final String value;
  private final Map<String, String> parameters = new HashMap<>();
  private int at;

  private ContentDisposition(String value) {
    this.value = value.substring(0, Math.min(value.length(), MAX_CHARS));
  }

  /** The name in the first of the values that has one, without any directories. */
  static Optional<String> fileName(List<String> values) {
    return values.stream()
        .map(value -> new ContentDisposition(value).read())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> read() {
    readParameters();
    Optional<String> extended =
        Optional.ofNullable(parameters.get("filename*")).flatMap(ContentDisposition::decode);
    return extended
        .flatMap(ContentDisposition::baseName)
        .or(
            () ->
                Optional.ofNullable(parameters.get("filename"))
                    .map(ContentDisposition::rawUtf8)
                    .flatMap(ContentDisposition::baseName));
  }

  private void readParameters() {
    // A value may lack its type: "filename=x" alone is seen in the wild.
    while (at < value.length()) {
      String name = readUntil("=;").strip().toLowerCase(Locale.ROOT);
      if (at < value.length() && value.charAt(at) == '=') {
        at++;
        parameters.putIfAbsent(name, readValue());
      }
      readUntil(";");
      at++;
    }
  }

  private String readUntil(String ends) {
    int from = at;
    while (at < value.length() && ends.indexOf(value.charAt(at)) < 0) {
      at++;
    }
    return value.substring(from, at);
  }

  private String readValue() {
    while (at < value.length() && Character.isWhitespace(value.charAt(at))) {
      at++;
    }
    if (at == value.length() || value.charAt(at) != '"') {
      return readUntil(";").strip();
    }
    StringBuilder text = new StringBuilder();
    for (at++; at < value.length() && value.charAt(at) != '"'; at++) {
      if (value.charAt(at) == '\\' && at + 1 < value.length()) {
        at++;
      }
      text.append(value.charAt(at));
    }
    return text.toString();
  }

  /** RFC 8187, section 3.2.1: charset, language and percent-encoded text between quotes. */
  private static Optional<String> decode(String extended) {
    String[] pieces = extended.split("'", 3);
    // RFC 8187, 3.2.1: what is malformed is ignored, and filename counts.
    if (pieces.length < 3 || !Percent.isWellFormed(pieces[2])) {
      return Optional.empty();
    }
    return switch (pieces[0].strip().toLowerCase(Locale.ROOT)) {
      case "utf-8" -> strictly(StandardCharsets.UTF_8, Percent.bytes(pieces[2]));
      case "iso-8859-1" -> strictly(StandardCharsets.ISO_8859_1, Percent.bytes(pieces[2]));
      default -> Optional.empty();
    };
  }

  /** Header bytes reach us as Latin-1 chars, while servers often send UTF-8. */
  private static String rawUtf8(String text) {
    boolean latin1 = text.chars().allMatch(c -> c <= 0xff);
    return latin1
        ? strictly(StandardCharsets.UTF_8, text.getBytes(StandardCharsets.ISO_8859_1)).orElse(text)
        : text;
  }

  private static Optional<String> strictly(Charset charset, byte[] bytes) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** RFC 6266, section 4.3: nothing but the last path segment, whichever way it separates. */
  private static Optional<String> baseName(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    boolean usable = !name.isBlank() && !name.equals(".") && !name.equals("..");
    return usable ? Optional.of(name) : Optional.empty();
  }
}
