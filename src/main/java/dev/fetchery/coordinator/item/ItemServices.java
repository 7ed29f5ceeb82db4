package dev.fetchery.coordinator.item;

import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.discovery.Lookups;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.SteadyClock;

/** What a job's items work with while they are fetched. */
record ItemServices(
    FetchSupport support,
    ItemNames names,
    ItemTasks tasks,
    NameGranter granter,
    Lookups lookups,
    OutcomeHandler outcomes,
    OutcomeBatch batch,
    HeldItems held,
    ActiveItems active,
    PartPaths parts,
    FileService files,
    SteadyClock clock) {}
