package dev.fetchery.app;

import dev.fetchery.config.Settings;
import dev.fetchery.config.StorePlace;
import dev.fetchery.context.Clock;
import dev.fetchery.store.Candidate;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.SqliteJobStore;
import org.jspecify.annotations.Nullable;

/**
 * How the service reaches the record of its jobs.
 *
 * @param reads good until this is closed
 * @param store to write to; null while another process may write
 * @param candidate by which the right to write is got, where several processes compete for it
 */
record StoreAccess(JobReads reads, @Nullable JobStore store, @Nullable Candidate candidate) {

  /** Opens the record where the settings say. Blocks. */
  static StoreAccess open(Settings settings) {
    Settings.Storage storage = settings.storage();
    if (!(storage.store() instanceof StorePlace.Postgres place)) {
      return alone(
          SqliteJobStore.open(storage.dataDir(), storage.fullDurability(), Clock.system()));
    } else if (settings.cluster() == null) {
      return alone(PostgresAccess.open(place, storage.dataDir()));
    }
    Candidate candidate = PostgresAccess.compete(place, storage.dataDir());
    return new StoreAccess(candidate.reads(), candidate.tryToWrite(), candidate);
  }

  private static StoreAccess alone(JobStore store) {
    return new StoreAccess(store, store, null);
  }

  /** The same for processes with the same database; empty for one in the data directory. */
  static String mark(StorePlace store) {
    return store instanceof StorePlace.Postgres place
        ? place.host() + ":" + place.port() + "/" + place.database()
        : "";
  }

  /** Blocks. */
  void close() {
    if (candidate != null) {
      candidate.close();
    } else if (store != null) {
      store.close();
    }
  }
}
