package dev.fetchery.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request made for an item, as it is kept.
 *
 * @param at when it was handed out
 * @param url without user info; of a redirect's target also without query, which may be a signature
 * @param status of the response, or null where there was none
 * @param fault why it failed, or null
 * @param bytes received of its body
 * @param durationMs until its end, or null where nothing was sent
 * @param remoteAddress what was connected to, {@code address:port}, or null where that is not known
 * @param node that made it
 */
public record AttemptRecord(
    Instant at,
    String url,
    @Nullable Integer status,
    @Nullable Fault fault,
    long bytes,
    @Nullable Long durationMs,
    @Nullable String remoteAddress,
    @Nullable String node) {}
