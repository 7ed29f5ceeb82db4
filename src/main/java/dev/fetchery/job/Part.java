package dev.fetchery.job;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an interrupted body, enough to ask for the rest of it (RFC 9110, 13.1.5, 14.2).
 *
 * @param path part file relative to the downloads directory
 * @param url the URL that answered last, after redirects
 * @param etag strong entity tag, or null
 * @param lastModified {@code Last-Modified} as sent, or null
 * @param totalBytes length of the whole representation, also where a piece of it is wanted; or -1
 * @param boot which start of the machine the bytes were written in, or null where that is not
 *     known: after another start it is uncertain whether all of them reached the disk
 * @param keptBytes that its fetcher had written when it told of it, to be shown; 0 where that is
 *     not known. What is continued goes by the file alone
 */
public record Part(
    String path,
    String url,
    @Nullable String etag,
    @Nullable String lastModified,
    long totalBytes,
    @Nullable String boot,
    long keptBytes) {
  /** One of which it is not known how much there is. */
  public Part(
      String path,
      String url,
      @Nullable String etag,
      @Nullable String lastModified,
      long totalBytes,
      @Nullable String boot) {
    this(path, url, etag, lastModified, totalBytes, boot, 0);
  }

  /** The same with so many bytes of it. */
  public Part with(long bytes) {
    return new Part(path, url, etag, lastModified, totalBytes, boot, bytes);
  }
}
