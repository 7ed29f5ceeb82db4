package dev.fetchery.store;

import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.util.List;

/** Removes a deleted job slice by slice. */
final class Erasure {
  private static final int SLICE = 1_000;

  /** Tables but the items, each with a statement that removes up to so many rows of a job. */
  private static final List<String> BY_RANGE =
      List.of(
          """
          DELETE FROM completions WHERE id IN
            (SELECT id FROM completions WHERE id BETWEEN ? AND ? LIMIT ?)
          """,
          """
          DELETE FROM attempts WHERE id IN (SELECT id FROM attempts WHERE id BETWEEN ? AND ? LIMIT ?)
          """,
          """
          DELETE FROM collisions WHERE item IN
            (SELECT item FROM collisions WHERE item BETWEEN ? AND ? LIMIT ?)
          """);

  private static final List<String> BY_JOB =
      List.of(
          """
          DELETE FROM hosts WHERE id IN (SELECT id FROM hosts WHERE job = ? LIMIT ?)
          """,
          """
          DELETE FROM former_claims WHERE (job, path_key) IN
            (SELECT job, path_key FROM former_claims WHERE job = ? LIMIT ?)
          """,
          """
          DELETE FROM directories WHERE (job, path) IN
            (SELECT job, path FROM directories WHERE job = ? LIMIT ?)
          """,
          """
          DELETE FROM name_numbers WHERE (job, path_key) IN
            (SELECT job, path_key FROM name_numbers WHERE job = ? LIMIT ?)
          """,
          """
          DELETE FROM listed_urls WHERE (job, digest) IN
            (SELECT job, digest FROM listed_urls WHERE job = ? LIMIT ?)
          """,
          """
          DELETE FROM pending_urls WHERE (job, digest) IN
            (SELECT job, digest FROM pending_urls WHERE job = ? LIMIT ?)
          """);

  private final SqlConnection session;
  private final JobRef job;
  private int left = SLICE;

  private Erasure(SqlConnection session, JobRef job) {
    this.session = session;
    this.job = job;
  }

  static Boolean erase(WriteContext books, String id) throws SQLException {
    if (!books.session().exists("SELECT 1 FROM jobs WHERE id = ?", id)) {
      return true;
    }
    JobRef job = books.job(id);
    if (!job.deleted()) {
      throw new StoreException("the job " + id + " is not marked as deleted");
    }
    boolean gone = new Erasure(books.session(), job).erase();
    if (gone) {
      books.forget(id);
    }
    return gone;
  }

  private boolean erase() throws SQLException {
    eraseItems();
    long num = job.num();
    for (String sql : BY_RANGE) {
      left -= left > 0 ? session.update(sql, RowIds.first(num), RowIds.last(num), left) : 0;
    }
    for (String sql : BY_JOB) {
      left -= left > 0 ? session.update(sql, num, left) : 0;
    }
    if (left <= 0) {
      return false;
    }
    session.update("DELETE FROM specs WHERE job = ?", num);
    session.update("DELETE FROM jobs WHERE num = ?", num);
    return true;
  }

  private void eraseItems() throws SQLException {
    record Named(long id, String file) {}
    List<Named> items =
        session.list(
            "SELECT id, file FROM items WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
            row -> new Named(row.number(), row.text()),
            RowIds.first(job.num()),
            RowIds.last(job.num()),
            left);
    for (Named item : items) {
      if (item.file() != null) {
        release(item.id(), job.claimKey(item.file()));
      }
      session.update("DELETE FROM items WHERE id = ?", item.id());
    }
    left -= items.size();
  }

  private void release(long item, String key) throws SQLException {
    if (session.number("SELECT item FROM claims WHERE path_key = ?", key) == item) {
      Claims.keep(session, key, item);
      session.update("DELETE FROM claims WHERE path_key = ?", key);
    }
  }
}
