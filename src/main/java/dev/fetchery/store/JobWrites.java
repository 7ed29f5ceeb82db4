package dev.fetchery.store;

import dev.fetchery.job.Fault;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobState;
import dev.fetchery.job.LogEntry;
import dev.fetchery.naming.SafeName;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of jobs as such: their rows, specifications and directories. */
final class JobWrites {
  private JobWrites() {}

  static JobStore.Created create(WriteContext context, JobStore.NewJob job, int maxOpen)
      throws SQLException {
    SqlConnection connection = context.connection();
    JobRow existing = ofKey(connection, job.idempotencyKey(), job.fingerprint());
    if (existing != null) {
      return new JobStore.Created(existing, true);
    }
    String open = "SELECT count(*) FROM jobs WHERE state < 3 AND deleted = 0 AND hidden = 0";
    if (!job.hidden() && connection.number(open) >= maxOpen) {
      throw new StoreException.TooManyOpen(maxOpen);
    }
    connection.update(
        """
        INSERT INTO jobs(id, name, name_key, directory, state, created_ms, hidden, idempotency_key,
          fingerprint)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        job.id(),
        job.name(),
        job.name() == null ? null : SafeName.key(job.name()),
        job.directory(),
        Codes.of(Codes.JOB_STATES, JobState.QUEUED),
        job.createdAt(),
        job.hidden(),
        job.idempotencyKey(),
        job.fingerprint());
    connection.update(
        "INSERT INTO specs(job, spec, shown_spec) SELECT num, ?, ? FROM jobs WHERE id = ?",
        job.specJson(),
        job.shownSpec(),
        job.id());
    History.log(context, job.id(), LogEntry.Kind.CREATED, null);
    return new JobStore.Created(row(connection, job.id()), false);
  }

  private static @Nullable JobRow ofKey(
      SqlConnection connection, @Nullable String key, @Nullable String fingerprint)
      throws SQLException {
    if (key == null) {
      return null;
    }
    String id = connection.first("SELECT id FROM jobs WHERE idempotency_key = ?", Row::text, key);
    if (id == null) {
      return null;
    }
    String same = "SELECT 1 FROM jobs WHERE id = ? AND fingerprint IS NOT DISTINCT FROM ?";
    if (!connection.exists(same, id, fingerprint)) {
      throw new StoreException.KeyReused();
    }
    return row(connection, id);
  }

  static JobRow change(WriteContext context, JobChange change) throws SQLException {
    SqlConnection connection = context.connection();
    long num = context.job(change.id()).num();
    log(context, num, change);
    Fault error = change.error();
    connection.update(
        """
        UPDATE jobs SET state = coalesce(?, state), started_ms = coalesce(?, started_ms),
          finished_ms = coalesce(?, CASE WHEN ? = 1 THEN NULL ELSE finished_ms END),
          error_code = coalesce(?, CASE WHEN ? = 1 THEN NULL ELSE error_code END),
          error_detail = coalesce(?, CASE WHEN ? = 1 THEN NULL ELSE error_detail END),
          elapsed_ms = coalesce(?, elapsed_ms), cancelling = coalesce(?, cancelling)
        WHERE num = ?
        """,
        Codes.ofOrNull(Codes.JOB_STATES, change.state()),
        change.times().startedAt(),
        change.times().finishedAt(),
        change.cleared().finishedAt(),
        error == null ? null : Codes.of(Codes.ERRORS, error.code()),
        change.cleared().error(),
        error == null ? null : error.detail(),
        change.cleared().error(),
        change.times().elapsedMs(),
        change.cancelling(),
        num);
    if (change.document() != null) {
      connection.update(
          "UPDATE specs SET spec = ?, shown_spec = ? WHERE job = ?",
          change.document().json(),
          change.document().shown(),
          num);
    }
    JobPatch.Rename rename = change.rename();
    if (rename != null) {
      String name = rename.name();
      connection.update(
          "UPDATE jobs SET name = ?, name_key = ? WHERE num = ?",
          name,
          name == null ? null : SafeName.key(name),
          num);
      History.log(context, change.id(), LogEntry.Kind.RENAMED, name);
    }
    return row(connection, change.id());
  }

  private static void log(WriteContext context, long num, JobChange change) throws SQLException {
    record Before(JobState state, boolean started) {}
    JobState to = change.state();
    if (to == null) {
      return;
    }
    Before before =
        context
            .connection()
            .one(
                "SELECT state, started_ms IS NOT NULL FROM jobs WHERE num = ?",
                row -> new Before(Codes.constant(Codes.JOB_STATES, (int) row.number()), row.flag()),
                num);
    LogEntry.Kind kind = kindOf(before.state(), before.started(), to);
    if (kind != null) {
      Fault error = change.error();
      String why = error == null ? null : error.code().wire() + ": " + error.detail();
      String end = why == null ? to.wire() : to.wire() + ", " + why;
      History.log(context, change.id(), kind, kind == LogEntry.Kind.ENDED ? end : why);
    }
  }

  /** What a change of state is in the log, or null where it is told otherwise. */
  private static LogEntry.@Nullable Kind kindOf(JobState from, boolean started, JobState to) {
    return switch (to) {
      case RUNNING ->
          switch (from) {
            case QUEUED -> started ? null : LogEntry.Kind.STARTED;
            case PAUSED -> LogEntry.Kind.RESUMED;
            default -> LogEntry.Kind.RESTARTED;
          };
      case PAUSED -> from == JobState.PAUSED ? null : LogEntry.Kind.PAUSED;
      case QUEUED -> from == JobState.PAUSED ? LogEntry.Kind.RESUMED : null;
      default -> from == to ? null : LogEntry.Kind.ENDED;
    };
  }

  private static JobRow row(SqlConnection connection, String id) throws SQLException {
    return connection.one(RowMappers.JOB + "WHERE j.id = ?", RowMappers::job, id);
  }

  static void addDirectories(WriteContext context, String id, List<String> directories)
      throws SQLException {
    long num = context.job(id).num();
    for (String path : directories) {
      context
          .connection()
          .later(
              "INSERT INTO directories(job, path) VALUES(?, ?) ON CONFLICT DO NOTHING", num, path);
    }
  }

  static Boolean markDeleted(WriteContext context, String id) throws SQLException {
    context.forget(id);
    // From now on another job may use its idempotency key.
    return context
            .connection()
            .update(
                "UPDATE jobs SET deleted = 1, idempotency_key = NULL WHERE id = ? AND deleted = 0",
                id)
        == 1;
  }

  /** Marks the dry runs that an earlier process left as deleted. */
  static void markHidden(SqlConnection connection) throws SQLException {
    connection.update("UPDATE jobs SET deleted = 1, idempotency_key = NULL WHERE hidden = 1");
  }
}
