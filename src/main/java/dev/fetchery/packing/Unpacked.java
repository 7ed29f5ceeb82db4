package dev.fetchery.packing;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** What comes out of something packed: counted, and its faults told in the reader's words. */
public final class Unpacked extends FilterInputStream {
  private final long maxBytes;
  private final Faults faults;
  private long count;

  /** What a reader says of what it cannot read; may be thrown instead of returned. */
  public interface Faults {
    /** It ends before it is whole. */
    IOException cut();

    /** It is not packed as it says. */
    IOException broken();

    /** More comes out of it than may. */
    IOException tooLarge(long maxBytes);
  }

  /** Opens something packed. */
  @FunctionalInterface
  public interface Opening {
    InputStream open() throws IOException;
  }

  private Unpacked(InputStream content, long maxBytes, Faults faults) {
    super(content);
    this.maxBytes = maxBytes;
    this.faults = faults;
  }

  /**
   * Opens what is packed.
   *
   * @param packed what it is packed in: closed where this fails
   * @param opening of it, closed with the stream
   * @param maxBytes that may come out of it; 0 for no limit
   */
  public static Unpacked of(InputStream packed, Opening opening, long maxBytes, Faults faults)
      throws IOException {
    try {
      return new Unpacked(opening.open(), maxBytes, faults);
    } catch (IOException e) {
      packed.close();
      throw inWords(e, faults);
    }
  }

  /** What it reads from, uncounted. */
  public InputStream content() {
    return in;
  }

  /** A fault of unpacking as the reader says it; any other as it is. */
  private static IOException inWords(IOException e, Faults faults) {
    if (e instanceof EOFException) {
      return faults.cut();
    }
    return e instanceof ZipException ? faults.broken() : e;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(to, offset, length);
    } catch (IOException e) {
      throw inWords(e, faults);
    }
    count += Math.max(0, read);
    if (maxBytes > 0 && count > maxBytes) {
      throw faults.tooLarge(maxBytes);
    }
    return read;
  }
}
