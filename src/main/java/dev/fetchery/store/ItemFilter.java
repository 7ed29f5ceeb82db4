package dev.fetchery.store;

import dev.fetchery.job.ItemState;
import dev.fetchery.store.ItemSlice.Found;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which items of a job fit a query: as a condition of a statement, and for the rows that it lets
 * through.
 *
 * @param states a bit for each state that fits; -1 for any
 * @param errors a bit for each error that fits; -1 for any
 * @param host key of the host's row; {@link #ANY_HOST}, or {@link #NO_HOST}
 */
record ItemFilter(long states, long errors, long host, @Nullable TextMatch text) {
  private static final long ANY_HOST = -1;

  /** The job has no item of the host that is asked for. */
  private static final long NO_HOST = -2;

  /** Of an item {@code i} and its completion {@code c}; takes the first of {@link #values}. */
  static final String FITS =
      """
       AND (?1 = -1 OR ((CAST(1 AS BIGINT) << i.state) & ?1) <> 0)
         AND (?2 = -1 OR ((CAST(1 AS BIGINT) << c.error_code) & ?2) <> 0)
       AND (?3 = -1 OR i.host = ?3)
       AND (CAST(?4 AS TEXT) IS NULL OR i.url LIKE ?4 ESCAPE '\\' OR i.key LIKE ?4 ESCAPE '\\'
         OR i.file LIKE ?4 ESCAPE '\\')
      """;

  static ItemFilter of(SqlConnection connection, long num, ItemQuery query) throws SQLException {
    return new ItemFilter(
        Codes.anyOf(Codes.ITEM_STATES, query.states()),
        Codes.anyOf(Codes.ERRORS, query.codes()),
        hostOf(connection, num, query.host()),
        query.text() == null ? null : new TextMatch(query.text()));
  }

  private static long hostOf(SqlConnection connection, long num, @Nullable String host)
      throws SQLException {
    if (host == null) {
      return ANY_HOST;
    }
    Long id =
        connection.first("SELECT id FROM hosts WHERE job = ? AND name = ?", Row::number, num, host);
    return id == null ? NO_HOST : id;
  }

  boolean fitsNone() {
    return host == NO_HOST;
  }

  /** Whether items that wait may fit. */
  boolean takesWaiting() {
    return (states & 1L << Codes.of(Codes.ITEM_STATES, ItemState.WAITING)) != 0;
  }

  /** The values of a statement, those of {@link #FITS} before its own. */
  @Nullable Object[] values(@Nullable Object... own) {
    @Nullable Object[] asked = {states, errors, host, text == null ? null : text.pattern()};
    @Nullable Object[] all = Arrays.copyOf(asked, asked.length + own.length);
    System.arraycopy(own, 0, all, asked.length, own.length);
    return all;
  }

  /** Those that fit of the rows that the condition let through: a pattern is no exact match. */
  List<Found> fitting(List<Found> rows) {
    TextMatch wanted = text;
    if (wanted == null) {
      return rows;
    }
    List<Found> fitting = new ArrayList<>();
    for (Found found : rows) {
      if (wanted.fits(found.item())) {
        fitting.add(found);
      }
    }
    return fitting;
  }
}
