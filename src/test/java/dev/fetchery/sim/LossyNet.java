package dev.fetchery.sim;

import java.util.Random;

/**
 * Carries messages as a network does at its worst: some are dropped, some arrive twice, and each
 * takes a time of its own, so that they overtake each other. How bad it is follows from the seed.
 */
public final class LossyNet {
  private static final double MOST_LOST = 0.3;
  private static final double MOST_REPEATED = 0.2;

  private final VirtualTime time;
  private final Random random;
  private final int slowMs;
  private double lost;
  private double repeated;
  private boolean well;
  private long cutUntilMs;

  public LossyNet(VirtualTime time, Random random) {
    this.time = time;
    this.random = random;
    this.slowMs = 1 + random.nextInt(400);
    this.lost = random.nextDouble() * MOST_LOST;
    this.repeated = random.nextDouble() * MOST_REPEATED;
  }

  /** From now on every message arrives, once and soon. */
  public void heal() {
    well = true;
    cutUntilMs = 0;
    lost = 0;
    repeated = 0;
  }

  /** Nothing gets through for so long. */
  public void cut(long ms) {
    cutUntilMs = time.nowMs() + ms;
  }

  /** Delivers a message, perhaps. */
  public void send(Runnable delivery) {
    if (time.nowMs() < cutUntilMs) {
      return;
    }
    if (random.nextDouble() >= lost) {
      time.afterMicros(delayMicros(), delivery);
    }
    if (random.nextDouble() < repeated) {
      time.afterMicros(delayMicros(), delivery);
    }
  }

  /** Mostly quick; one in ten slow. */
  private long delayMicros() {
    return !well && random.nextInt(10) == 0
        ? 1_000L * random.nextInt(slowMs)
        : 50 + random.nextInt(2_000);
  }
}
