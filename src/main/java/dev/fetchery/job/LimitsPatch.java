package dev.fetchery.job;

import org.jspecify.annotations.Nullable;

/** A change of a job's limits; what is null stays as it is. */
public record LimitsPatch(
    @Nullable Integer concurrency,
    @Nullable Integer perHost,
    @Nullable Double requestsPerSecond,
    @Nullable Long bytesPerSecond,
    @Nullable Integer segments) {

  /** The limits with this change. */
  public Limits applyTo(Limits limits) {
    return new Limits(
        concurrency == null ? limits.concurrency() : concurrency,
        perHost == null ? limits.perHost() : perHost,
        requestsPerSecond == null ? limits.requestsPerSecond() : requestsPerSecond,
        bytesPerSecond == null ? limits.bytesPerSecond() : bytesPerSecond,
        segments == null ? limits.segments() : segments);
  }
}
