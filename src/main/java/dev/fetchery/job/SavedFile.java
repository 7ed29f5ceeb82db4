package dev.fetchery.job;

import org.jspecify.annotations.Nullable;

/**
 * A file as it was saved.
 *
 * @param path relative to the downloads directory, with {@code /}; null for the granted name
 * @param size in bytes
 * @param sha256 digest of the content, lower-case hex, or null where it is not kept
 * @param mtimeMs time of the file in epoch milliseconds, where it has no digest; else null
 * @param integrity how the body was found to be whole
 */
public record SavedFile(
    @Nullable String path,
    long size,
    @Nullable String sha256,
    @Nullable Long mtimeMs,
    Integrity integrity) {

  /** One that is known by its digest. */
  public SavedFile(@Nullable String path, long size, String sha256, Integrity integrity) {
    this(path, size, sha256, null, integrity);
  }
}
