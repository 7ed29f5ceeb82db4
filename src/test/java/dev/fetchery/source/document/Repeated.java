package dev.fetchery.source.document;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A document made while it is read: a beginning, then a line again and again. */
final class Repeated extends InputStream {
  private final String line;
  private final int times;
  private byte[] part;
  private int at;
  private int made;

  Repeated(String beginning, String line, int times) {
    this.part = beginning.getBytes(StandardCharsets.UTF_8);
    this.line = line;
    this.times = times;
  }

  @Override
  public int read() {
    if (at == part.length) {
      if (made == times) {
        return -1;
      }
      part = line.replace("%d", Integer.toString(made++)).getBytes(StandardCharsets.UTF_8);
      at = 0;
    }
    return part[at++] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    int b = length == 0 ? 0 : read();
    if (length == 0 || b < 0) {
      return length == 0 ? 0 : -1;
    }
    bytes[offset] = (byte) b;
    int more = Math.min(length - 1, part.length - at);
    System.arraycopy(part, at, bytes, offset + 1, more);
    at += more;
    return 1 + more;
  }
}
