package dev.fetchery.job;

import java.time.Instant;

/**
 * A job as shown.
 *
 * @param id ULID: sorts by creation
 * @param specJson the job as accepted, defaults filled in, secrets masked
 * @param lastN number of its last completion, 0 if none
 */
public record Job(
    String id,
    String name,
    JobState state,
    Instant createdAt,
    Instant startedAt,
    Instant finishedAt,
    Fault error,
    Progress progress,
    String specJson,
    long lastN) {}
