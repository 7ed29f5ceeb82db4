package dev.fetchery.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as shown.
 *
 * @param id ULID: sorts by creation
 * @param specJson what was posted, with its defaults and without its secrets
 * @param directory what all its files lie in, absolute: where {@code save.dir} has variables, what
 *     is written before the first
 * @param lastN number of its last completion, 0 if none
 */
public record Job(
    String id,
    @Nullable String name,
    JobState state,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Fault error,
    Progress progress,
    String specJson,
    String directory,
    long lastN) {}
