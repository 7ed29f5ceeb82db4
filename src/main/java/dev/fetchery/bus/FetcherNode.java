package dev.fetchery.bus;

import java.time.Instant;

/**
 * A node whose fetchers work for the coordinator, or did of late: all its fetchers together.
 *
 * @param node its name
 * @param version the release that it runs
 * @param since when it came into its state
 * @param lastSeen when one of its fetchers was last heard of
 * @param capacity tasks that its fetchers run at once
 * @param active tasks that they hold
 * @param itemsPerSecond items fetched, over the last seconds
 * @param bytesPerSecond body bytes received, over the last seconds
 * @param items fetched since it came
 * @param bytes received since it came
 */
public record FetcherNode(
    String node,
    String version,
    State state,
    Instant since,
    Instant lastSeen,
    int capacity,
    int active,
    double itemsPerSecond,
    double bytesPerSecond,
    long items,
    long bytes) {

  /** Whether a node gets tasks. */
  public enum State {
    /** It gets tasks. */
    ACTIVE("active"),
    /** It ends what it has and gets nothing new. */
    DRAINING("draining"),
    /** It is not heard of. */
    SILENT("silent");

    private final String wire;

    State(String wire) {
      this.wire = wire;
    }

    /** Its name in the interface. */
    public String wire() {
      return wire;
    }
  }
}
