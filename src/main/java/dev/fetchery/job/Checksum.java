package dev.fetchery.job;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A checksum that a body must have.
 *
 * @param algorithm how it is computed
 * @param values lower-case hex, any one of which is right; at least one
 */
public record Checksum(Algorithm algorithm, List<String> values) {

  /** How a checksum is computed. */
  public enum Algorithm {
    MD5(16),
    SHA1(20),
    SHA256(32),
    SHA384(48),
    SHA512(64),
    /** Castagnoli's polynomial (RFC 9260, appendix A), most significant byte first. */
    CRC32C(4),
    /** The polynomial of ISO 3309, most significant byte first. */
    CRC32(4);

    private final int bytes;

    Algorithm(int bytes) {
      this.bytes = bytes;
    }

    /** Length of a checksum, in bytes. */
    public int bytes() {
      return bytes;
    }

    /** The name in jobs and messages: {@code sha256}. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The algorithm of that name in any case, with or without a hyphen; or null. */
    public static @Nullable Algorithm ofWire(String wire) {
      String plain = wire.strip().toUpperCase(Locale.ROOT).replace("-", "");
      for (Algorithm one : values()) {
        if (one.name().equals(plain)) {
          return one;
        }
      }
      return plain.equals("SHA") ? SHA1 : null;
    }
  }

  /** With one value. */
  public static Checksum of(Algorithm algorithm, String hex) {
    return new Checksum(algorithm, List.of(hex));
  }

  public Checksum {
    values = List.copyOf(values);
  }

  /** With only what both allow; without values where they contradict each other. */
  public Checksum and(Checksum other) {
    return new Checksum(algorithm, values.stream().filter(other.values::contains).toList());
  }
}
