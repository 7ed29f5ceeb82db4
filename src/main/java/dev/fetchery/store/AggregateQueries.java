package dev.fetchery.store;

import dev.fetchery.job.ItemState;
import dev.fetchery.naming.SafeName;
import dev.fetchery.store.JobStore.Groups;
import dev.fetchery.store.JobStore.SavedFile;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is asked of a whole job rather than a page of it. */
final class AggregateQueries {
  /** Numbers shown of one group. */
  private static final int GROUP = 1_000;

  private static final int DONE = Codes.of(Codes.ITEM_STATES, ItemState.DONE);

  /** All groups there are, in every row. */
  private record Group(String name, String key, List<Long> seqs, long count) {}

  private AggregateQueries() {}

  static Map<String, Long> hosts(SqlConnection session, String job, int limit) throws SQLException {
    record Host(String name, long items) {}
    Map<String, Long> hosts = new LinkedHashMap<>();
    session
        .list(
            """
            SELECT h.name, h.item_count FROM hosts h JOIN jobs j ON j.num = h.job
            WHERE j.id = ? ORDER BY h.item_count DESC, h.id LIMIT ?
            """,
            row -> new Host(row.text(), row.number()),
            job,
            limit)
        .forEach(host -> hosts.put(host.name(), host.items()));
    return hosts;
  }

  static Groups duplicates(SqlConnection session, String job, int limit) throws SQLException {
    Long num = session.first(RowMappers.NUM, Row::number, job);
    if (num == null) {
      return new Groups(Map.of(), 0);
    }
    List<Group> found =
        session.list(
            """
            SELECT sha256, group_concat(seq), count(*) OVER (), min(seq) AS first
            FROM (
              SELECT c.sha256, c.seq
              FROM completions c JOIN items i ON i.id = (c.id >> 36 << 36 | c.seq)
              WHERE c.id BETWEEN ? AND ? AND c.state = ? AND c.sha256 IS NOT NULL
                AND (i.id >> 36 << 36 | i.completion) = c.id)
            GROUP BY sha256 HAVING count(*) > 1 ORDER BY first LIMIT ?
            """,
            row -> new Group(RowMappers.hex(row.bytes()), null, numbers(row.text()), row.number()),
            RowIds.first(num),
            RowIds.last(num),
            DONE,
            limit);
    return groups(found, Group::name);
  }

  static Groups collisions(SqlConnection session, String job, int limit) throws SQLException {
    Long num = session.first(RowMappers.NUM, Row::number, job);
    if (num == null) {
      return new Groups(Map.of(), 0);
    }
    List<Group> found =
        session.list(
            """
            SELECT path, path_key, group_concat(item & 0xfffffffff), count(*) OVER (),
              min(item) AS first
            FROM collisions WHERE item BETWEEN ? AND ? GROUP BY path_key ORDER BY first LIMIT ?
            """,
            row -> new Group(row.text(), row.text(), numbers(row.text()), row.number()),
            RowIds.first(num),
            RowIds.last(num),
            limit);
    for (int i = 0; i < found.size(); i++) {
      found.set(i, withHolder(session, num, found.get(i)));
    }
    return groups(found, Group::name);
  }

  /** With the item of the same job that has got the name. */
  private static Group withHolder(SqlConnection session, long num, Group group)
      throws SQLException {
    record Holder(long id, String file) {}
    Holder holder =
        session.first(
            """
            SELECT i.id, i.file FROM claims c JOIN items i ON i.id = c.item WHERE c.path_key = ?
            """,
            row -> new Holder(row.number(), row.text()),
            group.key());
    if (holder == null || RowIds.job(holder.id()) != num) {
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
    return Stream.of(list.split(",", -1)).map(Long::valueOf).sorted().toList();
  }

  static SavedFile savedFile(SqlConnection session, String path) throws SQLException {
    String key = SafeName.key(path);
    SavedFile claimed =
        session.first(
            """
            SELECT i.file, i.url, coalesce(c.size, c.bytes), c.sha256, c.etag, c.last_modified
            FROM claims k JOIN items i ON i.id = k.item
              JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
            WHERE k.path_key = ? AND i.state = ? AND i.file = ?
            """,
            AggregateQueries::savedFile,
            key,
            DONE,
            path);
    if (claimed != null) {
      return claimed;
    }
    return session.first(
        """
        SELECT path, url, size, sha256, etag, last_modified
        FROM saved_files WHERE path_key = ? AND path = ?
        """,
        AggregateQueries::savedFile,
        key,
        path);
  }

  private static SavedFile savedFile(Row row) throws SQLException {
    return new SavedFile(
        row.text(), row.text(), row.number(), RowMappers.hex(row.bytes()), row.text(), row.text());
  }
}
