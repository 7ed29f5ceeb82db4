package dev.fetchery.packing;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** How something is packed, and how it is unpacked as it is read. */
public enum Packing {
  /** RFC 1952. */
  GZIP,

  /** RFC 1950; some send what is within it alone, RFC 1951. Its beginning does not tell it. */
  DEFLATE,

  /** RFC 8878. Of such streams only some may be open at a time, see {@link Zstd}. */
  ZSTD;

  private static final int BUFFER_BYTES = 16 << 10;
  private static final int GZIP_MAGIC = 0x1f8b;

  /** The content coding of that name (RFC 9110, 8.4.1), in any case; or null. */
  public static @Nullable Packing ofCoding(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      case "zstd" -> ZSTD;
      default -> null;
    };
  }

  /** A stream whose beginning can be looked at. */
  public static PushbackInputStream peekable(InputStream in) {
    return new PushbackInputStream(in, Integer.BYTES);
  }

  /**
   * How a stream is packed, as its first bytes tell, which stay where they are; or null.
   *
   * @param in from {@link #peekable}
   */
  public static @Nullable Packing of(PushbackInputStream in) throws IOException {
    int first = first(in);
    if (first == Zstd.MAGIC) {
      return ZSTD;
    }
    return first >>> Short.SIZE == GZIP_MAGIC ? GZIP : null;
  }

  /** The first four bytes as a number, those that are missing 0. */
  private static int first(PushbackInputStream in) throws IOException {
    byte[] four = in.readNBytes(Integer.BYTES);
    in.unread(four);
    return ByteBuffer.allocate(Integer.BYTES).put(four).getInt(0);
  }

  /**
   * What is packed so. Reading throws {@link java.util.zip.ZipException} where it is not, and
   * {@link java.io.EOFException} where it ends within; so does this.
   *
   * @param in from {@link #peekable}, closed with the stream; which must be closed
   */
  public InputStream open(PushbackInputStream in) throws IOException {
    return switch (this) {
      case GZIP -> new GZIPInputStream(in, BUFFER_BYTES);
      case ZSTD -> Zstd.open(in);
      case DEFLATE -> inflated(in);
    };
  }

  private static InputStream inflated(PushbackInputStream packed) throws IOException {
    int first = first(packed) >>> Short.SIZE;
    boolean zlib = (first >> 8 & 0x0f) == 8 && first % 31 == 0;
    return new InflaterInputStream(packed, new Inflater(!zlib), BUFFER_BYTES) {
      @Override
      public void close() throws IOException {
        super.close();
        inf.end();
      }
    };
  }
}
