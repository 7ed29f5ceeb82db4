package dev.fetchery.plan;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * Makes ids that sort by creation: 48 bits of time and 80 random ones in Crockford's base 32, as
 * ULIDs are; within a millisecond the random part counts up. Confined to the coordinator's event
 * loop.
 */
public final class JobId {
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

  private final RandomGenerator random;
  private long lastMs = -1;
  private long high;
  private long low;

  public JobId() {
    this(new SecureRandom());
  }

  /** Ids that follow from {@code random}. */
  public JobId(RandomGenerator random) {
    this.random = random;
  }

  public String next(long nowMs) {
    if (nowMs > lastMs) {
      lastMs = nowMs;
      high = random.nextLong() & 0xFFFF;
      low = random.nextLong();
    } else if (++low == 0 && (high = high + 1 & 0xFFFF) == 0) {
      lastMs++;
    }
    char[] text = new char[26];
    long time = lastMs;
    for (int i = 9; i >= 0; i--) {
      text[i] = DIGITS[(int) (time & 31)];
      time >>>= 5;
    }
    long upper = high;
    long lower = low;
    for (int i = 25; i >= 10; i--) {
      text[i] = DIGITS[(int) (lower & 31)];
      lower = lower >>> 5 | (upper & 31) << 59;
      upper >>>= 5;
    }
    return new String(text);
  }
}
