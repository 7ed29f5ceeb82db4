package dev.fetchery.store;

/** Keys of items and completions: the job's number, then 36 bits of their own. */
final class RowIds {
  private static final int BITS = 36;
  private static final long OWN = (1L << BITS) - 1;

  private RowIds() {}

  /**
   * @param own {@code seq} of an item, {@code n} of a completion
   */
  static long key(long job, long own) {
    if (own < 0 || own > OWN) {
      throw new IllegalArgumentException("no item has the number " + own);
    }
    return job << BITS | own;
  }

  /** The least key of a job. */
  static long first(long job) {
    return job << BITS;
  }

  /** The greatest key of a job. */
  static long last(long job) {
    return job << BITS | OWN;
  }

  /** The first key of a job beyond a number, which may be -1 and need not exist. */
  static long after(long job, long own) {
    return own >= OWN ? last(job) + 1 : key(job, Math.max(own + 1, 0));
  }

  static long job(long key) {
    return key >> BITS;
  }

  static long own(long key) {
    return key & OWN;
  }
}
