package dev.fetchery.job;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an item ended: what is stored with its completion number.
 *
 * @param state an end state
 * @param attempts requests sent
 * @param bytes received
 * @param durationMs of the last attempt with its redirects, or null where there was none
 * @param response the last one, or null
 * @param saved the file, or null where none was saved: the granted name stays as it is
 * @param error null for done
 * @param node that made the last request, or null where there was none
 */
public record ItemResult(
    long seq,
    ItemState state,
    int attempts,
    long bytes,
    @Nullable Long durationMs,
    Instant finishedAt,
    @Nullable Response response,
    @Nullable SavedFile saved,
    @Nullable Fault error,
    @Nullable String node) {

  /** An end without a response: skipped, cancelled, or failed before a request was made. */
  public static ItemResult without(
      long seq, ItemState state, int attempts, Instant finishedAt, @Nullable Fault error) {
    return new ItemResult(seq, state, attempts, 0, null, finishedAt, null, null, error, null);
  }

  /** The same, of the item with this number. */
  public ItemResult withSeq(long number) {
    return new ItemResult(
        number, state, attempts, bytes, durationMs, finishedAt, response, saved, error, node);
  }

  /** The same, fetched by this node. */
  public ItemResult by(@Nullable String name) {
    return Objects.equals(name, node)
        ? this
        : new ItemResult(
            seq, state, attempts, bytes, durationMs, finishedAt, response, saved, error, name);
  }

  /** Where the file was saved, or null. */
  public @Nullable String file() {
    return saved == null ? null : saved.path();
  }

  /** Size of the file, or null. */
  public @Nullable Long size() {
    return saved == null ? null : saved.size();
  }

  /** Digest of the file, or null. */
  public @Nullable String sha256() {
    return saved == null ? null : saved.sha256();
  }

  /** Time of the file where it has no digest, in epoch milliseconds; or null. */
  public @Nullable Long mtimeMs() {
    return saved == null ? null : saved.mtimeMs();
  }

  /** How the body was found to be whole, or null. */
  public @Nullable Integrity integrity() {
    return saved == null ? null : saved.integrity();
  }

  /** Status of the last response, or null. */
  public @Nullable Integer status() {
    return response == null ? null : response.status();
  }

  /** Media type of the last response, or null. */
  public @Nullable String contentType() {
    return response == null ? null : response.contentType();
  }

  /** How the body of the last response is packed, or null. */
  public @Nullable String contentEncoding() {
    return response == null ? null : response.contentEncoding();
  }

  /** The URL that answered, where it is another than the item's; or null. */
  public @Nullable String finalUrl() {
    return response == null ? null : response.finalUrl();
  }

  /** Validator of the last response, or null. */
  public @Nullable String etag() {
    return response == null ? null : response.etag();
  }

  /** Validator of the last response, or null. */
  public @Nullable String lastModified() {
    return response == null ? null : response.lastModified();
  }
}
