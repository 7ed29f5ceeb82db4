package dev.fetchery.bus;

import java.util.OptionalInt;

/**
 * Versions of the protocol between coordinator and fetchers that one side speaks, both ends
 * included. A new field is no new version, since unknown fields are ignored.
 */
public record ProtocolRange(int min, int max) {
  /** What this program speaks. */
  public static final ProtocolRange SPOKEN = new ProtocolRange(1, 1);

  /** The newest version that both sides speak; empty where there is none. */
  public OptionalInt newestCommon(ProtocolRange other) {
    int newest = Math.min(max, other.max);
    return newest >= Math.max(min, other.min) ? OptionalInt.of(newest) : OptionalInt.empty();
  }

  @Override
  public String toString() {
    return min == max ? String.valueOf(min) : min + " to " + max;
  }
}
