package dev.fetchery.store;

import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Removes the rows of a deleted job, a slice at a time. */
final class Erasure {
  private static final int SLICE = 1_000;

  /** For each table but the items, a statement that removes some rows of a job. */
  private static final List<String> BY_RANGE =
      List.of(
          """
          DELETE FROM completions WHERE id IN
            (SELECT id FROM completions WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)
          """,
          """
          DELETE FROM attempts WHERE id IN
            (SELECT id FROM attempts WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)
          """,
          """
          DELETE FROM collisions WHERE item IN
            (SELECT item FROM collisions WHERE item BETWEEN ? AND ? ORDER BY item LIMIT ?)
          """,
          """
          DELETE FROM attempt_logs WHERE id IN
            (SELECT id FROM attempt_logs WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)
          """,
          """
          DELETE FROM job_log WHERE id IN
            (SELECT id FROM job_log WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)
          """);

  private static final List<String> BY_JOB =
      List.of(
          """
          DELETE FROM hosts WHERE id IN (SELECT id FROM hosts WHERE job = ? ORDER BY name LIMIT ?)
          """,
          """
          DELETE FROM former_claims WHERE (job, path_key) IN
            (SELECT job, path_key FROM former_claims WHERE job = ? ORDER BY path_key LIMIT ?)
          """,
          """
          DELETE FROM directories WHERE (job, path) IN
            (SELECT job, path FROM directories WHERE job = ? LIMIT ?)
          """,
          """
          DELETE FROM name_numbers WHERE (job, path_key) IN
            (SELECT job, path_key FROM name_numbers WHERE job = ? ORDER BY path_key LIMIT ?)
          """,
          """
          DELETE FROM listed_urls WHERE (job, digest) IN
            (SELECT job, digest FROM listed_urls WHERE job = ? ORDER BY digest LIMIT ?)
          """,
          """
          DELETE FROM named_items WHERE (job, digest) IN
            (SELECT job, digest FROM named_items WHERE job = ? ORDER BY digest LIMIT ?)
          """,
          """
          DELETE FROM pending_urls WHERE (job, digest) IN
            (SELECT job, digest FROM pending_urls WHERE job = ? ORDER BY digest LIMIT ?)
          """);

  private final SqlConnection connection;
  private final JobRef job;
  private int left = SLICE;

  private Erasure(SqlConnection connection, JobRef job) {
    this.connection = connection;
    this.job = job;
  }

  static Boolean erase(WriteContext context, String id) throws SQLException {
    if (!context.connection().exists("SELECT 1 FROM jobs WHERE id = ?", id)) {
      return true;
    }
    JobRef job = context.job(id);
    if (!job.deleted()) {
      throw new StoreException("the job " + id + " is not marked as deleted");
    }
    boolean gone = new Erasure(context.connection(), job).erase();
    if (gone) {
      context.forget(id);
    }
    return gone;
  }

  private boolean erase() throws SQLException {
    eraseItems();
    long num = job.num();
    for (String sql : BY_RANGE) {
      left -= left > 0 ? connection.update(sql, RowIds.first(num), RowIds.last(num), left) : 0;
    }
    for (String sql : BY_JOB) {
      left -= left > 0 ? connection.update(sql, num, left) : 0;
    }
    if (left <= 0) {
      return false;
    }
    connection.update("DELETE FROM series WHERE job = ?", num);
    connection.update("DELETE FROM specs WHERE job = ?", num);
    connection.update("DELETE FROM jobs WHERE num = ?", num);
    return true;
  }

  private void eraseItems() throws SQLException {
    record Named(long id, @Nullable String file) {}
    List<Named> items =
        connection.list(
            "SELECT id, file FROM items WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
            row -> new Named(row.number(), row.textOrNull()),
            RowIds.first(job.num()),
            RowIds.last(job.num()),
            left);
    Set<String> keys = new LinkedHashSet<>();
    for (Named item : items) {
      if (item.file() != null) {
        keys.add(job.claimKey(item.file()));
      }
    }
    Map<String, Long> holders = Claims.holders(connection, keys);
    for (Map.Entry<String, Long> holder : holders.entrySet()) {
      if (RowIds.job(holder.getValue()) == job.num()) {
        release(holder.getValue(), holder.getKey());
      }
    }
    for (Named item : items) {
      connection.later("DELETE FROM items WHERE id = ?", item.id());
    }
    left -= items.size();
  }

  private void release(long item, String key) throws SQLException {
    Claims.keep(connection, key, item);
    connection.later("DELETE FROM claims WHERE path_key = ?", key);
  }
}
