package dev.fetchery.http.route;

import io.vertx.core.http.HttpServerRequest;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A body that comes packed by gzip (RFC 9110, 8.4), unpacked under a cap. */
public final class PackedBody {
  private static final int BUFFER_BYTES = 16 << 10;

  private PackedBody() {}

  /**
   * Whether the body of a request is packed.
   *
   * @throws Problem 415 if it is packed by something else than gzip
   */
  public static boolean isPacked(HttpServerRequest request) {
    List<String> sent = request.headers().getAll("Content-Encoding");
    String coding = String.join(",", sent).strip().toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw Problem.of(415, "a body may be packed by gzip alone")
              .with("Accept-Encoding", "gzip");
    };
  }

  /**
   * Refuses a packed body where none is taken.
   *
   * @throws Problem 415 if it is packed
   */
  public static void refuse(HttpServerRequest request) {
    if (isPacked(request)) {
      throw Problem.of(415, "a change is taken without Content-Encoding only");
    }
  }

  /**
   * What a packed body holds.
   *
   * @param packed closed with the stream
   * @param maxBytes that come out of it
   * @throws Problem 400 if it is no gzip, 413 if more comes out of it; also while it is read
   */
  public static InputStream unpacked(InputStream packed, long maxBytes) throws IOException {
    try {
      return new Bounded(new GZIPInputStream(packed, BUFFER_BYTES), maxBytes);
    } catch (ZipException | EOFException e) {
      packed.close();
      throw notGzip();
    }
  }

  private static Problem notGzip() {
    return Problem.badRequest("the body is not whole gzip, as its Content-Encoding says");
  }

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
        read = super.read(to, offset, length);
      } catch (ZipException | EOFException e) {
        throw notGzip();
      }
      count += Math.max(0, read);
      if (count > maxBytes) {
        throw Problem.of(413, "the body is larger than " + maxBytes + " bytes once unpacked");
      }
      return read;
    }
  }
}
