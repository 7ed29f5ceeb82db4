package dev.fetchery.app;

import dev.fetchery.config.Settings;
import dev.fetchery.config.StorePlace;
import dev.fetchery.context.Clock;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.SqliteJobStore;

/** How the service reaches the record of its jobs. */
final class StoreAccess {
  private StoreAccess() {}

  /** Opens the record where the settings say. Blocks. */
  static JobStore open(Settings.Storage storage) {
    return storage.store() instanceof StorePlace.Postgres place
        ? PostgresAccess.open(place, storage.dataDir())
        : SqliteJobStore.open(storage.dataDir(), storage.fullDurability(), Clock.system());
  }
}
