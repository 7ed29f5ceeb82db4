package dev.fetchery.fetcher;

import dev.fetchery.client.HttpFetch;

/** What every task of a fetcher works with. */
record FetcherContext(
    HttpFetch fetch,
    PublishQueue disk,
    CoordinatorLink session,
    MemoryBudget budget,
    ByteRateLimiter meter,
    boolean fullDurability) {}
