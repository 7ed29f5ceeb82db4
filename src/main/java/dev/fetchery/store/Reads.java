package dev.fetchery.store;

import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import dev.fetchery.job.PendingItem;
import dev.fetchery.naming.SafeName;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Pages of jobs, items and completions. What is asked of a job that is not there is empty. */
final class Reads {
  private Reads() {}

  // --- jobs

  static JobRow job(SqlConnection session, String id) throws SQLException {
    return session.first(
        RowMappers.JOB + "WHERE j.id = ? AND j.hidden = 0 AND j.deleted = 0", RowMappers::job, id);
  }

  static List<JobRow> jobs(SqlConnection session, JobState state, String afterId, int limit)
      throws SQLException {
    String listed = "WHERE j.hidden = 0 AND j.deleted = 0 AND j.id < coalesce(?, '~') ";
    String order = "ORDER BY j.id DESC LIMIT ?";
    return state == null
        ? session.list(RowMappers.JOB + listed + order, RowMappers::job, afterId, limit)
        : session.list(
            RowMappers.JOB + listed + "AND j.state = ? " + order,
            RowMappers::job,
            afterId,
            Codes.of(Codes.JOB_STATES, state),
            limit);
  }

  static JobRow openJob(SqlConnection session, String fingerprint) throws SQLException {
    return session.first(
        RowMappers.JOB
            + "WHERE j.fingerprint = ? AND j.state < 3 AND j.hidden = 0 AND j.deleted = 0 "
            + "ORDER BY j.id DESC LIMIT 1",
        RowMappers::job,
        fingerprint);
  }

  static List<JobRow> openJobs(SqlConnection session) throws SQLException {
    List<JobRow> all = new ArrayList<>();
    List<JobRow> page;
    do {
      page =
          session.list(
              RowMappers.JOB
                  + "WHERE j.state < 3 AND j.deleted = 0 AND j.id > ? ORDER BY j.id LIMIT ?",
              RowMappers::job,
              all.isEmpty() ? "" : all.get(all.size() - 1).id(),
              JobStore.PAGE);
      all.addAll(page);
    } while (page.size() == JobStore.PAGE);
    return all;
  }

  static List<String> deletable(SqlConnection session, Instant finishedBefore) throws SQLException {
    return session.list(
        """
        SELECT id FROM jobs
        WHERE deleted = 1 OR (state >= 3 AND hidden = 0 AND finished_ms < ?) ORDER BY id
        """,
        Row::text,
        finishedBefore);
  }

  /** What lies in a directory sorts after it. */
  static List<String> directories(SqlConnection session, String job, String before, int limit)
      throws SQLException {
    return session.list(
        """
        SELECT path FROM directories
        WHERE job = (SELECT num FROM jobs WHERE id = ?1) AND (?2 IS NULL OR path < ?2)
        ORDER BY path DESC LIMIT ?3
        """,
        Row::text,
        job,
        before,
        limit);
  }

  // --- items

  static List<PendingItem> waiting(
      SqlConnection session, String job, String host, long fromSeq, int limit) throws SQLException {
    Long num = session.first(RowMappers.NUM, Row::number, job);
    if (num == null) {
      return List.of();
    }
    long from = RowIds.key(num, Math.max(0, fromSeq));
    return host == null
        ? session.list(
            RowMappers.WORK_COLUMNS
                + """
                FROM items i INDEXED BY items_by_state
                  LEFT JOIN hosts h ON h.id = i.host LEFT JOIN attempts a ON a.id = i.id
                WHERE i.state = 0 AND i.id BETWEEN ? AND ? ORDER BY i.id LIMIT ?
                """,
            RowMappers::work,
            from,
            RowIds.last(num),
            limit)
        : session.list(
            RowMappers.WORK_COLUMNS
                + """
                FROM hosts h CROSS JOIN items i INDEXED BY items_waiting_by_host
                  LEFT JOIN attempts a ON a.id = i.id
                WHERE h.job = ? AND h.name = ? AND i.host = h.id AND i.state = 0 AND i.id >= ?
                ORDER BY i.id LIMIT ?
                """,
            RowMappers::work,
            num,
            host,
            from,
            limit);
  }

