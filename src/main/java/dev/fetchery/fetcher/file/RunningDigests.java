package dev.fetchery.fetcher.file;

import dev.fetchery.job.Checksum.Algorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Digests being computed, all of them in one reading of the bytes; used by one worker at a time.
 */
public final class RunningDigests {
  private static final int READ_BYTES = 256 << 10;
  private static final int CRC_BYTES = 4;

  /** Mostly one. */
  private final List<Running> all;

  private interface Hash {
    void update(ByteBuffer bytes);

    byte[] result();
  }

  /** One digest. */
  private static final class Running {
    private final Algorithm algorithm;
    private final Hash hash;
    private @Nullable String hex;

    private Running(Algorithm algorithm) {
      this.algorithm = algorithm;
      this.hash = hash(algorithm);
    }

    /** Of everything that was taken; ends it. */
    private String hex() {
      String known = hex;
      if (known == null) {
        known = HexFormat.of().formatHex(hash.result());
        hex = known;
      }
      return known;
    }
  }

  private RunningDigests(List<Running> all) {
    this.all = all;
  }

  /** Computes the SHA-256 alone, which every file that is saved is known by. */
  static RunningDigests ofSha256() {
    return new RunningDigests(List.of(new Running(Algorithm.SHA256)));
  }

  static RunningDigests of(Set<Algorithm> algorithms) {
    return new RunningDigests(algorithms.stream().map(Running::new).toList());
  }

  private static Hash hash(Algorithm algorithm) {
    return switch (algorithm) {
      case MD5 -> message("MD5");
      case SHA1 -> message("SHA-1");
      case SHA256 -> message("SHA-256");
      case SHA384 -> message("SHA-384");
      case SHA512 -> message("SHA-512");
      case CRC32 -> cyclic(new CRC32());
      case CRC32C -> cyclic(new CRC32C());
    };
  }

  private static Hash message(String name) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has MD5, SHA-1 and SHA-256; the others are in every one that is in use.
      throw new IllegalStateException(e);
    }
    return new Hash() {
      @Override
      public void update(ByteBuffer bytes) {
        digest.update(bytes);
      }

      @Override
      public byte[] result() {
        return digest.digest();
      }
    };
  }

  private static Hash cyclic(Checksum checksum) {
    return new Hash() {
      @Override
      public void update(ByteBuffer bytes) {
        checksum.update(bytes);
      }

      @Override
      public byte[] result() {
        return ByteBuffer.allocate(CRC_BYTES).putInt((int) checksum.getValue()).array();
      }
    };
  }

  /** Takes bytes; the position of the buffer stays. */
  public void update(ByteBuffer bytes) {
    for (Running one : all) {
      one.hash.update(bytes.duplicate());
    }
  }

  /** Takes bytes of a file, whose position stays. */
  void update(FileChannel file, long from, long until) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
    long at = from;
    while (at < until) {
      bytes.clear().limit((int) Math.min(READ_BYTES, until - at));
      int read = file.read(bytes, at);
      if (read < 0) {
        throw new IOException("the file was truncated while it was read");
      }
      update(bytes.flip());
      at += read;
    }
  }

  /**
   * The digest of everything that was taken, in lower-case hex.
   *
   * @throws IllegalArgumentException if it is not computed
   */
  String hex(Algorithm algorithm) {
    Running found = find(algorithm);
    if (found == null) {
      throw new IllegalArgumentException("not computed: " + algorithm);
    }
    return found.hex();
  }

  /** The SHA-256 of everything that was taken, in lower-case hex; null where it is not computed. */
  public @Nullable String sha256Hex() {
    Running found = find(Algorithm.SHA256);
    return found == null ? null : found.hex();
  }

  private @Nullable Running find(Algorithm algorithm) {
    for (Running one : all) {
      if (one.algorithm == algorithm) {
        return one;
      }
    }
    return null;
  }

  /** Whether none is computed, so that no byte has to be read for it. */
  boolean isEmpty() {
    return all.isEmpty();
  }
}
