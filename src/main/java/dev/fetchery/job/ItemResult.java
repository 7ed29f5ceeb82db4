package dev.fetchery.job;

import java.time.Instant;

/**
 * How an item came to its end: what is stored with its completion number.
 *
 * @param state an end state
 * @param file where it was saved, or null to leave the granted name as it is
 * @param status of the last answer, or null
 * @param etag validator kept for a later refresh, or null
 * @param lastModified validator kept for a later refresh, or null
 * @param error null for done
 */
public record ItemResult(
    long seq,
    ItemState state,
    String file,
    int attempts,
    Integer status,
    long bytes,
    Long size,
    String sha256,
    Integrity integrity,
    String contentType,
    Long durationMs,
    Instant finishedAt,
    String etag,
    String lastModified,
    Fault error) {

  /** An end without an answer: skipped, cancelled, or failed before a request was made. */
  public static ItemResult without(
      long seq, ItemState state, int attempts, Instant finishedAt, Fault error) {
    return new ItemResult(
        seq,
        state,
        null,
        attempts,
        null,
        0,
        null,
        null,
        null,
        null,
        null,
        finishedAt,
        null,
        null,
        error);
  }

  /** The same, of the item with this number. */
  public ItemResult withSeq(long number) {
    return new ItemResult(
        number,
        state,
        file,
        attempts,
        status,
        bytes,
        size,
        sha256,
        integrity,
        contentType,
        durationMs,
        finishedAt,
        etag,
        lastModified,
        error);
  }
}
