package dev.fetchery.store;

import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Part;
import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Items that wait: named, tried, ended; and those that ended put back to waiting. */
final class Endings {
  /** Items that one call ends or reopens, so that others get their turn in between. */
  private static final int SLICE = 1_000;

  private Endings() {}

  static String claim(
      WriteContext books, String id, long seq, String path, NewItem.Numbering numbering)
      throws SQLException {
    JobRef job = books.live(id);
    long item = RowIds.key(job.num(), seq);
    Waiting waiting = Waiting.find(books.session(), item);
    if (waiting == null) {
      return null;
    }
    String granted = new Claims(books, job).claim(item, path, numbering, waiting.file());
    books.session().update("UPDATE items SET file = ? WHERE id = ?", granted, item);
    return granted;
  }

  static Void attempted(WriteContext books, String id, List<JobStore.Attempted> attempts)
      throws SQLException {
    JobRef job = books.job(id);
    long retries = 0;
    for (JobStore.Attempted attempt : attempts) {
      Part part = attempt.part();
      int stored =
          books
              .session()
              .update(
                  """
                  REPLACE INTO attempts(id, count, not_before_ms,
                    part_path, part_url, part_etag, part_last_modified, part_total, part_boot)
                  SELECT id, ?, ?, ?, ?, ?, ?, ?, ? FROM items WHERE id = ? AND state = 0
                  """,
                  attempt.attempts(),
                  attempt.notBeforeMs(),
                  part == null ? null : part.path(),
                  part == null ? null : part.url(),
                  part == null ? null : part.etag(),
                  part == null ? null : part.lastModified(),
                  part == null ? null : part.totalBytes(),
                  part == null ? null : part.boot(),
                  RowIds.key(job.num(), attempt.seq()));
      retries += attempt.retry() ? stored : 0;
    }
    if (retries > 0) {
      books
          .session()
          .update("UPDATE jobs SET retries = retries + ? WHERE num = ?", retries, job.num());
    }
    return null;
  }

  static List<Completion> complete(WriteContext books, String id, List<ItemResult> endings)
      throws SQLException {
    JobRef job = books.job(id);
    CompletionWriter tally = new CompletionWriter(books, job);
    for (ItemResult ending : endings) {
      Waiting waiting = Waiting.find(books.session(), RowIds.key(job.num(), ending.seq()));
      if (waiting != null) {
        end(books.session(), tally, waiting, ending);
      }
    }
    tally.save();
    return tally.completions();
  }

  static List<Completion> endWaiting(
      WriteContext books,
      String id,
      String host,
      Set<Long> except,
      ItemState state,
      Fault fault,
      Instant now)
      throws SQLException {
    JobRef job = books.job(id);
    SqlConnection session = books.session();
    Long hostId = host == null ? null : books.host(job, host);
    CompletionWriter tally = new CompletionWriter(books, job);
    int limit = SLICE + except.size();
    List<Waiting> found = Waiting.list(session, job.num(), hostId, limit);
    int ended = 0;
    for (Waiting waiting : found) {
      long seq = RowIds.own(waiting.id());
      if (ended < SLICE && !except.contains(seq)) {
        end(
            session,
            tally,
            waiting,
            ItemResult.without(seq, state, waiting.attempts(), now, fault));
        ended++;
      }
    }
    tally.save();
    return tally.completions();
  }

  private static void end(
      SqlConnection session, CompletionWriter tally, Waiting waiting, ItemResult ending)
      throws SQLException {
    String file = ending.file() == null ? waiting.file() : ending.file();
    if (file == null && ending.error() != null && ending.error().code() == ErrorCode.COLLISION) {
      file = session.first("SELECT path FROM collisions WHERE item = ?", Row::text, waiting.id());
    }
    long n = tally.end(ending, waiting.key(), waiting.url(), file);
    session.update(
        "UPDATE items SET state = ?, completion = ?, file = ? WHERE id = ?",
        Codes.of(Codes.ITEM_STATES, ending.state()),
        n,
        file,
        waiting.id());
    if (waiting.tried()) {
      // What is left of a body that was not saved is taken, and removed, at the end of the job.
      session.update(
          "DELETE FROM attempts WHERE id = ? AND (? OR part_path IS NULL)",
          waiting.id(),
          ending.state() == ItemState.DONE);
    }
  }

