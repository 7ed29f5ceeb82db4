package dev.fetchery.coordinator.job;

import dev.fetchery.coordinator.attempt.HostFailures;
import dev.fetchery.coordinator.item.ItemEnvironment;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.lease.Fetchers;
import dev.fetchery.coordinator.port.Announcer;
import dev.fetchery.coordinator.port.EventLoop;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.plan.Dispatcher;
import java.util.random.RandomGenerator;

/** What every running job works with. */
public record JobServices(
    EventLoop loop,
    StoreCalls store,
    Announcer announcer,
    Dispatcher<Fetch> dispatcher,
    Fetchers fetchers,
    FetchQueue queue,
    HostFailures hosts,
    ItemEnvironment items,
    RandomGenerator random,
    JobOptions options) {}
