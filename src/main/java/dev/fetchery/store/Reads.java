package dev.fetchery.store;

import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import dev.fetchery.job.SafeName;
import dev.fetchery.job.Work;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Pages of jobs, items and completions. What is asked of a job that is not there is empty. */
final class Reads {
  private Reads() {}

  // --- jobs

  static JobRow job(Session session, String id) throws SQLException {
    return session.first(
        Views.JOB + "WHERE j.id = ? AND j.hidden = 0 AND j.deleted = 0", Views::job, id);
  }

  static List<JobRow> jobs(Session session, JobState state, String afterId, int limit)
      throws SQLException {
    String listed = "WHERE j.hidden = 0 AND j.deleted = 0 AND j.id < coalesce(?, '~') ";
    String order = "ORDER BY j.id DESC LIMIT ?";
    return state == null
        ? session.list(Views.JOB + listed + order, Views::job, afterId, limit)
        : session.list(
            Views.JOB + listed + "AND j.state = ? " + order,
            Views::job,
            afterId,
            Codes.of(Codes.JOB_STATES, state),
            limit);
  }

  static JobRow openJob(Session session, String fingerprint) throws SQLException {
    return session.first(
        Views.JOB
            + "WHERE j.fingerprint = ? AND j.state < 3 AND j.hidden = 0 AND j.deleted = 0 "
            + "ORDER BY j.id DESC LIMIT 1",
        Views::job,
        fingerprint);
  }

  static List<JobRow> openJobs(Session session) throws SQLException {
    List<JobRow> all = new ArrayList<>();
    List<JobRow> page;
    do {
      page =
          session.list(
              Views.JOB + "WHERE j.state < 3 AND j.deleted = 0 AND j.id > ? ORDER BY j.id LIMIT ?",
              Views::job,
              all.isEmpty() ? "" : all.get(all.size() - 1).id(),
              JobStore.PAGE);
      all.addAll(page);
    } while (page.size() == JobStore.PAGE);
    return all;
  }

  static List<String> deletable(Session session, Instant finishedBefore) throws SQLException {
    return session.list(
        """
        SELECT id FROM jobs
        WHERE deleted = 1 OR (state >= 3 AND hidden = 0 AND finished_ms < ?) ORDER BY id
        """,
        Row::text,
        finishedBefore);
  }

  /** What lies in a directory sorts after it. */
  static List<String> directories(Session session, String job, String before, int limit)
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

  static List<Work> waiting(Session session, String job, String host, long fromSeq, int limit)
      throws SQLException {
    Long num = session.first(Views.NUM, Row::number, job);
    if (num == null) {
      return List.of();
    }
    long from = Keys.key(num, Math.max(0, fromSeq));
    return host == null
        ? session.list(
            Views.WORK_COLUMNS
                + """
                FROM items i INDEXED BY items_by_state
                  LEFT JOIN hosts h ON h.id = i.host LEFT JOIN tries t ON t.id = i.id
                WHERE i.state = 0 AND i.id BETWEEN ? AND ? ORDER BY i.id LIMIT ?
                """,
            Views::work,
            from,
            Keys.last(num),
            limit)
        : session.list(
            Views.WORK_COLUMNS
                + """
                FROM hosts h CROSS JOIN items i INDEXED BY items_waiting_by_host
                  LEFT JOIN tries t ON t.id = i.id
                WHERE h.job = ? AND h.name = ? AND i.host = h.id AND i.state = 0 AND i.id >= ?
                ORDER BY i.id LIMIT ?
                """,
            Views::work,
            num,
            host,
            from,
            limit);
  }

