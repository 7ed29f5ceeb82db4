package dev.fetchery.http.route;

import dev.fetchery.packing.Zstd;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A body that comes packed by gzip or zstd (RFC 9110, 8.4; RFC 8878), unpacked under a cap. */
public final class PackedBody {
  /** How a body is packed. */
  public enum Coding {
    NONE,
    GZIP,
    ZSTD
  }

  private static final int BUFFER_BYTES = 16 << 10;

  private PackedBody() {}

  /**
   * How the body of a request is packed.
   *
   * @throws Problem 415 if it is packed by something else
   */
  public static Coding coding(HttpServerRequest request) {
    List<String> sent = request.headers().getAll("Content-Encoding");
    String coding = String.join(",", sent).strip().toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "", "identity" -> Coding.NONE;
      case "gzip", "x-gzip" -> Coding.GZIP;
      case "zstd" -> Coding.ZSTD;
      default ->
          throw Problem.of(415, "a body may be packed by gzip or zstd alone")
              .with("Accept-Encoding", "gzip, zstd");
    };
  }

  /**
   * What a body holds. Blocks.
   *
   * @throws Problem 400 if it is not packed so, 413 if more comes out of it
   */
  public static byte[] unpacked(byte[] body, Coding coding, long maxBytes) throws IOException {
    if (coding == Coding.NONE) {
      return body;
    }
    try (InputStream content = unpacked(new ByteArrayInputStream(body), coding, maxBytes)) {
      return content.readAllBytes();
    }
  }

  /**
   * What a packed body holds. Blocks.
   *
   * @param packed closed with the stream
   * @param maxBytes that come out of it
   * @throws Problem 400 if it is not packed so, 413 if more comes out of it; also while it is read
   */
  public static InputStream unpacked(InputStream packed, Coding coding, long maxBytes)
      throws IOException {
    try {
      InputStream content =
          coding == Coding.ZSTD ? Zstd.open(packed) : new GZIPInputStream(packed, BUFFER_BYTES);
      return new Bounded(content, coding, maxBytes);
    } catch (ZipException | EOFException e) {
      packed.close();
      throw notPacked(coding);
    }
  }

  private static Problem notPacked(Coding coding) {
    return Problem.badRequest(
        "the body is not whole "
            + coding.name().toLowerCase(Locale.ROOT)
            + ", as its Content-Encoding says");
  }

  private static final class Bounded extends FilterInputStream {
    private final Coding coding;
    private final long maxBytes;
    private long count;

    Bounded(InputStream in, Coding coding, long maxBytes) {
      super(in);
      this.coding = coding;
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
        throw notPacked(coding);
      }
      count += Math.max(0, read);
      if (count > maxBytes) {
        throw Problem.of(413, "the body is larger than " + maxBytes + " bytes once unpacked");
      }
      return read;
    }
  }
}
