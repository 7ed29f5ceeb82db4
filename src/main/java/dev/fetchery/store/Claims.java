package dev.fetchery.store;

import dev.fetchery.job.ItemState;
import dev.fetchery.naming.SafeName;
import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;

/** Who may save under which name: one item of an open job at a time, in the whole service. */
final class Claims {
  private enum Taken {
    GRANTED,
    /** It was the item's own before. */
    OWN,
    BY_ANOTHER
  }

  private final SqlConnection session;
  private final JobRef job;

  /** Whether any name of the job was numbered: null until it is asked. Most jobs number none. */
  private Boolean anyNumbered;

  Claims(WriteContext books, JobRef job) {
    this.session = books.session();
    this.job = job;
  }

  /**
   * Claims a name for an item.
   *
   * @param held what it was granted before and lets go of, or null
   * @return the path granted, or null
   */
  String claim(long item, String path, NewItem.Numbering numbering, String held)
      throws SQLException {
    String key = job.claimKey(path);
    String granted =
        numbering == NewItem.Numbering.YES
            ? numbered(item, path, key, held)
            : plain(item, path, key);
    if (held != null && !held.equals(granted)) {
      release(item, held, granted);
    }
    return granted;
  }

  /** Claims a former name again; false if it is another's by now. */
  boolean reclaim(long item, String path) throws SQLException {
    if (take(job.claimKey(path), item) == Taken.BY_ANOTHER) {
      return false;
    }
    session.update("DELETE FROM collisions WHERE item = ?", item);
    return true;
  }

  private void release(long item, String held, String granted) throws SQLException {
    String key = job.claimKey(held);
    // Another spelling of one name has the same claim.
    if (granted == null || !key.equals(job.claimKey(granted))) {
      session.update("DELETE FROM claims WHERE path_key = ? AND item = ?", key, item);
    }
  }

  private String plain(long item, String path, String key) throws SQLException {
    if (take(key, item) == Taken.BY_ANOTHER) {
      wish(item, path, key);
      return null;
    }
    return path;
  }

  /**
   * Goes on from the last number given, so that the thousandth copy costs what the first did, and
   * that a name left because of a file found there is not given again.
   */
  private String numbered(long item, String path, String key, String held) throws SQLException {
    long next = nextNumber(key);
    if (next == 0) {
      if (take(key, item) == Taken.GRANTED) {
        return path;
      }
      next = 1;
    }
    if (held == null) {
      wish(item, path, key);
    }
    String candidate;
    do {
      candidate = SafeName.numbered(path, Math.toIntExact(next++));
    } while (take(job.claimKey(candidate), item) != Taken.GRANTED);
    session.update(
        "REPLACE INTO name_numbers(job, path_key, next_number) VALUES(?, ?, ?)",
        job.num(),
        key,
        next);
    anyNumbered = true;
    return candidate;
  }

  /** Zero where the name has not been numbered yet. */
  private long nextNumber(String key) throws SQLException {
    if (anyNumbered == null) {
      anyNumbered = session.exists("SELECT 1 FROM name_numbers WHERE job = ? LIMIT 1", job.num());
    }
    return anyNumbered
        ? session.number(
            "SELECT next_number FROM name_numbers WHERE job = ? AND path_key = ?", job.num(), key)
        : 0;
  }

  private void wish(long item, String path, String key) throws SQLException {
    session.update(
        "REPLACE INTO collisions(item, path_key, path) VALUES(?, ?, ?)", item, key, path);
  }

  private Taken take(String key, long item) throws SQLException {
    String insert = "INSERT INTO claims(path_key, item) VALUES(?, ?) ON CONFLICT DO NOTHING";
    if (session.update(insert, key, item) == 1) {
      return Taken.GRANTED;
    }
    long holder = session.number("SELECT item FROM claims WHERE path_key = ?", key);
    if (holder == item) {
      return Taken.OWN;
    }
    if (RowIds.job(holder) == job.num() || isOpen(RowIds.job(holder))) {
      return Taken.BY_ANOTHER;
    }
    if (keep(session, key, holder)) {
      session.update(
          "REPLACE INTO former_claims(job, path_key, item) VALUES(?, ?, ?)",
          RowIds.job(holder),
          key,
          holder);
    }
    session.update("UPDATE claims SET item = ? WHERE path_key = ?", item, key);
    return Taken.GRANTED;
  }

  private boolean isOpen(long num) throws SQLException {
    return session.exists("SELECT 1 FROM jobs WHERE num = ? AND state < 3 AND deleted = 0", num);
  }

  /**
   * Copies what is known of a saved file to where it outlives the item and its claim; false if the
   * item saved none.
   */
  static boolean keep(SqlConnection session, String key, long item) throws SQLException {
    int done = Codes.of(Codes.ITEM_STATES, ItemState.DONE);
    Boolean validators =
        session.first(
            """
            SELECT c.etag IS NOT NULL OR c.last_modified IS NOT NULL
            FROM items i JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
            WHERE i.id = ? AND i.state = ? AND i.file IS NOT NULL
            """,
            Row::flag,
            item,
            done);
    if (validators == null) {
      return false;
    }
    if (validators) {
      session.update(
          """
          REPLACE INTO saved_files(path_key, path, url, size, sha256, etag, last_modified)
          SELECT ?, i.file, i.url, coalesce(c.size, c.bytes), c.sha256, c.etag, c.last_modified
          FROM items i JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
          WHERE i.id = ?
          """,
          key,
          item);
    } else {
      session.update("DELETE FROM saved_files WHERE path_key = ?", key);
    }
    return true;
  }
}
