package dev.fetchery.fetcher;

import dev.fetchery.client.HttpFetch;

/** What every task of a fetcher works with. */
record Tools(
    HttpFetch fetch,
    Disk disk,
    Session session,
    Budget budget,
    Meter meter,
    boolean fullDurability) {}