  static List<PendingItem> granted(SqlConnection session, String job, long afterSeq, int limit)
      throws SQLException {
    Long num = session.first(RowMappers.NUM, Row::number, job);
    if (num == null) {
      return List.of();
    }
    return session.list(
        RowMappers.WORK_COLUMNS
            + """
            FROM items i INDEXED BY items_by_state
              LEFT JOIN hosts h ON h.id = i.host LEFT JOIN attempts a ON a.id = i.id
            WHERE i.state = 0 AND i.id BETWEEN ? AND ?
              AND (i.file IS NOT NULL OR a.part_path IS NOT NULL) ORDER BY i.id LIMIT ?
            """,
        RowMappers::work,
        RowIds.after(num, afterSeq),
        RowIds.last(num),
        limit);
  }

  static PendingItem work(SqlConnection session, String job, long seq) throws SQLException {
    Long num = session.first(RowMappers.NUM, Row::number, job);
    if (num == null) {
      return null;
    }
    return session.first(
        RowMappers.WORK_COLUMNS
            + """
            FROM items i LEFT JOIN hosts h ON h.id = i.host LEFT JOIN attempts a ON a.id = i.id
            WHERE i.id = ?
            """,
        RowMappers::work,
        RowIds.key(num, seq));
  }

  static Item item(SqlConnection session, String job, long seq) throws SQLException {
    Long num = session.first(RowMappers.NUM, Row::number, job);
    return num == null
        ? null
        : session.first(RowMappers.ITEM + "WHERE i.id = ?", RowMappers::item, RowIds.key(num, seq));
  }

  static Item itemOfFile(SqlConnection session, String job, String path) throws SQLException {
    Long num = session.first(RowMappers.NUM, Row::number, job);
    if (num == null) {
      return null;
    }
    String key = SafeName.key(path);
    String claimed = "SELECT item FROM claims WHERE path_key = ?";
    String before = "SELECT item FROM former_claims WHERE job = ? AND path_key = ?";
    Long id = session.first(claimed, Row::number, key);
    if (id == null || RowIds.job(id) != num) {
      id = session.first(before, Row::number, num, key);
    }
    return id == null
        ? null
        : session.first(
            RowMappers.ITEM + "WHERE i.id = ? AND i.state = ? AND i.file = ?",
            RowMappers::item,
            id,
            Codes.of(Codes.ITEM_STATES, ItemState.DONE),
            path);
  }

  static List<Item> items(
      SqlConnection session, String job, ItemState state, long afterSeq, int limit)
      throws SQLException {
    Long num = session.first(RowMappers.NUM, Row::number, job);
    if (num == null) {
      return List.of();
    }
    String range = "WHERE i.id BETWEEN ? AND ? ";
    String order = "ORDER BY i.id LIMIT ?";
    long from = RowIds.after(num, afterSeq);
    return state == null
        ? session.list(
            RowMappers.ITEM + range + order, RowMappers::item, from, RowIds.last(num), limit)
        : session.list(
            RowMappers.ITEM + range + "AND i.state = ? " + order,
            RowMappers::item,
            from,
            RowIds.last(num),
            Codes.of(Codes.ITEM_STATES, state),
            limit);
  }

  static List<Completion> completions(SqlConnection session, String job, long afterN, int limit)
      throws SQLException {
    Long num = session.first(RowMappers.NUM, Row::number, job);
    if (num == null) {
      return List.of();
    }
    return session.list(
        RowMappers.COMPLETION + "WHERE c.id BETWEEN ? AND ? ORDER BY c.id LIMIT ?",
        RowMappers::completion,
        RowIds.after(num, afterN),
        RowIds.last(num),
        limit);
  }

  static boolean any(SqlConnection session, String job, Set<ItemState> states, Set<ErrorCode> codes)
      throws SQLException {
    Long num = session.first(RowMappers.NUM, Row::number, job);
    if (num == null) {
      return false;
    }
    for (ItemState state : states) {
      boolean found =
          session.exists(
              """
              SELECT 1 FROM items i INDEXED BY items_by_state
                LEFT JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
              WHERE i.state = ? AND i.id BETWEEN ? AND ?
                AND (? = -1 OR (1 << c.error_code) & ?) LIMIT 1
              """,
              Codes.of(Codes.ITEM_STATES, state),
              RowIds.first(num),
              RowIds.last(num),
              Codes.anyOf(codes),
              Codes.anyOf(codes));
      if (found) {
        return true;
      }
    }
    return false;
  }
}
