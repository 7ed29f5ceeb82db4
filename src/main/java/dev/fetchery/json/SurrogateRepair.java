package dev.fetchery.json;

import java.io.IOException;
import java.io.InputStream;

/**
 * JSON on its way to the parser, with {@code \}{@code ufffd} in the place of every escape that
 * writes half of a surrogate pair: the parser would give up the whole document for one such key.
 */
final class SurrogateRepair extends InputStream {
  private static final int MAX_BUFFER_BYTES = 64 << 10;
  private static final int MIN_BUFFER_BYTES = 64;
  private static final int ESCAPE_BYTES = 6;
  private static final byte[] REPLACEMENT = {'f', 'f', 'f', 'd'};

  private final InputStream in;
  private final byte[] buffer;
  private int at;

  /** Up to here it has been looked at; what follows may be the beginning of an escape. */
  private int ready;

  private int limit;
  private boolean ended;

  /**
   * @param length of what comes, as far as it is known
   */
  SurrogateRepair(InputStream in, long length) {
    this.in = in;
    buffer = new byte[(int) Math.min(MAX_BUFFER_BYTES, Math.max(MIN_BUFFER_BYTES, length))];
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    } else if (!fill()) {
      return -1;
    }
    int count = Math.min(length, ready - at);
    System.arraycopy(buffer, at, to, offset, count);
    at += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Sees to it that there is something to give; false at the end. */
  private boolean fill() throws IOException {
    while (at == ready) {
      if (ended) {
        return false;
      }
      System.arraycopy(buffer, ready, buffer, 0, limit - ready);
      limit -= ready;
      int count = in.read(buffer, limit, buffer.length - limit);
      ended = count < 0;
      limit += Math.max(0, count);
      at = 0;
      ready = mend();
    }
    return true;
  }

  private int mend() {
    int i = 0;
    while (i < limit) {
      if (buffer[i] != '\\') {
        i++;
      } else if (!ended && i + 2 * ESCAPE_BYTES > limit) {
        return i;
      } else {
        i += escape(i);
      }
    }
    return limit;
  }

  /** Length of the escape, or pair of escapes, that begins there; half a pair is replaced. */
  private int escape(int i) {
    int unit = unit(i);
    if (unit < 0) {
      return Math.min(2, limit - i);
    } else if (!Character.isSurrogate((char) unit)) {
      return ESCAPE_BYTES;
    }
    int next = unit(i + ESCAPE_BYTES);
    if (next >= 0 && Character.isSurrogatePair((char) unit, (char) next)) {
      return 2 * ESCAPE_BYTES;
    }
    System.arraycopy(REPLACEMENT, 0, buffer, i + 2, REPLACEMENT.length);
    return ESCAPE_BYTES;
  }

  /** What the {@code \}{@code u} escape that begins there writes, or -1 where there is none. */
  private int unit(int i) {
    if (i + ESCAPE_BYTES > limit || buffer[i] != '\\' || buffer[i + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int k = i + 2; k < i + ESCAPE_BYTES; k++) {
      int digit = buffer[k] < 0 ? -1 : Character.digit(buffer[k], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
