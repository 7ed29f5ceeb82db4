package dev.fetchery.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A host that is not at full speed.
 *
 * @param state {@code slowed} or {@code resting}
 * @param limit requests at once, at most
 * @param until end of its back-off, or null
 * @param code of the failure that made it so, or null
 * @param detail of that failure, or null
 */
public record HostProgress(
    String host,
    String state,
    int limit,
    @Nullable Instant until,
    @Nullable ErrorCode code,
    @Nullable String detail) {
  /** With the failure that made it so, or null. */
  public static HostProgress of(
      String host, String state, int limit, @Nullable Instant until, @Nullable Fault why) {
    return new HostProgress(
        host,
        state,
        limit,
        until,
        why == null ? null : why.code(),
        why == null ? null : why.detail());
  }
}
