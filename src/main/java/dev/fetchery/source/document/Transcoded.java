package dev.fetchery.source.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** A text as UTF-8, whatever it came in. */
final class Transcoded extends InputStream {
  private final Reader text;
  private final char[] chars = new char[8 << 10];
  private byte[] ready = {};
  private int taken;

  /** The first half of a character whose second was not read yet, or 0. */
  private char held;

  Transcoded(Reader text) {
    this.text = text;
  }

  @Override
  public int read() throws IOException {
    return fill() ? ready[taken++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, ready.length - taken);
    System.arraycopy(ready, taken, to, offset, count);
    taken += count;
    return count;
  }

  /** Whether there is a byte. */
  private boolean fill() throws IOException {
    while (taken == ready.length) {
      int from = held == 0 ? 0 : 1;
      chars[0] = held == 0 ? chars[0] : held;
      held = 0;
      int read = text.read(chars, from, chars.length - from);
      if (read < 0 && from == 0) {
        return false;
      }
      int end = from + Math.max(0, read);
      if (read > 0 && Character.isHighSurrogate(chars[end - 1])) {
        held = chars[--end];
      }
      ready = new String(chars, 0, end).getBytes(StandardCharsets.UTF_8);
      taken = 0;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
