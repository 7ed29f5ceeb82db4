package dev.fetchery.store;

/** In which order items are listed. What has no value comes last, in the order of the source. */
public enum ItemOrder {
  SEQ("seq", false),
  SEQ_DESCENDING("-seq", false),
  /** By the number of the completion. */
  N("n", false),
  N_DESCENDING("-n", false),
  SIZE_DESCENDING("-size", true),
  DURATION_DESCENDING("-durationMs", true);

  private final String wire;
  private final boolean byValue;

  ItemOrder(String wire, boolean byValue) {
    this.wire = wire;
    this.byValue = byValue;
  }

  public String wire() {
    return wire;
  }

  /**
   * Whether the order follows from values that no index holds, so that the first page needs a look
   * at every item.
   */
  public boolean byValue() {
    return byValue;
  }
}
