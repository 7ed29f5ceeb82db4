package dev.fetchery.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item as shown. Sizes in bytes; what is not known is null.
 *
 * @param seq position in the source, from 0
 * @param file relative to the downloads directory, with {@code /}
 * @param attempts requests sent
 * @param status of the last response
 * @param bytes received
 * @param size of the saved file, or of the whole body of an active item
 * @param live what only an active item has, or null
 * @param finalUrl that answered, where it is another than the item's: a mirror, as it was given, or
 *     what a redirect led to, without its query, which may be a secret
 */
public record Item(
    long seq,
    @Nullable String key,
    String url,
    @Nullable String file,
    ItemState state,
    int attempts,
    @Nullable Integer status,
    long bytes,
    @Nullable Long size,
    @Nullable String sha256,
    @Nullable Integrity integrity,
    @Nullable String contentType,
    @Nullable String contentEncoding,
    @Nullable Long durationMs,
    @Nullable Instant finishedAt,
    @Nullable Fault error,
    @Nullable Live live,
    @Nullable String finalUrl) {

  /**
   * An item under way.
   *
   * @param startedAt when its present request was handed out
   */
  public record Live(Instant startedAt, double bytesPerSecond) {}

  /** An item that is not under way. */
  public Item(
      long seq,
      @Nullable String key,
      String url,
      @Nullable String file,
      ItemState state,
      int attempts,
      @Nullable Integer status,
      long bytes,
      @Nullable Long size,
      @Nullable String sha256,
      @Nullable Integrity integrity,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      @Nullable Long durationMs,
      @Nullable Instant finishedAt,
      @Nullable Fault error) {
    this(
        seq,
        key,
        url,
        file,
        state,
        attempts,
        status,
        bytes,
        size,
        sha256,
        integrity,
        contentType,
        contentEncoding,
        durationMs,
        finishedAt,
        error,
        null,
        null);
  }

  /** The same item, which this URL answered. */
  public Item answeredBy(@Nullable String other) {
    return new Item(
        seq,
        key,
        url,
        file,
        state,
        attempts,
        status,
        bytes,
        size,
        sha256,
        integrity,
        contentType,
        contentEncoding,
        durationMs,
        finishedAt,
        error,
        live,
        other);
  }

  /** The same item while it is being fetched. */
  public Item active(int sent, long received, @Nullable Long whole, Live now) {
    return new Item(
        seq,
        key,
        url,
        file,
        ItemState.ACTIVE,
        sent,
        status,
        received,
        whole,
        sha256,
        integrity,
        contentType,
        contentEncoding,
        durationMs,
        finishedAt,
        error,
        now,
        finalUrl);
  }
}
