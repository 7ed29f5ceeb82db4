package dev.fetchery.job;

import java.util.Locale;

/** Where an item stands; the wire name is the lower-case constant. */
public enum ItemState {
  WAITING,
  ACTIVE,
  DONE,
  SKIPPED,
  NOT_FOUND,
  FAILED,
  CANCELLED;

  /** Whether the item has come to an end, and so has a completion number. */
  public boolean ended() {
    return this != WAITING && this != ACTIVE;
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The state of that wire name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ItemState ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
