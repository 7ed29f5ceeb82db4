package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.discovery.Locates;
import dev.fetchery.coordinator.discovery.Lookups;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.PendingItem;
import io.vertx.core.Future;
import java.util.List;

/** What a job's items work with while they are fetched. */
record ItemServices(
    FetchSupport support,
    ItemNames names,
    ItemTasks tasks,
    NameGranter granter,
    Lookups lookups,
    Locates locates,
    OutcomeHandler outcomes,
    OutcomeBatch batch,
    HeldItems held,
    ActiveItems active,
    PartPaths parts,
    FileService files,
    SteadyClock clock) {
  /** Undoes what an item may have published before its fetcher was gone. */
  Future<Void> undo(PendingItem work) {
    List<PartState> states =
        tasks.places(work).stream()
            .map(path -> new PartState(work.seq(), path, work.file(), false))
            .toList();
    return files.ask(new FileRequest.Recover(states)).transform(done -> Future.succeededFuture());
  }
}
