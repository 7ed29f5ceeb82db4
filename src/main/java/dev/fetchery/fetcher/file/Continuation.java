package dev.fetchery.fetcher.file;

import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.Part;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is kept of an interrupted body, and whether a response is the rest of it. Pure. */
public final class Continuation {
  private static final int PARTIAL_CONTENT = 206;

  private Continuation() {}

  /**
   * Whether the rest may be asked for: a validator identifies the entity, and everything that was
   * written is there. At another URL, such as one that was signed anew, a strong tag alone
   * identifies it: two files may well have been changed in the same second.
   */
  public static boolean isUsable(Part left, String url) {
    boolean identified = left.url().equals(url) ? validator(left) != null : left.etag() != null;
    return identified && BootId.ID.equals(left.boot());
  }

  /** Whether everything that was written of it is there. */
  public static boolean isWhole(Part left) {
    return BootId.ID.equals(left.boot());
  }

  /** The value of {@code If-Range}, or null. */
  public static @Nullable String validator(Part left) {
    return left.etag() != null ? left.etag() : left.lastModified();
  }

  /**
   * Whether a 206 is the rest of what is there: from exactly where it ends, of the same whole, with
   * the same validators, and nothing odd about it (RFC 9110, 14.4 and 15.3.7).
   *
   * @param left what is known of the part
   * @param next position in the whole of the first byte that is missing
   * @param url that answered; another than before has to say the tag as well
   */
  public static boolean fits(Part left, long next, String url, ResponseHead answer) {
    String tag = answer.get("etag");
    boolean sameEntity =
        isSame(left.etag(), tag)
            && (tag != null || left.url().equals(url))
            && isSame(left.lastModified(), answer.get("last-modified"));
    return sameEntity && isRest(left, next, answer);
  }

  /** Whether a 206 goes on exactly where the part ends, in a whole of the same length. */
  public static boolean isRest(Part left, long next, ResponseHead answer) {
    ContentRange range = ContentRange.of(answer.all("content-range"));
    return range != null
        && (left.totalBytes() < 0 || left.totalBytes() == range.total())
        && range.first() == next
        && answer.isIdentity()
        && (answer.contentLength() < 0
            || answer.contentLength() == range.last() - range.first() + 1);
  }

  private static boolean isSame(@Nullable String known, @Nullable String sent) {
    return known == null || sent == null || Objects.equals(known, sent);
  }

  /**
   * What makes a part of this response's body continuable, or null: where the entity cannot be
   * recognised again, the server refuses ranges, or a piece is of a whole of unknown length.
   *
   * @param judged whether a checksum judges the whole, so that no validator is needed
   */
  public static @Nullable Part of(
      String path, String url, @Nullable ResponseHead answer, boolean judged) {
    if (answer == null || !answer.isIdentity() || isRefusingRanges(answer)) {
      return null;
    }
    ContentRange piece = ContentRange.of(answer.all("content-range"));
    if (answer.status() == PARTIAL_CONTENT && piece == null) {
      return null;
    }
    String etag = strongEtag(answer);
    String lastModified = answer.get("last-modified");
    return etag == null && lastModified == null && !judged
        ? null
        : new Part(path, url, etag, lastModified, total(answer, piece), BootId.ID);
  }

  private static long total(ResponseHead answer, @Nullable ContentRange piece) {
    return answer.status() == PARTIAL_CONTENT && piece != null
        ? piece.total()
        : answer.contentLength();
  }

  /** The entity tag if it is a strong one (RFC 9110, 8.8.3), else null. */
  public static @Nullable String strongEtag(ResponseHead answer) {
    String etag = answer.entityTag();
    return etag == null || etag.startsWith("W/") ? null : etag;
  }

  private static boolean isRefusingRanges(ResponseHead answer) {
    String accepts = answer.get("accept-ranges");
    return accepts != null && accepts.strip().equalsIgnoreCase("none");
  }
}
