package dev.fetchery.source;

import dev.fetchery.context.Sha256;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.source.document.IndexDirectory;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * Where the indexes of directories lead, which may not be out of the first one's origin and path. A
 * redirect may, so each is judged by the URL that answered: it must be below the index that lists
 * it. So each step leads further down, also where redirects are made to lead in a circle.
 *
 * <p>Directories that were read are kept as 64-bit digests, in memory only, and up to a bound.
 * Without that a directory that is reached in two ways is read twice, and its files are known.
 */
final class DirectoryWalk implements DocumentWalk {
  private static final int MAX_KEPT = 1_000_000;

  private final int levels;
  private final Set<Long> read = new HashSet<>();

  /**
   * @param levels of directories below the first that are read
   */
  DirectoryWalk(int levels) {
    this.levels = levels;
  }

  /** Each step leads further down: none leads back to one in the position. */
  @Override
  public void begin(OpenDocument index) {
    // It is known once it was fetched.
  }

  @Override
  public Verdict enter(OpenDocument index) {
    try {
      boolean known = read.contains(digest(IndexDirectory.of(WebUrl.parse(index.url()))));
      return known ? PASS_OVER : READ;
    } catch (BadUrlException e) {
      return READ;
    }
  }

  /** Counts its levels too where a redirect led further down. */
  @Override
  public Verdict judge(OpenDocument index) {
    try {
      WebUrl reached = WebUrl.parse(index.reached());
      String by = index.listedBy();
      String below = by == null ? "/" : IndexDirectory.of(WebUrl.parse(by)).below(reached);
      int down = below == null ? 0 : (int) below.chars().filter(c -> c == '/').count();
      if (down == 0) {
        String why = "it redirects to " + reached + ", outside the directory that lists it";
        return new Refuse(new Fault(ErrorCode.BAD_RESPONSE, why));
      }
      index.ledFurther(down - 1);
      boolean fresh = read.size() >= MAX_KEPT || read.add(digest(IndexDirectory.of(reached)));
      return fresh && index.depth() <= levels ? READ : PASS_OVER;
    } catch (BadUrlException e) {
      return new Refuse(new Fault(ErrorCode.BAD_URL, e.why()));
    }
  }

  private static long digest(IndexDirectory directory) {
    return ByteBuffer.wrap(Sha256.of(directory.bytes())).getLong();
  }
}
