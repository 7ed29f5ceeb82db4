package dev.fetchery.job;

import org.jspecify.annotations.Nullable;

/**
 * A file as it was saved.
 *
 * @param path relative to the downloads directory, with {@code /}; null for the granted name
 * @param size in bytes
 * @param sha256 digest of the content, lower-case hex
 * @param integrity how the body was found to be whole
 */
public record SavedFile(@Nullable String path, long size, String sha256, Integrity integrity) {}
