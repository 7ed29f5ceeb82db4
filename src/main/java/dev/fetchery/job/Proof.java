package dev.fetchery.job;

import java.util.List;

/**
 * What an item's body must be.
 *
 * @param checksums all of which must hold; at most one of an algorithm
 * @param size in bytes, or {@value #ANY_SIZE}
 */
public record Proof(List<Checksum> checksums, long size) {
  /** No size is expected. */
  public static final long ANY_SIZE = -1;

  /** Any body will do. */
  public static final Proof NONE = new Proof(List.of(), ANY_SIZE);

  public Proof {
    checksums = List.copyOf(checksums);
  }

  /** Whether a checksum is expected. */
  public boolean hasChecksum() {
    return !checksums.isEmpty();
  }

  /** Whether anything is expected. */
  public boolean expects() {
    return hasChecksum() || size != ANY_SIZE;
  }

  /** Whether a body of that size, in bytes, may be right. */
  public boolean takes(long bytes) {
    return size == ANY_SIZE || size == bytes;
  }
}
