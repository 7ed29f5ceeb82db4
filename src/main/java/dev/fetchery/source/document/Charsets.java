package dev.fetchery.source.document;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.input.ReaderInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of a document: of its byte order mark, its media type, for a web page its own word;
 * else UTF-8.
 */
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
    byte[] head = head(bytes);
    Charset marked = ofMark(head, bytes);
    if (marked != null) {
      return marked;
    }
    Charset told = named(contentType, StandardCharsets.UTF_8);
    return CHARSET.matcher(contentType).find()
        ? told
        : named(new String(head, StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** A text that says nothing of its encoding itself, in UTF-8 without a byte order mark. */
  static InputStream inUtf8(String contentType, BufferedInputStream bytes) throws IOException {
    Charset marked = ofMark(head(bytes), bytes);
    Charset charset = marked == null ? named(contentType, StandardCharsets.UTF_8) : marked;
    return charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII)
        ? bytes
        : ReaderInputStream.builder()
            .setReader(new InputStreamReader(bytes, charset))
            .setCharset(StandardCharsets.UTF_8)
            .get();
  }

  private static byte[] head(BufferedInputStream bytes) throws IOException {
    bytes.mark(SNIFFED_BYTES);
    byte[] head = bytes.readNBytes(SNIFFED_BYTES);
    bytes.reset();
    return head;
  }

  private static @Nullable Charset ofMark(byte[] head, BufferedInputStream bytes)
      throws IOException {
    if (startsWith(head, 0xef, 0xbb, 0xbf)) {
      bytes.skipNBytes(3);
      return StandardCharsets.UTF_8;
    }
    return startsWith(head, 0xfe, 0xff) || startsWith(head, 0xff, 0xfe)
        ? StandardCharsets.UTF_16
        : null;
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
