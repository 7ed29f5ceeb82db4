package dev.fetchery.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item as shown. Sizes in bytes; what is not known is null.
 *
 * @param seq position in the source, from 0
 * @param file relative to the downloads directory, with {@code /}
 * @param attempts requests sent
 * @param bytes received
 * @param live what only an active item has, or null
 */
public record Item(
    long seq,
    @Nullable String key,
    String url,
    @Nullable String file,
    ItemState state,
    int attempts,
    long bytes,
    Head head,
    Content content,
    End end,
    @Nullable Live live) {

  /**
   * What the last response said.
   *
   * @param finalUrl that answered, where it is another than the item's: a mirror, as it was given,
   *     or what a redirect led to, without its query, which may be a secret
   */
  public record Head(
      @Nullable Integer status,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      @Nullable String finalUrl) {
    public static final Head NONE = new Head(null, null, null, null);
  }

  /**
   * What there is of the body.
   *
   * @param size of the saved file, or of the whole body of an active item
   * @param sha256 digest of the saved file, lower-case hex
   */
  public record Content(
      @Nullable Long size, @Nullable String sha256, @Nullable Integrity integrity) {
    public static final Content NONE = new Content(null, null, null);
  }

  /**
   * How it came to its end.
   *
   * @param durationMs of the last attempt, with its redirects
   * @param node that made the last request
   */
  public record End(
      @Nullable Long durationMs,
      @Nullable Instant finishedAt,
      @Nullable Fault error,
      @Nullable String node) {
    public static final End NONE = new End(null, null, null);

    /** One whose node is not known. */
    public End(@Nullable Long durationMs, @Nullable Instant finishedAt, @Nullable Fault error) {
      this(durationMs, finishedAt, error, null);
    }
  }

  /**
   * An item under way.
   *
   * @param startedAt when its present request was handed out
   * @param node that fetches it
   */
  public record Live(Instant startedAt, double bytesPerSecond, String node) {}

  /** The same item while it is being fetched. */
  public Item active(int sent, long received, @Nullable Long whole, Live now) {
    Content known = new Content(whole, content.sha256, content.integrity);
    return new Item(seq, key, url, file, ItemState.ACTIVE, sent, received, head, known, end, now);
  }

  /** The same item while it waits with a part of its body. */
  public Item withPart(long kept, @Nullable Long whole) {
    Long size = content.size == null ? whole : content.size;
    Content known = new Content(size, content.sha256, content.integrity);
    return new Item(seq, key, url, file, state, attempts, kept, head, known, end, live);
  }

  public @Nullable Integer status() {
    return head.status;
  }

  public @Nullable String contentType() {
    return head.contentType;
  }

  public @Nullable String contentEncoding() {
    return head.contentEncoding;
  }

  public @Nullable String finalUrl() {
    return head.finalUrl;
  }

  public @Nullable Long size() {
    return content.size;
  }

  public @Nullable String sha256() {
    return content.sha256;
  }

  public @Nullable Integrity integrity() {
    return content.integrity;
  }

  public @Nullable Long durationMs() {
    return end.durationMs;
  }

  public @Nullable Instant finishedAt() {
    return end.finishedAt;
  }

  public @Nullable Fault error() {
    return end.error;
  }

  /** The node that fetches it, or that made its last request; null where that is not known. */
  public @Nullable String node() {
    return live == null ? end.node : live.node;
  }
}
