package dev.fetchery.app;

import dev.fetchery.config.StorePlace;
import dev.fetchery.context.Clock;
import dev.fetchery.store.Candidate;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.pg.PgCandidate;
import dev.fetchery.store.pg.PgJobStore;
import dev.fetchery.store.pg.PgServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches a record of jobs in a PostgreSQL. Apart from its caller, so that nothing of it is loaded
 * without one.
 */
final class PostgresAccess {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresAccess.class);

  /** As of every program that asks a PostgreSQL; the driver itself reads {@code ~/.pgpass}. */
  private static final String PASSWORD = "PGPASSWORD";

  private PostgresAccess() {}

  /** Opens it as the only process that writes. Blocks. */
  static JobStore open(StorePlace.Postgres place, Path dataDir) {
    return PgJobStore.open(server(place, System.getenv(PASSWORD)), dataDir, Clock.system());
  }

  /** Opens it as one of several processes that may come to write. Blocks. */
  static Candidate compete(StorePlace.Postgres place, Path dataDir) {
    return PgCandidate.open(
        server(place, System.getenv(PASSWORD)),
        dataDir,
        Clock.system(),
        () ->
            LOG.warn(
                "the coordinator has asked the database nothing for 20 s: its session is ended"));
  }

  private static PgServer server(StorePlace.Postgres place, @Nullable String password) {
    return new PgServer(
        place.host(),
        place.port(),
        place.database(),
        place.user(),
        password == null || password.isEmpty() ? null : password,
        place.options());
  }
}
