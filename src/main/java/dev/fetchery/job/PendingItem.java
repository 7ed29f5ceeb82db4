package dev.fetchery.job;

import dev.fetchery.url.WebUrl;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to fetch an item: the stored draft with its number, host and grant.
 *
 * @param seq position in the source, from 0
 * @param host {@code host:port} of the URL, lower case; empty where there is none
 * @param file granted target relative to the downloads directory, or null while not known
 * @param sameAs number of an earlier item that requests the same and saves it in the same place:
 *     this one is not requested, and ends as that one does; or null
 */
public record PendingItem(
    long seq,
    Draft draft,
    String host,
    @Nullable String file,
    Attempts tried,
    @Nullable Long sameAs) {

  /**
   * What became of the attempts so far.
   *
   * @param count requests sent
   * @param notBeforeMs epoch milliseconds before which there is no other; 0 for now
   * @param part what an interrupted body left behind, or null
   * @param mirror that has its turn, or null where it is the item's own URL
   */
  public record Attempts(
      int count, long notBeforeMs, @Nullable Part part, @Nullable AtMirror mirror) {
    public static final Attempts NONE = new Attempts(0, 0, null, null);
  }

  /**
   * That a mirror has its turn.
   *
   * @param number of the mirror, from 1
   * @param sentBefore requests sent to the item's own URL and the mirrors before
   * @param absent whether all of those said that there is no such thing
   */
  public record AtMirror(int number, int sentBefore, boolean absent) {}

  /** One that was not tried, and that no other item is the same as. */
  public PendingItem(long seq, Draft draft, String host, @Nullable String file) {
    this(seq, draft, host, file, Attempts.NONE, null);
  }

  public @Nullable String key() {
    return draft.key();
  }

  public String url() {
    return draft.url();
  }

  /** The URL, read; null where it is none. */
  public @Nullable WebUrl target() {
    return draft.target();
  }

  public Map<String, String> fields() {
    return draft.fields();
  }

  public Map<String, String> headers() {
    return draft.headers();
  }

  public Terms terms() {
    return draft.terms();
  }

  public int attempts() {
    return tried.count;
  }

  public long notBeforeMs() {
    return tried.notBeforeMs;
  }

  public @Nullable Part part() {
    return tried.part;
  }

  /** The mirror that has its turn, or null where it is the item's own URL. */
  public @Nullable AtMirror mirror() {
    return tried.mirror;
  }

  public PendingItem withFile(@Nullable String granted) {
    return new PendingItem(seq, draft, host, granted, tried, sameAs);
  }

  public PendingItem after(int attemptsMade, long nextNotBeforeMs, @Nullable Part left) {
    Attempts made = new Attempts(attemptsMade, nextNotBeforeMs, left, tried.mirror);
    return new PendingItem(seq, draft, host, file, made, sameAs);
  }

  /** It is asked of this mirror, without a wait. */
  public PendingItem at(AtMirror mirror, @Nullable Part left) {
    Attempts made = new Attempts(tried.count, 0, left, mirror);
    return new PendingItem(seq, draft, host, file, made, sameAs);
  }
}
