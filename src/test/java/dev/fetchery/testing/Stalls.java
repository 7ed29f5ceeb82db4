package dev.fetchery.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Detects when the whole machine stalled: a thread that only measures time was late. */
final class Stalls {
  private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final List<Gap> GAPS = new CopyOnWriteArrayList<>();
  private static volatile long lastBeat = System.nanoTime();

  private record Gap(long from, long to) {
    boolean touches(long start, long end) {
      return from - end < 0 && start - to < 0;
    }
  }

  static {
    Thread heart = new Thread(Stalls::beat, "stalls");
    heart.setDaemon(true);
    heart.start();
  }

  private Stalls() {}

  private static void beat() {
    while (true) {
      LockSupport.parkNanos(BEAT_NANOS);
      long now = System.nanoTime();
      if (now - lastBeat > STALL_NANOS) {
        GAPS.add(new Gap(lastBeat, now));
      }
      lastBeat = now;
    }
  }

  /** Starts to watch, if nothing has yet. */
  static void watch() {
    // Loading the class has done it.
  }

  /** Whether the machine stalled between the two times of {@link System#nanoTime}. */
  static boolean between(long start, long end) {
    while (lastBeat - end < 0) {
      LockSupport.parkNanos(BEAT_NANOS);
    }
    return GAPS.stream().anyMatch(gap -> gap.touches(start, end));
  }
}
