package dev.fetchery.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A host that is not at full speed.
 *
 * @param state {@code slowed} or {@code resting}
 * @param limit requests at once, at most
 * @param until end of its back-off, or null
 */
public record HostProgress(String host, String state, int limit, @Nullable Instant until) {}
