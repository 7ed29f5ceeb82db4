package dev.fetchery.fetcher;

import dev.fetchery.client.HttpFetch;
import dev.fetchery.fetcher.file.FileStore;
import dev.fetchery.fetcher.flow.BackPressure;
import dev.fetchery.fetcher.flow.BodyMemory;
import dev.fetchery.fetcher.flow.ByteRateLimiter;
import dev.fetchery.fetcher.segment.HostRests;

/** What every task of a fetcher works with. */
record FetcherContext(
    HttpFetch fetch,
    FileStore files,
    CoordinatorLink link,
    BodyMemory memory,
    ByteRateLimiter limiter,
    HostRests rests) {

  /** For the bodies of one connection of a job. */
  BackPressure backPressure(String job) {
    return new BackPressure(limiter, memory, job);
  }
}
