package dev.fetchery.source.document;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The encoding of a web page: of its byte order mark, its media type, its own word; else UTF-8. */
final class Charsets {
  private static final int SNIFFED_BYTES = 1024;
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*[\"']?([A-Za-z0-9_:.-]{1,40})", Pattern.CASE_INSENSITIVE);

  private Charsets() {}

  /**
   * @param contentType of the response, or the empty text
   * @param bytes the page; stays where it is, a byte order mark apart, which is taken
   */
  static Charset of(String contentType, BufferedInputStream bytes) throws IOException {
    bytes.mark(SNIFFED_BYTES);
    byte[] head = bytes.readNBytes(SNIFFED_BYTES);
    bytes.reset();
    if (startsWith(head, 0xef, 0xbb, 0xbf)) {
      bytes.skipNBytes(3);
      return StandardCharsets.UTF_8;
    }
    if (startsWith(head, 0xfe, 0xff) || startsWith(head, 0xff, 0xfe)) {
      return StandardCharsets.UTF_16;
    }
    Charset told = named(contentType, StandardCharsets.UTF_8);
    return CHARSET.matcher(contentType).find()
        ? told
        : named(new String(head, StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static Charset named(String text, Charset otherwise) {
    Matcher name = CHARSET.matcher(text);
    try {
      return name.find() ? Charset.forName(name.group(1)) : otherwise;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return otherwise;
    }
  }

  private static boolean startsWith(byte[] bytes, int... expected) {
    if (bytes.length < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
