package dev.fetchery.job;

import java.util.Locale;

/** Where a job stands; the wire name is the lower-case constant. */
public enum JobState {
  QUEUED,
  RUNNING,
  PAUSED,
  SUCCEEDED,
  PARTIAL,
  FAILED,
  CANCELLED;

  /** Whether the job still has, or may have, work to do. */
  public boolean open() {
    return this == QUEUED || this == RUNNING || this == PAUSED;
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The state of that wire name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static JobState ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
