package dev.fetchery.source;

import dev.fetchery.job.ErrorCode;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks documents as they are read: by their content codings (RFC 9110, 8.4), which some servers
 * send although none was asked for, and those that are gzip by themselves, as a {@code .json.gz}.
 */
final class Unpacking {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER_BYTES = 16 << 10;

  private Unpacking() {}

  /**
   * What a document holds. A document that is not packed, whatever its head says, stays as it is.
   *
   * @param packed closed with the stream, also where this fails
   * @param codings value of {@code Content-Encoding}, or null
   * @param maxBytes that come out of a packed one; 0 for no limit
   * @throws UnpackException also while the stream is read
   */
  static InputStream of(InputStream packed, @Nullable String codings, long maxBytes)
      throws IOException {
    InputStream content = packed;
    try {
      List<String> applied = Arrays.asList((codings == null ? "" : codings).split(",", -1));
      for (int i = applied.size() - 1; i >= 0; i--) {
        content = without(applied.get(i).strip().toLowerCase(Locale.ROOT), content);
      }
      PushbackInputStream last = peekable(content);
      content = first(last) == GZIP_MAGIC ? new GZIPInputStream(last, BUFFER_BYTES) : last;
      boolean unpacked = content != last || last != packed;
      return unpacked ? new Bounded(content, maxBytes) : content;
    } catch (IOException e) {
      packed.close();
      throw inWords(e);
    }
  }

  private static InputStream without(String coding, InputStream packed) throws IOException {
    PushbackInputStream peeked = peekable(packed);
    return switch (coding) {
      case "", "identity" -> packed;
      case "gzip", "x-gzip" ->
          first(peeked) == GZIP_MAGIC ? new GZIPInputStream(peeked, BUFFER_BYTES) : peeked;
      case "deflate" -> inflated(peeked);
      default ->
          throw new UnpackException(
              ErrorCode.BAD_DOCUMENT, "packed by " + shown(coding) + ", which is not read");
    };
  }

  /** The coding is zlib's format (RFC 1950); some send what is within it alone (RFC 1951). */
  private static InputStream inflated(PushbackInputStream packed) throws IOException {
    int first = first(packed);
    boolean zlib = (first >> 8 & 0x0f) == 8 && first % 31 == 0;
    return new InflaterInputStream(packed, new Inflater(!zlib), BUFFER_BYTES) {
      @Override
      public void close() throws IOException {
        super.close();
        inf.end();
      }
    };
  }

  private static String shown(String coding) {
    String clean = coding.replaceAll("[^a-z0-9-]", "?");
    return clean.substring(0, Math.min(clean.length(), 20));
  }

  private static PushbackInputStream peekable(InputStream in) {
    return in instanceof PushbackInputStream known ? known : new PushbackInputStream(in, 2);
  }

  /** The first two bytes as a number, or -1 where there are none. */
  private static int first(PushbackInputStream in) throws IOException {
    byte[] two = in.readNBytes(2);
    in.unread(two);
    return two.length < 2 ? -1 : (two[0] & 0xff) << 8 | two[1] & 0xff;
  }

  private static IOException inWords(IOException e) {
    if (e instanceof EOFException) {
      return new UnpackException(ErrorCode.BAD_DOCUMENT, "cut short within what packs it");
    }
    return e instanceof ZipException
        ? new UnpackException(ErrorCode.BAD_DOCUMENT, "not properly packed")
        : e;
  }

  /** Counts what comes out, and says in words what is wrong with what goes in. */
  private static final class Bounded extends FilterInputStream {
    private final long maxBytes;
    private long count;

    Bounded(InputStream in, long maxBytes) {
      super(in);
      this.maxBytes = maxBytes;
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
        throw inWords(e);
      }
      count += Math.max(0, read);
      if (maxBytes > 0 && count > maxBytes) {
        throw new UnpackException(
            ErrorCode.TOO_LARGE, "too large: unpacked it has over " + maxBytes + " bytes");
      }
      return read;
    }
  }
}
