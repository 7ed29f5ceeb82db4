package dev.fetchery.store.pg;

import dev.fetchery.store.JobStore;
import dev.fetchery.store.Readers;
import dev.fetchery.store.SqlReads;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The reads of a process that may not write, or not yet. */
final class PgReads extends SqlReads {
  private volatile @Nullable JobStore writer;
  private volatile @Nullable Instant failingSince;

  PgReads(Readers readers) {
    super(readers);
  }

  /** This process writes by now. */
  void writtenBy(JobStore store) {
    writer = store;
  }

  /** Whether the database could be reached just now. */
  void reached(boolean reached, Instant now) {
    if (reached) {
      failingSince = null;
    } else if (failingSince == null) {
      failingSince = now;
    }
  }

  @Override
  public boolean keepsLists() {
    return true;
  }

  @Override
  public Health health() {
    JobStore known = writer;
    return known == null ? Health.FRESH.failing(0, failingSince) : known.health();
  }
}
