package dev.fetchery.source;

import dev.fetchery.context.Sha256;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Where indexes of sitemaps lead: anywhere, as their protocol allows, and to each sitemap once.
 *
 * <p>Sitemaps are kept as 64-bit digests of their URLs, in memory only, and up to a bound. After a
 * restart those in the position are known: so an index that leads back to itself ends there too.
 */
final class SitemapWalk implements DocumentWalk {
  /** Levels of indexes; the protocol has one. */
  private static final int LEVELS = 3;

  private static final int MAX_KEPT = 1_000_000;

  /** Numbers of the documents that came by these URLs first. */
  private final Map<Long, Integer> known = new HashMap<>();

  @Override
  public void begin(OpenDocument document) {
    isFirst(document.url(), document);
    isFirst(document.reached(), document);
  }

  @Override
  public Verdict enter(OpenDocument document) {
    if (!isFirst(document.url(), document)) {
      return PASS_OVER;
    }
    return document.depth() <= LEVELS
        ? READ
        : new Refuse(new Fault(ErrorCode.TOO_LARGE, "its indexes are nested too deep"));
  }

  /** A redirect may lead to a sitemap that was read. */
  @Override
  public Verdict judge(OpenDocument document) {
    boolean first = isFirst(document.reached(), document);
    return first || document.listedBy() == null ? READ : PASS_OVER;
  }

  /** Whether no other document came by the URL before. */
  private boolean isFirst(String url, OpenDocument document) {
    long digest = ByteBuffer.wrap(Sha256.of(sent(url))).getLong();
    Integer by = known.get(digest);
    if (by == null && known.size() < MAX_KEPT) {
      known.put(digest, document.number());
    }
    return by == null || by == document.number();
  }

  private static String sent(String url) {
    try {
      return WebUrl.parse(url).bare().text();
    } catch (BadUrlException e) {
      return url;
    }
  }
}
