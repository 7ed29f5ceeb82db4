package dev.fetchery.store;

import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers by which one job tells items of one name apart: which comes next for a name. A number
 * is given once, so that a name that was left is not granted again. For the writer thread.
 */
final class NameNumbers {
  private final SqlConnection connection;
  private final JobRef job;

  /** Whether any name of the job is numbered; null until read. Most jobs number none. */
  private @Nullable Boolean any;

  /** The next numbers of names, of those read or set here; 0 for a name without one. */
  private final Map<String, Long> known = new HashMap<>();

  NameNumbers(WriteContext context, JobRef job) {
    this.connection = context.connection();
    this.job = job;
  }

  /**
   * The number that comes next, from 2; 0 if the name has not been numbered yet.
   *
   * @param key of the name's claim
   */
  long next(String key) throws SQLException {
    if (!isAny()) {
      return 0;
    }
    Long read = known.get(key);
    long next =
        read != null
            ? read
            : connection.number(
                "SELECT next_number FROM name_numbers WHERE job = ? AND path_key = ?",
                job.num(),
                key);
    known.put(key, next);
    return next;
  }

  private boolean isAny() throws SQLException {
    Boolean read = any;
    if (read == null) {
      read =
          connection.exists(
              "SELECT 1 FROM name_numbers WHERE job = ? ORDER BY path_key LIMIT 1", job.num());
      any = read;
    }
    return read;
  }

  /**
   * Stores which number comes next.
   *
   * @param key of the name's claim
   * @param next one more than the last number given
   */
  void goOnFrom(String key, long next) throws SQLException {
    connection.later(
        """
        INSERT INTO name_numbers(job, path_key, next_number) VALUES(?, ?, ?)
        ON CONFLICT(job, path_key) DO UPDATE SET next_number = excluded.next_number
        """,
        job.num(),
        key,
        next);
    any = true;
    known.put(key, next);
  }
}
