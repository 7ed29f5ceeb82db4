package dev.fetchery.http.jobs;

import dev.fetchery.http.route.PackedBody;
import dev.fetchery.store.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A manifest that arrives packed: it is kept as it is, and unpacked when it is whole. */
final class PackedManifest implements ManifestSink {
  /** Of one manifest, unpacked: some ten million lines. */
  private static final long MAX_BYTES = 1L << 30;

  private static final int PIECE_BYTES = 128 << 10;

  private final Path packed;
  private final PackedBody.Coding coding;
  private final FileChannel file;
  private final ManifestSink unpacked;

  private PackedManifest(
      Path packed, PackedBody.Coding coding, FileChannel file, ManifestSink unpacked) {
    this.packed = packed;
    this.coding = coding;
    this.file = file;
    this.unpacked = unpacked;
  }

  /**
   * @param packed where it is kept meanwhile
   * @param unpacked closed with it
   */
  static PackedManifest open(Path packed, PackedBody.Coding coding, ManifestSink unpacked)
      throws IOException {
    return new PackedManifest(packed, coding, OwnerOnly.newFile(packed), unpacked);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      file.write(left);
    }
  }

  @Override
  public Written finish(String name, String query) throws IOException {
    file.close();
    try (InputStream content =
        PackedBody.unpacked(Files.newInputStream(packed), coding, MAX_BYTES)) {
      byte[] piece = new byte[PIECE_BYTES];
      for (int read; (read = content.read(piece)) >= 0; ) {
        unpacked.write(Arrays.copyOf(piece, read));
      }
    }
    Written written = unpacked.finish(name, query);
    Files.deleteIfExists(packed);
    return written;
  }

  @Override
  public void close() throws IOException {
    file.close();
    unpacked.close();
    Files.deleteIfExists(packed);
  }
}
