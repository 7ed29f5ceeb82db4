package dev.fetchery.demo.origin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A pseudo-random body with random access, equal at every request. No two places in it look alike,
 * so a range joined at the wrong offset gives a different digest.
 *
 * @param number tells bodies of one size apart
 * @param sizeBytes 0 to {@link #MAX_SIZE_BYTES}
 */
record FileBody(long number, long sizeBytes) {
  static final long MAX_SIZE_BYTES = 1L << 30;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  String etag() {
    return "f-" + number + "-" + sizeBytes;
  }

  /** The bytes from {@code offset} on. */
  byte[] slice(long offset, int length) {
    long firstWord = offset >>> 3;
    int skipped = (int) (offset & 7);
    byte[] words = new byte[(skipped + length + 7) & ~7];
    long seed = mix(number + 1) ^ sizeBytes;
    for (int at = 0; at < words.length; at += Long.BYTES) {
      WORDS.set(words, at, mix(seed + firstWord + (at >>> 3)));
    }
    return skipped == 0 && words.length == length
        ? words
        : Arrays.copyOfRange(words, skipped, skipped + length);
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long value) {
    long z = value * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
