package dev.fetchery.store;

import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes of items: names claimed, attempts recorded, items ended. */
final class ItemWrites {
  /** Most items that one call changes, so that other writes are carried out in between. */
  private static final int SLICE = 1_000;

  private ItemWrites() {}

  static @Nullable String claim(
      WriteContext context, String id, long seq, String path, NewItem.Numbering numbering)
      throws SQLException {
    JobRef job = context.live(id);
    long item = RowIds.key(job.num(), seq);
    Waiting waiting = Waiting.find(context.connection(), item);
    if (waiting == null) {
      return null;
    }
    String granted = new Claims(context, job).claim(item, path, numbering, waiting.file());
    context.connection().update("UPDATE items SET file = ? WHERE id = ?", granted, item);
    return granted;
  }

  static void attempted(WriteContext context, String id, List<JobStore.Attempted> attempts)
      throws SQLException {
    JobRef job = context.job(id);
    long retries = 0;
    List<Long> keys = attempts.stream().map(a -> RowIds.key(job.num(), a.seq())).toList();
    Map<Long, Waiting> waiting = Waiting.find(context.connection(), keys);
    for (JobStore.Attempted attempt : attempts) {
      long item = RowIds.key(job.num(), attempt.seq());
      if (waiting.containsKey(item)) {
        attempted(context.connection(), item, attempt);
        retries += attempt.retry() ? 1 : 0;
      }
    }
    if (retries > 0) {
      context
          .connection()
          .update("UPDATE jobs SET retries = retries + ? WHERE num = ?", retries, job.num());
    }
  }

  private static void attempted(SqlConnection connection, long item, JobStore.Attempted attempt)
      throws SQLException {
    PendingItem.Attempts tried = attempt.tried();
    Part part = tried.part();
    PendingItem.AtMirror mirror = tried.mirror();
    connection.later(
        """
        INSERT INTO attempts(id, count, not_before_ms,
          part_path, part_url, part_etag, part_last_modified, part_total, part_boot,
          mirror, mirror_sent, mirror_absent)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT(id) DO UPDATE SET count = excluded.count,
          not_before_ms = excluded.not_before_ms, part_path = excluded.part_path,
          part_url = excluded.part_url, part_etag = excluded.part_etag,
          part_last_modified = excluded.part_last_modified, part_total = excluded.part_total,
          part_boot = excluded.part_boot, mirror = excluded.mirror,
          mirror_sent = excluded.mirror_sent, mirror_absent = excluded.mirror_absent
        """,
        item,
        tried.count(),
        tried.notBeforeMs(),
        part == null ? null : part.path(),
        part == null ? null : part.url(),
        part == null ? null : part.etag(),
        part == null ? null : part.lastModified(),
        part == null ? null : part.totalBytes(),
        part == null ? null : part.boot(),
        mirror == null ? null : mirror.number(),
        mirror == null ? null : mirror.sentBefore(),
        mirror == null ? null : mirror.absent());
  }

  static List<Completion> complete(WriteContext context, String id, List<ItemResult> endings)
      throws SQLException {
    JobRef job = context.job(id);
    CompletionWriter completions = new CompletionWriter(context, job);
    List<Long> keys = new ArrayList<>(endings.size());
    for (ItemResult ending : endings) {
      keys.add(RowIds.key(job.num(), ending.seq()));
    }
    Map<Long, Waiting> found = Waiting.find(context.connection(), keys);
    for (ItemResult ending : endings) {
      // Removed, since each ends once.
      Waiting waiting = found.remove(RowIds.key(job.num(), ending.seq()));
      if (waiting != null) {
        end(context.connection(), completions, waiting, ending);
      }
    }
    completions.save();
    return completions.stored();
  }

  static List<Completion> endWaiting(
      WriteContext context,
      String id,
      @Nullable String host,
      Set<Long> except,
      ItemState state,
      @Nullable Fault fault,
      Instant now)
      throws SQLException {
    JobRef job = context.job(id);
    SqlConnection connection = context.connection();
    Long hostId = host == null ? null : context.host(job, host);
    CompletionWriter completions = new CompletionWriter(context, job);
    for (Waiting waiting : waiting(connection, job.num(), hostId, except)) {
      long seq = RowIds.own(waiting.id());
      end(
          connection,
          completions,
          waiting,
          ItemResult.without(seq, state, waiting.attempts(), now, fault));
    }
    completions.save();
    return completions.stored();
  }

  /** A slice of the items that wait, without the excepted ones; empty only where there is none. */
  private static List<Waiting> waiting(
      SqlConnection connection, long job, @Nullable Long host, Set<Long> except)
      throws SQLException {
    long from = RowIds.first(job);
    List<Waiting> page;
    List<Waiting> others;
    do {
      page = Waiting.list(connection, job, host, from, SLICE + except.size());
      others =
          page.stream()
              .filter(waiting -> !except.contains(RowIds.own(waiting.id())))
              .limit(SLICE)
              .toList();
      from = page.isEmpty() ? from : page.get(page.size() - 1).id() + 1;
    } while (others.isEmpty() && !page.isEmpty());
    return others;
  }