  static List<Part> takeParts(WriteContext books, String id) throws SQLException {
    long num = books.job(id).num();
    SqlConnection session = books.session();
    List<Part> parts =
        session.list(
            """
            SELECT part_path, part_url, part_etag, part_last_modified, part_total, part_boot
            FROM attempts WHERE id BETWEEN ? AND ? AND part_path IS NOT NULL ORDER BY id
            """,
            RowMappers::part,
            RowIds.first(num),
            RowIds.last(num));
    if (!parts.isEmpty()) {
      session.update(
          """
          UPDATE attempts SET part_path = NULL, part_url = NULL, part_etag = NULL,
            part_last_modified = NULL, part_total = NULL, part_boot = NULL
          WHERE id BETWEEN ? AND ? AND part_path IS NOT NULL
          """,
          RowIds.first(num),
          RowIds.last(num));
    }
    return parts;
  }

  static int reopen(WriteContext books, String id, Set<ItemState> states, Set<ErrorCode> codes)
      throws SQLException {
    JobRef job = books.live(id);
    CompletionWriter tally = new CompletionWriter(books, job);
    List<Ended> found = new ArrayList<>();
    for (ItemState state : states) {
      if (state.ended()) {
        found.addAll(Ended.list(books.session(), job.num(), state, codes, SLICE - found.size()));
      }
    }
    Claims claims = new Claims(books, job);
    for (Ended item : found) {
      reopen(books.session(), claims, item);
      tally.reopened(item.state(), item.bytes());
    }
    tally.save();
    return found.size();
  }

  private static void reopen(SqlConnection session, Claims claims, Ended item) throws SQLException {
    session.update(
        "UPDATE completions SET file = coalesce(?, '') WHERE id = ? AND file IS NULL",
        item.file(),
        item.completion());
    // A name that went to another in the meantime is not granted any more.
    boolean granted = item.file() != null && claims.reclaim(item.id(), item.file());
    session.update(
        "UPDATE items SET state = 0, completion = NULL, file = ? WHERE id = ?",
        granted ? item.file() : null,
        item.id());
    session.update("UPDATE attempts SET count = 0, not_before_ms = 0 WHERE id = ?", item.id());
  }

  private record Waiting(
      long id, String key, String url, String file, boolean tried, int attempts) {
    private static final String SELECT =
        """
        SELECT i.id, i.key, i.url, i.file, a.id IS NOT NULL, a.count
        FROM items i %s LEFT JOIN attempts a ON a.id = i.id
        WHERE i.state = 0\s""";

    private static final String ONE = SELECT.formatted("") + "AND i.id = ?";
    private static final String OF_JOB =
        SELECT.formatted("INDEXED BY items_by_state")
            + "AND i.id BETWEEN ? AND ? ORDER BY i.id LIMIT ?";
    private static final String OF_HOST =
        SELECT.formatted("INDEXED BY items_waiting_by_host")
            + "AND i.host = ? ORDER BY i.id LIMIT ?";

    static Waiting find(SqlConnection session, long item) throws SQLException {
      return session.first(ONE, Waiting::read, item);
    }

    static List<Waiting> list(SqlConnection session, long job, Long host, int limit)
        throws SQLException {
      return host == null
          ? session.list(OF_JOB, Waiting::read, RowIds.first(job), RowIds.last(job), limit)
          : session.list(OF_HOST, Waiting::read, host, limit);
    }

    private static Waiting read(Row row) throws SQLException {
      return new Waiting(
          row.number(), row.text(), row.text(), row.text(), row.flag(), (int) row.number());
    }
  }

  private record Ended(long id, ItemState state, long completion, String file, long bytes) {
    static List<Ended> list(
        SqlConnection session, long job, ItemState state, Set<ErrorCode> codes, int limit)
        throws SQLException {
      return session.list(
          """
          SELECT i.id, c.id, i.file, c.bytes
          FROM items i INDEXED BY items_by_state
            JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
          WHERE i.state = ? AND i.id BETWEEN ? AND ?
            AND (? = -1 OR (1 << c.error_code) & ?) ORDER BY i.id LIMIT ?
          """,
          row -> new Ended(row.number(), state, row.number(), row.text(), row.number()),
          Codes.of(Codes.ITEM_STATES, state),
          RowIds.first(job),
          RowIds.last(job),
          Codes.anyOf(codes),
          Codes.anyOf(codes),
          limit);
    }
  }
}
