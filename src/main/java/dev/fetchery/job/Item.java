package dev.fetchery.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item as shown. Sizes in bytes; what is not known is null.
 *
 * @param seq position in the source, from 0
 * @param file relative to the downloads directory, with {@code /}
 * @param attempts requests sent
 * @param status of the last response
 * @param bytes received
 * @param size of the saved file
 */
public record Item(
    long seq,
    @Nullable String key,
    String url,
    @Nullable String file,
    ItemState state,
    int attempts,
    @Nullable Integer status,
    long bytes,
    @Nullable Long size,
    @Nullable String sha256,
    @Nullable Integrity integrity,
    @Nullable String contentType,
    @Nullable Long durationMs,
    @Nullable Instant finishedAt,
    @Nullable Fault error) {}
