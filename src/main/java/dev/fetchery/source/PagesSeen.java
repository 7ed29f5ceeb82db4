package dev.fetchery.source;

import dev.fetchery.context.Sha256;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.naming.ValueException;
import dev.fetchery.url.WebUrl;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pages that a listing has led to, by which one without an end is known. Cursors and links are
 * kept as 64-bit digests, in memory only: in the position they would grow with every page. After a
 * restart only the one in the position is known, so a listing that loops is detected one round
 * later at most, and nothing is fetched twice.
 */
final class PagesSeen {
  private final PageRequests requests;
  private final long maxPages;
  private final Set<Long> seen = new HashSet<>();

  /**
   * @param maxPages a listing may have
   */
  PagesSeen(PageRequests requests, long maxPages) {
    this.requests = requests;
    this.maxPages = maxPages;
  }

  /** A cursor or link by which a page was asked for. */
  void add(String pointer) {
    seen.add(digest(pointer));
  }

  /** Why a listing cannot go on to the next page, or would never end if it did; or null. */
  @Nullable Fault barred(PageState current, PageState next) {
    if (next.page() > maxPages) {
      return new Fault(ErrorCode.TOO_LARGE, "the listing has more than " + maxPages + " pages");
    }
    String page = "page " + current.page();
    String tooLong = tooLong(next);
    if (tooLong != null) {
      return new Fault(
          ErrorCode.TOO_LARGE, page + " leads to one that cannot be asked for: " + tooLong);
    }
    if (next.pointer() != null) {
      return seen.add(digest(next.pointer()))
          ? null
          : new Fault(
              ErrorCode.BAD_DOCUMENT,
              next.link() == null
                  ? page + " names a cursor seen before"
                  : page + " links to a page seen before");
    }
    return requests.of(next).equals(requests.of(current))
        ? new Fault(ErrorCode.BAD_DOCUMENT, page + " leads to the same request again")
        : null;
  }

  /** What would be too long in the request of a page, or null. */
  private @Nullable String tooLong(PageState next) {
    try {
      boolean fits = requests.of(next).url().length() <= WebUrl.MAX_CHARS;
      String what = next.cursor() == null ? "its URL" : "with {cursor} its URL";
      return fits ? null : what + " is longer than " + WebUrl.MAX_CHARS + " characters";
    } catch (ValueException e) {
      return e.why();
    }
  }

  private static long digest(String text) {
    return ByteBuffer.wrap(Sha256.of(text)).getLong();
  }
}
