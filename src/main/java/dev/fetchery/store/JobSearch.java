package dev.fetchery.store;

import dev.fetchery.job.JobState;
import dev.fetchery.naming.SafeName;
import dev.fetchery.store.JobQuery.Order;
import dev.fetchery.store.JobQuery.Place;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists and counts jobs. */
final class JobSearch {
  private static final String SHOWN = "j.hidden = 0 AND j.deleted = 0 ";
  private static final String FITS =
      """
      AND (CAST(?1 AS TEXT) IS NULL OR instr(coalesce(j.name_key, ''), ?1) > 0 OR instr(lower(j.id), ?2) > 0)
      """;

  private JobSearch() {}

  static List<JobRow> list(
      SqlConnection connection, JobQuery query, @Nullable Place after, int limit)
      throws SQLException {
    Order order = query.order();
    String by = order.key() + (order.descending() ? " DESC, j.id " : ", j.id ");
    String sorted = "ORDER BY " + by + (order == Order.CREATED ? "" : "DESC ");
    String beyond =
        order.byId()
            ? (order.descending() ? "j.id < ?5" : "j.id > ?5")
            : "(%1$s %2$s ?4 OR %1$s = ?4 AND j.id < ?5)"
                .formatted(order.key(), order.descending() ? "<" : ">");
    // Sorted by number alone first: specifications may be large.
    String sql =
        RowMappers.JOB
            + "WHERE j.num IN (SELECT j.num FROM jobs j WHERE "
            + SHOWN
            + FITS
            + "AND (?3 = -1 OR ((CAST(1 AS BIGINT) << j.state) & ?3) <> 0)"
            + " AND (CAST(?5 AS TEXT) IS NULL OR "
            + (beyond + ") " + sorted + "LIMIT ?6) " + sorted);
    return connection.page(
        sql,
        RowMappers::job,
        key(query.text()),
        idKey(query.text()),
        Codes.anyOf(Codes.JOB_STATES, query.states()),
        after == null ? null : value(order, after),
        after == null ? null : after.id(),
        limit);
  }

  /** Every open job, hidden ones included, oldest first. */
  static List<JobRow> open(SqlConnection connection) throws SQLException {
    List<JobRow> all = new ArrayList<>();
    List<JobRow> page;
    do {
      page =
          connection.list(
              RowMappers.JOB_WITHOUT_SPEC
                  + "WHERE j.state < 3 AND j.deleted = 0 AND j.id > ? ORDER BY j.id LIMIT ?",
              RowMappers::job,
              all.isEmpty() ? "" : all.get(all.size() - 1).id(),
              JobReads.PAGE);
      all.addAll(page);
    } while (page.size() == JobReads.PAGE);
    return all;
  }

  private static Object value(Order order, Place after) {
    return order.byId() || order.byText() ? after.value() : (Object) Long.valueOf(after.value());
  }

  /** How many there are of each state; a state without any is 0. */
  static Map<JobState, Long> counts(SqlConnection connection, @Nullable String text)
      throws SQLException {
    record Count(JobState state, long jobs) {}
    Map<JobState, Long> counts = new EnumMap<>(JobState.class);
    for (JobState state : JobState.values()) {
      counts.put(state, 0L);
    }
    connection
        .list(
            "SELECT j.state, count(*) FROM jobs j WHERE " + SHOWN + FITS + "GROUP BY j.state",
            row -> new Count(Codes.constant(Codes.JOB_STATES, (int) row.number()), row.number()),
            key(text),
            idKey(text))
        .forEach(count -> counts.put(count.state(), count.jobs()));
    return counts;
  }

  private static @Nullable String key(@Nullable String text) {
    return text == null ? null : SafeName.key(text);
  }

  private static @Nullable String idKey(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }
}
