package dev.fetchery.spec;

import dev.fetchery.job.Limits;

/** A change of a job's limits; what is null stays as it is. */
public record LimitsPatch(
    Integer concurrency,
    Integer perHost,
    Double requestsPerSecond,
    Long bytesPerSecond,
    Integer segments) {

  public Limits applyTo(Limits limits) {
    return new Limits(
        concurrency == null ? limits.concurrency() : concurrency,
        perHost == null ? limits.perHost() : perHost,
        requestsPerSecond == null ? limits.requestsPerSecond() : requestsPerSecond,
        bytesPerSecond == null ? limits.bytesPerSecond() : bytesPerSecond,
        segments == null ? limits.segments() : segments);
  }
}