  private static void end(
      SqlConnection connection, CompletionWriter completions, Waiting waiting, ItemResult ending)
      throws SQLException {
    String file = ending.file() == null ? waiting.file() : ending.file();
    if (file == null && ending.error() != null && ending.error().code() == ErrorCode.COLLISION) {
      file =
          connection.first("SELECT path FROM collisions WHERE item = ?", Row::text, waiting.id());
    }
    long n = completions.end(ending, waiting.key(), waiting.url(), file);
    connection.later(
        "UPDATE items SET state = ?, completion = ?, file = ? WHERE id = ?",
        Codes.of(Codes.ITEM_STATES, ending.state()),
        n,
        file,
        waiting.id());
    if (waiting.attempted()) {
      // The part of an item that is not done is removed when the job ends: see takeParts.
      connection.later(
          "DELETE FROM attempts WHERE id = ? AND (? = 1 OR part_path IS NULL)",
          waiting.id(),
          ending.state() == ItemState.DONE);
    }
  }

  static List<Part> takeParts(WriteContext context, String id) throws SQLException {
    record Taken(long id, Part part) {}
    long num = context.job(id).num();
    SqlConnection connection = context.connection();
    List<Taken> taken =
        connection.list(
            """
            SELECT id, part_path, part_url, part_etag, part_last_modified, part_total, part_boot
            FROM attempts WHERE id BETWEEN ? AND ? AND part_path IS NOT NULL ORDER BY id LIMIT ?
            """,
            row -> new Taken(row.number(), RowMappers.part(row)),
            RowIds.first(num),
            RowIds.last(num),
            SLICE);
    if (!taken.isEmpty()) {
      connection.update(
          """
          UPDATE attempts SET part_path = NULL, part_url = NULL, part_etag = NULL,
            part_last_modified = NULL, part_total = NULL, part_boot = NULL
          WHERE id BETWEEN ? AND ? AND part_path IS NOT NULL
          """,
          RowIds.first(num),
          taken.get(taken.size() - 1).id());
    }
    return taken.stream().map(Taken::part).toList();
  }

  /**
   * @param file the name it holds; of an item that is an earlier one named twice, the name that
   *     that one has
   */
  private record Waiting(
      long id,
      @Nullable String key,
      String url,
      @Nullable String file,
      boolean attempted,
      int attempts) {
    private static final String SELECT =
        """
        SELECT i.id, i.key, i.url, CASE WHEN i.same_as IS NULL THEN i.file ELSE e.file END,
          a.id IS NOT NULL, a.count
        FROM items i %s LEFT JOIN attempts a ON a.id = i.id
          LEFT JOIN items e ON e.id = (i.id >> 36 << 36 | i.same_as)
        WHERE i.state = 0\s""";

    private static final String SOME = SELECT.formatted("") + "AND ";
    private static final String ONE = SOME + "i.id = ?";
    private static final String OF_JOB =
        SELECT.formatted("INDEXED BY items_by_state")
            + "AND i.id BETWEEN ? AND ? ORDER BY i.id LIMIT ?";
    private static final String OF_HOST =
        SELECT.formatted("INDEXED BY items_waiting_by_host")
            + "AND i.host = ? AND i.id >= ?"
            + " AND (i.attributes IS NULL OR i.attributes NOT LIKE ?)"
            + " ORDER BY i.id LIMIT ?";

    static @Nullable Waiting find(SqlConnection connection, long item) throws SQLException {
      return connection.first(ONE, Waiting::read, item);
    }

    /** Those of the items that wait, by their keys. */
    static Map<Long, Waiting> find(SqlConnection connection, List<Long> items) throws SQLException {
      Map<Long, Waiting> waiting = new HashMap<>();
      connection
          .among(SOME, "i.id", items, Waiting::read)
          .forEach(one -> waiting.put(one.id(), one));
      return waiting;
    }

    /**
     * A page of those of a job, or of a host without those that have mirrors.
     *
     * @param from the first key
     */
    static List<Waiting> list(
        SqlConnection connection, long job, @Nullable Long host, long from, int limit)
        throws SQLException {
      return host == null
          ? connection.page(OF_JOB, Waiting::read, from, RowIds.last(job), limit)
          : connection.page(OF_HOST, Waiting::read, host, from, ItemAttributes.WITH_MIRRORS, limit);
    }

    private static Waiting read(Row row) throws SQLException {
      return new Waiting(
          row.number(),
          row.textOrNull(),
          row.text(),
          row.textOrNull(),
          row.flag(),
          (int) row.number());
    }
  }
}
