package dev.fetchery.store;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ItemState;
import dev.fetchery.naming.SafeName;
import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Claims on file names: in the whole service, one item of an open job holds a name at a time. */
final class Claims {
  private enum Taken {
    GRANTED,
    /** The item held it before. */
    OWN,
    BY_ANOTHER
  }

  private final SqlConnection connection;
  private final JobRef job;
  private final NamedTwice twice;

  /** Whether any name of the job is numbered; null until read. Most jobs number none. */
  private @Nullable Boolean anyNumbered;

  Claims(WriteContext context, JobRef job) {
    this.connection = context.connection();
    this.job = job;
    this.twice = new NamedTwice(context, job);
  }

  /** What became of a new item's name. */
  sealed interface Named {
    /**
     * @param path null where another item holds it
     */
    record Granted(@Nullable String path) implements Named {}

    /**
     * The item is an earlier one named twice, and claims nothing.
     *
     * @param seq number of that one
     */
    record Twice(long seq) implements Named {}
  }

  /** Claims a name for an item that is new, unless it is an earlier item named twice. */
  Named name(long item, Draft draft, String path, NewItem.Numbering numbering) throws SQLException {
    String key = job.claimKey(path);
    boolean numbered = numbering == NewItem.Numbering.YES && nextNumber(key) > 0;
    if (!numbered && take(key, item) != Taken.BY_ANOTHER) {
      return new Named.Granted(path);
    }
    Long earlier = twice.named(item, draft, path, holderOf(key));
    return earlier == null
        ? new Named.Granted(claim(item, path, numbering, null))
        : new Named.Twice(earlier);
  }

  /** The item that holds a name; 0, which is none, where it is free. */
  private long holderOf(String key) throws SQLException {
    Long holder = connection.first("SELECT item FROM claims WHERE path_key = ?", Row::number, key);
    return holder == null ? 0 : holder;
  }

  /**
   * Claims a name for an item.
   *
   * @param held the name it holds, which is released; or null
   * @return the path granted, or null
   */
  @Nullable String claim(long item, String path, NewItem.Numbering numbering, @Nullable String held)
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

  /** Claims a name that the item held before; false if another item holds it now. */
  boolean reclaim(long item, String path) throws SQLException {
    if (take(job.claimKey(path), item) == Taken.BY_ANOTHER) {
      return false;
    }
    connection.update("DELETE FROM collisions WHERE item = ?", item);
    return true;
  }

  private void release(long item, String held, @Nullable String granted) throws SQLException {
    String key = job.claimKey(held);
    // Another spelling of one name has the same claim.
    if (granted == null || !key.equals(job.claimKey(granted))) {
      connection.update("DELETE FROM claims WHERE path_key = ? AND item = ?", key, item);
    }
  }

  private @Nullable String plain(long item, String path, String key) throws SQLException {
    if (take(key, item) == Taken.BY_ANOTHER) {
      collided(item, path, key);
      return null;
    }
    return path;
  }

  /**
   * Continues from the last number granted: each copy costs the same, and a name that was left
   * because a file was found there is not granted again.
   */
  private String numbered(long item, String path, String key, @Nullable String held)
      throws SQLException {
    long next = nextNumber(key);
    if (next == 0) {
      if (take(key, item) == Taken.GRANTED) {
        return path;
      }
      next = 1;
    }
    if (held == null) {
      collided(item, path, key);
    }
    String candidate;
    do {
      candidate = SafeName.numbered(path, Math.toIntExact(next++));
    } while (take(job.claimKey(candidate), item) != Taken.GRANTED);
    connection.update(
        "REPLACE INTO name_numbers(job, path_key, next_number) VALUES(?, ?, ?)",
        job.num(),
        key,
        next);
    anyNumbered = true;
    return candidate;
  }

  /** Zero if the name has not been numbered yet. */
  private long nextNumber(String key) throws SQLException {
    Boolean any = anyNumbered;
    if (any == null) {
      any = connection.exists("SELECT 1 FROM name_numbers WHERE job = ? LIMIT 1", job.num());
      anyNumbered = any;
    }
    return any
        ? connection.number(
            "SELECT next_number FROM name_numbers WHERE job = ? AND path_key = ?", job.num(), key)
        : 0;
  }

  private void collided(long item, String path, String key) throws SQLException {
    connection.update(
        "REPLACE INTO collisions(item, path_key, path) VALUES(?, ?, ?)", item, key, path);
  }

  private Taken take(String key, long item) throws SQLException {
    String insert = "INSERT INTO claims(path_key, item) VALUES(?, ?) ON CONFLICT DO NOTHING";
    if (connection.update(insert, key, item) == 1) {
      return Taken.GRANTED;
    }
    long holder = connection.number("SELECT item FROM claims WHERE path_key = ?", key);
    if (holder == item) {
      return Taken.OWN;
    }
    if (RowIds.job(holder) == job.num() || isOpen(RowIds.job(holder))) {
      return Taken.BY_ANOTHER;
    }
    if (keep(connection, key, holder)) {
      connection.update(
          "REPLACE INTO former_claims(job, path_key, item) VALUES(?, ?, ?)",
          RowIds.job(holder),
          key,
          holder);
    }
    connection.update("UPDATE claims SET item = ? WHERE path_key = ?", item, key);
    return Taken.GRANTED;
  }

  private boolean isOpen(long num) throws SQLException {
    return connection.exists("SELECT 1 FROM jobs WHERE num = ? AND state < 3 AND deleted = 0", num);
  }

  /**
   * Copies the validators of a saved file to a table that outlives the item and its claim; false if
   * the item saved no file.
   */
  static boolean keep(SqlConnection connection, String key, long item) throws SQLException {
    int done = Codes.of(Codes.ITEM_STATES, ItemState.DONE);
    @Nullable Boolean validators =
        connection.first(
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
      connection.update(
          """
          REPLACE INTO saved_files(path_key, path, url, size, sha256, etag, last_modified)
          SELECT ?, i.file, i.url, coalesce(c.size, c.bytes), c.sha256, c.etag, c.last_modified
          FROM items i JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
          WHERE i.id = ?
          """,
          key,
          item);
    } else {
      connection.update("DELETE FROM saved_files WHERE path_key = ?", key);
    }
    return true;
  }
}
