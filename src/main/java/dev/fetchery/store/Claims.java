package dev.fetchery.store;

import dev.fetchery.job.ItemState;
import dev.fetchery.naming.SafeName;
import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Claims on file names: in the whole service, one item of an open job holds a name at a time. */
final class Claims {
  private static final int NUMBERS_AHEAD = 100;

  private enum Taken {
    GRANTED,
    /** The item held it before. */
    OWN,
    BY_ANOTHER
  }

  private final SqlConnection connection;
  private final JobRef job;
  private final NamedTwice twice;
  private final NameNumbers numbers;

  /** Where the database is remote: the items that hold names, by key; 0 where a name is free. */
  private final Map<String, Long> held = new HashMap<>();

  Claims(WriteContext context, JobRef job) {
    this.connection = context.connection();
    this.job = job;
    this.twice = new NamedTwice(context, job);
    this.numbers = new NameNumbers(context, job);
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
  Named name(long id, NewItem item, NewItem.Same same, String path) throws SQLException {
    String key = job.claimKey(path);
    boolean numbered = item.numbering() == NewItem.Numbering.YES && numbers.next(key) > 0;
    if (!numbered && take(key, id) != Taken.BY_ANOTHER) {
      return new Named.Granted(path);
    }
    Long earlier = twice.named(id, item, same, path, holderOf(key));
    return earlier == null
        ? new Named.Granted(claim(id, path, item.numbering(), null))
        : new Named.Twice(earlier);
  }

  /** Asks at once for the holders of the names that will be asked for. */
  void expect(Collection<String> paths) throws SQLException {
    if (connection.remote()) {
      Set<String> keys = new LinkedHashSet<>();
      paths.forEach(path -> keys.add(job.claimKey(path)));
      keys.removeAll(held.keySet());
      keys.forEach(key -> held.put(key, 0L));
      held.putAll(holders(connection, keys));
    }
  }

  /** The items that hold names, by key, without those that are free. */
  static Map<String, Long> holders(SqlConnection connection, Collection<String> keys)
      throws SQLException {
    record Holder(String key, long item) {}
    Map<String, Long> holders = new HashMap<>();
    connection
        .among(
            "SELECT path_key, item FROM claims WHERE ",
            "path_key",
            keys,
            row -> new Holder(row.text(), row.number()))
        .forEach(holder -> holders.put(holder.key(), holder.item()));
    return holders;
  }

  /** The item that holds a name; 0, which is none, where it is free. */
  private long holderOf(String key) throws SQLException {
    Long known = held.get(key);
    if (known != null) {
      return known;
    }
    long holder = connection.number("SELECT item FROM claims WHERE path_key = ?", key);
    if (connection.remote()) {
      held.put(key, holder);
    }
    return holder;
  }

  /** False if the name is held, also by the item itself. */
  private boolean insert(String key, long item) throws SQLException {
    String insert = "INSERT INTO claims(path_key, item) VALUES(?, ?) ON CONFLICT DO NOTHING";
    if (!connection.remote()) {
      return connection.update(insert, key, item) == 1;
    }
    if (holderOf(key) != 0) {
      return false;
    }
    connection.later(insert, key, item);
    held.put(key, item);
    return true;
  }

  /**
   * Claims a name for an item.
   *
   * @param former the name it holds, which is released; or null
   * @return the path granted, or null
   */
  @Nullable String claim(
      long item, String path, NewItem.Numbering numbering, @Nullable String former)
      throws SQLException {
    String key = job.claimKey(path);
    String granted =
        numbering == NewItem.Numbering.YES
            ? numbered(item, path, key, former)
            : plain(item, path, key);
    if (former != null && !former.equals(granted)) {
      release(item, former, granted);
    }
    return granted;
  }

  /** Claims a name that the item held before; false if another item holds it now. */
  boolean reclaim(long item, String path) throws SQLException {
    if (take(job.claimKey(path), item) == Taken.BY_ANOTHER) {
      return false;
    }
    connection.later("DELETE FROM collisions WHERE item = ?", item);
    return true;
  }

  private void release(long item, String former, @Nullable String granted) throws SQLException {
    String key = job.claimKey(former);
    // Another spelling of one name has the same claim.
    if (granted == null || !key.equals(job.claimKey(granted))) {
      connection.update("DELETE FROM claims WHERE path_key = ? AND item = ?", key, item);
      held.remove(key);
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
  private String numbered(long item, String path, String key, @Nullable String former)
      throws SQLException {
    long next = numbers.next(key);
    if (next == 0) {
      if (take(key, item) == Taken.GRANTED) {
        return path;
      }
      next = 1;
    }
    if (former == null) {
      collided(item, path, key);
    }
    String candidate;
    do {
      expectNumbered(path, next);
      candidate = SafeName.numbered(path, Math.toIntExact(next++));
    } while (take(job.claimKey(candidate), item) != Taken.GRANTED);
    numbers.goOnFrom(key, next);
    return candidate;
  }

  /** Copies of a name often come together: asks for the holders of many numbers at once. */
  private void expectNumbered(String path, long next) throws SQLException {
    if (connection.remote()
        && !held.containsKey(job.claimKey(SafeName.numbered(path, Math.toIntExact(next))))) {
      expect(
          IntStream.range(0, NUMBERS_AHEAD)
              .mapToObj(i -> SafeName.numbered(path, Math.toIntExact(next + i)))
              .toList());
    }
  }

  private void collided(long item, String path, String key) throws SQLException {
    connection.later(
        """
        INSERT INTO collisions(item, path_key, path) VALUES(?, ?, ?)
        ON CONFLICT(item) DO UPDATE SET path_key = excluded.path_key, path = excluded.path
        """,
        item,
        key,
        path);
  }

  private Taken take(String key, long item) throws SQLException {
    if (insert(key, item)) {
      return Taken.GRANTED;
    }
    long holder = holderOf(key);
    if (holder == item) {
      return Taken.OWN;
    }
    if (RowIds.job(holder) == job.num() || isOpen(RowIds.job(holder))) {
      return Taken.BY_ANOTHER;
    }
    if (keep(connection, key, holder)) {
      connection.update(
          """
          INSERT INTO former_claims(job, path_key, item) VALUES(?, ?, ?)
          ON CONFLICT(job, path_key) DO UPDATE SET item = excluded.item
          """,
          RowIds.job(holder),
          key,
          holder);
    }
    connection.update("UPDATE claims SET item = ? WHERE path_key = ?", item, key);
    if (connection.remote()) {
      held.put(key, item);
    }
    return Taken.GRANTED;
  }

  private boolean isOpen(long num) throws SQLException {
    return connection.exists("SELECT 1 FROM jobs WHERE num = ? AND state < 3 AND deleted = 0", num);
  }

  /**
   * Copies the validators of a saved file to a table that outlives the item and its claim; false if
   * the item saved no file. A piece, or what a POST was answered, has none.
   */
  static boolean keep(SqlConnection connection, String key, long item) throws SQLException {
    int done = Codes.of(Codes.ITEM_STATES, ItemState.DONE);
    @Nullable Boolean validators =
        connection.first(
            """
            SELECT c.etag IS NOT NULL OR c.last_modified IS NOT NULL, i.attributes
            FROM items i JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
            WHERE i.id = ? AND i.state = ? AND i.file IS NOT NULL
            """,
            Claims::hasValidators,
            item,
            done);
    if (validators == null) {
      return false;
    }
    if (validators) {
      connection.update(
          """
          INSERT INTO saved_files(path_key, path, url, size, sha256, mtime_ms, etag, last_modified,
            final_url)
          SELECT ?, i.file, i.url, coalesce(c.size, c.bytes), c.sha256, c.mtime_ms, c.etag,
            c.last_modified, c.final_url
          FROM items i JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
          WHERE i.id = ?
          ON CONFLICT(path_key) DO UPDATE SET path = excluded.path, url = excluded.url,
            size = excluded.size, sha256 = excluded.sha256, mtime_ms = excluded.mtime_ms,
            etag = excluded.etag, last_modified = excluded.last_modified,
            final_url = excluded.final_url
          """,
          key,
          item);
    } else {
      connection.update("DELETE FROM saved_files WHERE path_key = ?", key);
    }
    return true;
  }

  private static boolean hasValidators(Row row) throws SQLException {
    boolean sent = row.flag();
    return sent && ItemAttributes.decode(row.textOrNull()).terms().order().whole();
  }
}
