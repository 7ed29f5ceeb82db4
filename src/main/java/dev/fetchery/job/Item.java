package dev.fetchery.job;

import java.time.Instant;

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
    String key,
    String url,
    String file,
    ItemState state,
    int attempts,
    Integer status,
    long bytes,
    Long size,
    String sha256,
    Integrity integrity,
    String contentType,
    Long durationMs,
    Instant finishedAt,
    Fault error) {}
