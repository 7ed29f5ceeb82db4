package dev.fetchery.store;

import dev.fetchery.job.JobState;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** Changes of the rows of jobs. */
final class JobWrites {
  private JobWrites() {}

  static JobStore.Created create(WriteContext books, JobStore.NewJob job, int maxOpen)
      throws SQLException {
    SqlConnection session = books.session();
    JobRow existing = ofKey(session, job.idempotencyKey(), job.fingerprint());
    if (existing != null) {
      return new JobStore.Created(existing, true);
    }
    String open = "SELECT count(*) FROM jobs WHERE state < 3 AND deleted = 0 AND hidden = 0";
    if (!job.hidden() && session.number(open) >= maxOpen) {
      throw new StoreException.TooManyOpen(maxOpen);
    }
    session.update(
        """
        INSERT INTO jobs(id, name, state, created_ms, hidden, idempotency_key, fingerprint)
        VALUES(?, ?, ?, ?, ?, ?, ?)
        """,
        job.id(),
        job.name(),
        Codes.of(Codes.JOB_STATES, JobState.QUEUED),
        job.createdAt(),
        job.hidden(),
        job.idempotencyKey(),
        job.fingerprint());
    session.update(
        "INSERT INTO specs(job, spec, shown_spec) VALUES(last_insert_rowid(), ?, ?)",
        job.specJson(),
        job.shownSpec());
    return new JobStore.Created(row(session, job.id()), false);
  }

  private static JobRow ofKey(SqlConnection session, String key, String fingerprint)
      throws SQLException {
    if (key == null) {
      return null;
    }
    String id = session.first("SELECT id FROM jobs WHERE idempotency_key = ?", Row::text, key);
    if (id == null) {
      return null;
    }
    String stored = session.first("SELECT fingerprint FROM jobs WHERE id = ?", Row::text, id);
    if (!Objects.equals(stored, fingerprint)) {
      throw new StoreException.KeyReused();
    }
    return row(session, id);
  }

  static JobRow change(WriteContext books, JobStore.JobChange change) throws SQLException {
    SqlConnection session = books.session();
    long num = books.job(change.id()).num();
    boolean noError = change.clearError();
    session.update(
        """
        UPDATE jobs SET state = coalesce(?, state), started_ms = coalesce(?, started_ms),
          finished_ms = coalesce(?, iif(?, NULL, finished_ms)),
          error_code = coalesce(?, iif(?, NULL, error_code)),
          error_detail = coalesce(?, iif(?, NULL, error_detail)),
          elapsed_ms = coalesce(?, elapsed_ms), position = coalesce(?, position),
          discovery_done = coalesce(?, discovery_done), cancelling = coalesce(?, cancelling)
        WHERE num = ?
        """,
        Codes.of(Codes.JOB_STATES, change.state()),
        change.startedAt(),
        change.finishedAt(),
        change.clearFinishedAt(),
        change.error() == null ? null : Codes.of(Codes.ERRORS, change.error().code()),
        noError,
        change.error() == null ? null : change.error().detail(),
        noError,
        change.elapsedMs(),
        change.position(),
        change.discoveryDone(),
        change.cancelling(),
        num);
    if (change.specJson() != null) {
      session.update(
          "UPDATE specs SET spec = ?, shown_spec = ? WHERE job = ?",
          change.specJson(),
          change.shownSpec(),
          num);
    }
    return row(session, change.id());
  }

  private static JobRow row(SqlConnection session, String id) throws SQLException {
    return session.first(RowMappers.JOB + "WHERE j.id = ?", RowMappers::job, id);
  }

  static Void made(WriteContext books, String id, List<String> directories) throws SQLException {
    long num = books.job(id).num();
    for (String path : directories) {
      books.session().update("REPLACE INTO directories(job, path) VALUES(?, ?)", num, path);
    }
    return null;
  }

  static Boolean markDeleted(WriteContext books, String id) throws SQLException {
    books.forget(id);
    // Its key is free for another job from now on.
    return books
            .session()
            .update(
                "UPDATE jobs SET deleted = 1, idempotency_key = NULL WHERE id = ? AND deleted = 0",
                id)
        == 1;
  }

  /** Dry runs that a former process left. */
  static void markHidden(SqlConnection session) throws SQLException {
    session.update("UPDATE jobs SET deleted = 1, idempotency_key = NULL WHERE hidden = 1");
  }
}