  static List<Work> granted(Session session, String job, long afterSeq, int limit)
      throws SQLException {
    Long num = session.first(Views.NUM, Row::number, job);
    if (num == null) {
      return List.of();
    }
    return session.list(
        Views.WORK_COLUMNS
            + """
            FROM items i INDEXED BY items_by_state
              LEFT JOIN hosts h ON h.id = i.host LEFT JOIN tries t ON t.id = i.id
            WHERE i.state = 0 AND i.id BETWEEN ? AND ?
              AND (i.file IS NOT NULL OR t.part_path IS NOT NULL) ORDER BY i.id LIMIT ?
            """,
        Views::work,
        Keys.after(num, afterSeq),
        Keys.last(num),
        limit);
  }

  static Work work(Session session, String job, long seq) throws SQLException {
    Long num = session.first(Views.NUM, Row::number, job);
    if (num == null) {
      return null;
    }
    return session.first(
        Views.WORK_COLUMNS
            + """
            FROM items i LEFT JOIN hosts h ON h.id = i.host LEFT JOIN tries t ON t.id = i.id
            WHERE i.id = ?
            """,
        Views::work,
        Keys.key(num, seq));
  }

  static Item item(Session session, String job, long seq) throws SQLException {
    Long num = session.first(Views.NUM, Row::number, job);
    return num == null
        ? null
        : session.first(Views.ITEM + "WHERE i.id = ?", Views::item, Keys.key(num, seq));
  }

  static Item itemOfFile(Session session, String job, String path) throws SQLException {
    Long num = session.first(Views.NUM, Row::number, job);
    if (num == null) {
      return null;
    }
    String key = SafeName.key(path);
    String claimed = "SELECT item FROM claims WHERE path_key = ?";
    String before = "SELECT item FROM former WHERE job = ? AND path_key = ?";
    Long id = session.first(claimed, Row::number, key);
    if (id == null || Keys.job(id) != num) {
      id = session.first(before, Row::number, num, key);
    }
    return id == null
        ? null
        : session.first(
            Views.ITEM + "WHERE i.id = ? AND i.state = ? AND i.file = ?",
            Views::item,
            id,
            Codes.of(Codes.ITEM_STATES, ItemState.DONE),
            path);
  }

  static List<Item> items(Session session, String job, ItemState state, long afterSeq, int limit)
      throws SQLException {
    Long num = session.first(Views.NUM, Row::number, job);
    if (num == null) {
      return List.of();
    }
    String range = "WHERE i.id BETWEEN ? AND ? ";
    String order = "ORDER BY i.id LIMIT ?";
    long from = Keys.after(num, afterSeq);
    return state == null
        ? session.list(Views.ITEM + range + order, Views::item, from, Keys.last(num), limit)
        : session.list(
            Views.ITEM + range + "AND i.state = ? " + order,
            Views::item,
            from,
            Keys.last(num),
            Codes.of(Codes.ITEM_STATES, state),
            limit);
  }

  static List<Completion> completions(Session session, String job, long afterN, int limit)
      throws SQLException {
    Long num = session.first(Views.NUM, Row::number, job);
    if (num == null) {
      return List.of();
    }
    return session.list(
        Views.COMPLETION + "WHERE c.id BETWEEN ? AND ? ORDER BY c.id LIMIT ?",
        Views::completion,
        Keys.after(num, afterN),
        Keys.last(num),
        limit);
  }

  static boolean any(Session session, String job, Set<ItemState> states, Set<ErrorCode> codes)
      throws SQLException {
    Long num = session.first(Views.NUM, Row::number, job);
    if (num == null) {
      return false;
    }
    for (ItemState state : states) {
      boolean found =
          session.exists(
              """
              SELECT 1 FROM items i INDEXED BY items_by_state
                LEFT JOIN completions c ON c.id = (i.id >> 36 << 36 | i.n)
              WHERE i.state = ? AND i.id BETWEEN ? AND ?
                AND (? = -1 OR (1 << c.error_code) & ?) LIMIT 1
              """,
              Codes.of(Codes.ITEM_STATES, state),
              Keys.first(num),
              Keys.last(num),
              Codes.anyOf(codes),
              Codes.anyOf(codes));
      if (found) {
        return true;
      }
    }
    return false;
  }
}
