package dev.fetchery.http.route;

import dev.fetchery.packing.Packing;
import dev.fetchery.packing.Unpacked;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/** A body that comes packed by gzip or zstd (RFC 9110, 8.4; RFC 8878), unpacked under a cap. */
public final class PackedBody {
  /** How a body is packed. */
  public enum Coding {
    NONE,
    GZIP,
    ZSTD
  }

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
    Packing packing = coding == Coding.ZSTD ? Packing.ZSTD : Packing.GZIP;
    return Unpacked.of(
        packed, () -> packing.open(Packing.peekable(packed)), maxBytes, new Faults(coding));
  }

  private record Faults(Coding coding) implements Unpacked.Faults {
    @Override
    public IOException cut() {
      throw notPacked(coding);
    }

    @Override
    public IOException broken() {
      throw notPacked(coding);
    }

    @Override
    public IOException tooLarge(long maxBytes) {
      throw Problem.of(413, "the body is larger than " + maxBytes + " bytes once unpacked");
    }
  }

  private static Problem notPacked(Coding coding) {
    return Problem.badRequest(
        "the body is not whole "
            + coding.name().toLowerCase(Locale.ROOT)
            + ", as its Content-Encoding says");
  }
}
