package dev.fetchery.store;

import dev.fetchery.job.ItemState;
import dev.fetchery.store.JobReads.Groups;
import dev.fetchery.store.JobReads.SavedFile;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Queries that go through a whole job, or the files of all jobs, rather than a page. */
final class AggregateQueries {
  /** Most numbers of items shown of one group. */
  private static final int GROUP = 1_000;

  /** That many numbers, with their commas, are read of a group: it may have millions. */
  private static final int GROUP_CHARS = 12 * GROUP;

  private static final int DONE = Codes.of(Codes.ITEM_STATES, ItemState.DONE);

  /**
   * A group and, in every row, how many groups there are.
   *
   * @param key of the claim on the path, or empty
   */
  private record Group(String name, String key, List<Long> seqs, long count) {}

  private AggregateQueries() {}

  static Map<String, Long> hosts(SqlConnection connection, long num, int limit)
      throws SQLException {
    record Host(String name, long items) {}
    Map<String, Long> hosts = new LinkedHashMap<>();
    connection
        .list(
            """
            SELECT name, item_count FROM hosts WHERE job = ? AND name <> ''
            ORDER BY item_count DESC, id LIMIT ?
            """,
            row -> new Host(row.text(), row.number()),
            num,
            limit)
        .forEach(host -> hosts.put(host.name(), host.items()));
    return hosts;
  }

  static Map<Long, Long> savedTimes(SqlConnection connection, long num, long from, long to)
      throws SQLException {
    Map<Long, Long> times = new HashMap<>();
    connection
        .list(
            """
            SELECT i.id, c.mtime_ms
            FROM items i JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
            WHERE i.id BETWEEN ? AND ? AND c.mtime_ms IS NOT NULL
            """,
            row -> Map.entry(RowIds.own(row.number()), row.number()),
            RowIds.key(num, from),
            RowIds.key(num, to))
        .forEach(time -> times.put(time.getKey(), time.getValue()));
    return times;
  }

  static Groups duplicates(SqlConnection connection, long num, int limit) throws SQLException {
    List<Group> found =
        connection.list(
            """
            SELECT sha256, substr(string_agg(CAST(seq AS TEXT), ','), 1, CAST(? AS INTEGER)),
              count(*) OVER (), min(seq) AS first
            FROM (
              SELECT c.sha256, c.seq
              FROM completions c JOIN items i ON i.id = (c.id >> 36 << 36 | c.seq)
              WHERE c.id BETWEEN ? AND ? AND c.state = ? AND c.sha256 IS NOT NULL
                AND (i.id >> 36 << 36 | i.completion) = c.id) AS saved
            GROUP BY sha256 HAVING count(*) > 1 ORDER BY first LIMIT ?
            """,
            row ->
                new Group(
                    HexFormat.of().formatHex(Objects.requireNonNull(row.bytesOrNull())),
                    "",
                    numbers(row.text()),
                    row.number()),
            GROUP_CHARS,
            RowIds.first(num),
            RowIds.last(num),
            DONE,
            limit);
    return groups(found, Group::name);
  }

  static Groups collisions(SqlConnection connection, long num, int limit) throws SQLException {
    List<Group> found =
        connection.list(
            """
            SELECT k.path, k.path_key, g.items, g.many
            FROM (
              SELECT substr(string_agg(CAST(item & 68719476735 AS TEXT), ','), 1,
                  CAST(? AS INTEGER)) AS items,
                count(*) OVER () AS many, min(item) AS first
              FROM collisions WHERE item BETWEEN ? AND ? GROUP BY path_key) AS g
              JOIN collisions k ON k.item = g.first
            ORDER BY g.first LIMIT ?
            """,
            row -> new Group(row.text(), row.text(), numbers(row.text()), row.number()),
            GROUP_CHARS,
            RowIds.first(num),
            RowIds.last(num),
            limit);
    for (int i = 0; i < found.size(); i++) {
      found.set(i, withHolder(connection, num, found.get(i)));
    }
    return groups(found, Group::name);
  }

  /** Adds the item of the same job that holds the name. */
  private static Group withHolder(SqlConnection connection, long num, Group group)
      throws SQLException {
    record Holder(long id, @Nullable String file) {}
    Holder holder =
        connection.first(
            """
            SELECT i.id, i.file FROM claims c JOIN items i ON i.id = c.item WHERE c.path_key = ?
            """,
            row -> new Holder(row.number(), row.textOrNull()),
            group.key());
    if (holder == null || holder.file() == null || RowIds.job(holder.id()) != num) {
      return group;
    }
    List<Long> seqs =
        Stream.concat(Stream.of(RowIds.own(holder.id())), group.seqs().stream()).sorted().toList();
    return new Group(holder.file(), group.key(), seqs, group.count());
  }

  private static Groups groups(List<Group> found, Function<Group, String> name) {
    Map<String, List<Long>> groups = new LinkedHashMap<>();
    for (Group group : found) {
      groups.put(name.apply(group), group.seqs().stream().limit(GROUP).toList());
    }
    return new Groups(groups, found.isEmpty() ? 0 : found.get(0).count());
  }

  private static List<Long> numbers(String list) {
    return Stream.of(list.split(",", -1)).limit(GROUP).map(Long::valueOf).sorted().toList();
  }

  static @Nullable SavedFile savedFile(SqlConnection connection, String path) throws SQLException {
    String key = PathKey.of(path);
    SavedFile claimed =
        connection.first(
            """
            SELECT i.file, i.url, coalesce(c.size, c.bytes), c.sha256, c.mtime_ms, c.etag,
              c.last_modified, c.final_url, i.attributes
            FROM claims k JOIN items i ON i.id = k.item
              JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
            WHERE k.path_key = ? AND i.state = ? AND i.file = ?
            """,
            RowMappers::savedByItem,
            key,
            DONE,
            path);
    if (claimed != null) {
      return claimed;
    }
    return connection.first(
        """
        SELECT path, url, size, sha256, mtime_ms, etag, last_modified, final_url
        FROM saved_files WHERE path_key = ? AND path = ?
        """,
        RowMappers::savedFile,
        key,
        path);
  }
}
