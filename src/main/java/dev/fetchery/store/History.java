package dev.fetchery.store;

import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.Series;
import dev.fetchery.store.JobStore.ItemAttempt;
import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps how jobs went: their series, their log, and attempts at their items. */
final class History {
  /** Entries of a job's log; of those, so many are the first ones. */
  private static final int LOG_ENTRIES = 160;

  private static final int FIRST_ENTRIES = 32;
  private static final int DETAIL_CHARS = 120;

  /** Attempts kept of one item, and the characters of all of a job. */
  private static final int ATTEMPTS = 10;

  private static final int ATTEMPTS_CHARS = 20_000;

  private History() {}

  // --- series

  static void keep(WriteContext context, String id, Series series) throws SQLException {
    context
        .connection()
        .update(
            """
            INSERT INTO series(job, points) VALUES(?, ?)
            ON CONFLICT(job) DO UPDATE SET points = excluded.points
            """,
            context.job(id).num(),
            SeriesColumn.encode(series));
  }

  static @Nullable Series series(SqlConnection connection, long num) throws SQLException {
    String points = connection.first("SELECT points FROM series WHERE job = ?", Row::text, num);
    return points == null ? null : SeriesColumn.decode(points);
  }

  // --- log

  static void log(WriteContext context, String id, LogEntry.Kind kind, @Nullable String detail)
      throws SQLException {
    JobRef job = context.job(id);
    if (job.hidden()) {
      return;
    }
    SqlConnection connection = context.connection();
    long first = RowIds.first(job.num());
    long last = RowIds.last(job.num());
    long newest =
        connection.number("SELECT max(id) FROM job_log WHERE id BETWEEN ? AND ?", first, last);
    connection.update(
        "INSERT INTO job_log(id, at_ms, kind, detail) VALUES(?, ?, ?, ?)",
        newest == 0 ? first + 1 : newest + 1,
        context.clock().now(),
        Codes.of(Codes.LOG_KINDS, kind),
        detail == null ? null : AttemptsColumn.cut(detail, DETAIL_CHARS));
    connection.update(
        """
        DELETE FROM job_log WHERE id = (
          SELECT id FROM job_log WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 1 OFFSET ?3)
          AND (SELECT count(*) FROM job_log WHERE id BETWEEN ?1 AND ?2) > ?4
        """,
        first,
        last,
        FIRST_ENTRIES,
        LOG_ENTRIES);
  }

  static List<LogEntry> log(SqlConnection connection, long num, long after, int limit)
      throws SQLException {
    return connection.list(
        """
        SELECT id, at_ms, kind, detail FROM job_log WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?
        """,
        row ->
            new LogEntry(
                RowIds.own(row.number()),
                row.instant(),
                Codes.constant(Codes.LOG_KINDS, (int) row.number()),
                row.textOrNull()),
        RowIds.after(num, after),
        RowIds.last(num),
        limit);
  }

  // --- attempts

  static void addAttempts(WriteContext context, String id, List<ItemAttempt> more)
      throws SQLException {
    JobRef job = context.job(id);
    SqlConnection connection = context.connection();
    long used =
        connection.number(
            "SELECT sum(length(attempts)) FROM attempt_logs WHERE id BETWEEN ? AND ?",
            RowIds.first(job.num()),
            RowIds.last(job.num()));
    Map<Long, List<AttemptRecord>> byItem = new LinkedHashMap<>();
    for (ItemAttempt one : more) {
      byItem.computeIfAbsent(one.seq(), seq -> new ArrayList<>()).add(one.attempt());
    }
    Map<Long, String> kept = kept(connection, job.num(), byItem.keySet());
    for (Map.Entry<Long, List<AttemptRecord>> item : byItem.entrySet()) {
      used += add(connection, job.num(), item.getKey(), item.getValue(), kept, used);
    }
  }

  /** The attempts kept of these items, by the keys of their rows. */
  private static Map<Long, String> kept(SqlConnection connection, long num, Set<Long> seqs)
      throws SQLException {
    record Kept(long id, String attempts) {}
    Map<Long, String> kept = new HashMap<>();
    connection
        .among(
            "SELECT id, attempts FROM attempt_logs WHERE ",
            "id",
            seqs.stream().map(seq -> RowIds.key(num, seq)).toList(),
            row -> new Kept(row.number(), row.text()))
        .forEach(one -> kept.put(one.id(), one.attempts()));
    return kept;
  }

  /** Returns by how many characters the attempts of the job have grown. */
  private static long add(
      SqlConnection connection,
      long num,
      long seq,
      List<AttemptRecord> more,
      Map<Long, String> kept,
      long used)
      throws SQLException {
    long key = RowIds.key(num, seq);
    String before = kept.get(key);
    List<AttemptRecord> all = new ArrayList<>();
    if (before != null) {
      all.addAll(AttemptsColumn.decode(before));
    }
    all.addAll(more);
    String after =
        AttemptsColumn.encode(all.subList(Math.max(0, all.size() - ATTEMPTS), all.size()));
    long grown = (long) after.length() - (before == null ? 0 : before.length());
    boolean failing = more.get(more.size() - 1).fault() != null;
    long freed = 0;
    while (used - freed + grown > ATTEMPTS_CHARS) {
      long room = failing ? giveUpDone(connection, num, key, kept) : 0;
      if (room == 0) {
        return -freed;
      }
      freed += room;
    }
    connection.later(
        """
        INSERT INTO attempt_logs(id, attempts) VALUES(?, ?)
        ON CONFLICT(id) DO UPDATE SET attempts = excluded.attempts
        """,
        key,
        after);
    return grown - freed;
  }

  /** Removes the attempts of an item that is done; returns their characters, 0 without such. */
  private static long giveUpDone(
      SqlConnection connection, long num, long except, Map<Long, String> kept) throws SQLException {
    record Kept(long id, long chars) {}
    Kept found =
        connection.first(
            """
            SELECT l.id, length(l.attempts) FROM attempt_logs l JOIN items i ON i.id = l.id
            WHERE l.id BETWEEN ? AND ? AND i.state = 2 AND l.id <> ? ORDER BY l.id LIMIT 1
            """,
            row -> new Kept(row.number(), row.number()),
            RowIds.first(num),
            RowIds.last(num),
            except);
    if (found == null) {
      return 0;
    }
    connection.update("DELETE FROM attempt_logs WHERE id = ?", found.id());
    kept.remove(found.id());
    return found.chars();
  }

  static List<AttemptRecord> attempts(SqlConnection connection, long num, long seq)
      throws SQLException {
    String attempts =
        connection.first(
            "SELECT attempts FROM attempt_logs WHERE id = ?", Row::text, RowIds.key(num, seq));
    return attempts == null ? List.of() : AttemptsColumn.decode(attempts);
  }
}
