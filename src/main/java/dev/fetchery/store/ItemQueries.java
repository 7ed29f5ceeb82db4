package dev.fetchery.store;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads items of one job in the order of their numbers. */
final class ItemQueries {
  private ItemQueries() {}

  static List<PendingItem> waiting(
      SqlConnection connection, long num, @Nullable String host, long fromSeq, int limit)
      throws SQLException {
    long from = RowIds.key(num, Math.max(0, fromSeq));
    return host == null
        ? connection.page(
            RowMappers.PENDING
                + """
                FROM items i INDEXED BY items_by_state
                  LEFT JOIN hosts h ON h.id = i.host LEFT JOIN attempts a ON a.id = i.id
                WHERE i.state = 0 AND i.id BETWEEN ? AND ? ORDER BY i.id LIMIT ?
                """,
            RowMappers::pending,
            from,
            RowIds.last(num),
            limit)
        : connection.page(
            RowMappers.PENDING
                + """
                FROM hosts h CROSS JOIN items i INDEXED BY items_waiting_by_host
                  LEFT JOIN attempts a ON a.id = i.id
                WHERE h.job = ? AND h.name = ? AND i.host = h.id AND i.state = 0 AND i.id >= ?
                ORDER BY i.id LIMIT ?
                """,
            RowMappers::pending,
            num,
            host,
            from,
            limit);
  }

  /** The done item that saved this file, or null. */
  static @Nullable Item ofFile(SqlConnection connection, long num, String path)
      throws SQLException {
    String key = PathKey.of(path);
    String claimed = "SELECT item FROM claims WHERE path_key = ?";
    String before = "SELECT item FROM former_claims WHERE job = ? AND path_key = ?";
    Long id = connection.first(claimed, Row::number, key);
    if (id == null || RowIds.job(id) != num) {
      id = connection.first(before, Row::number, num, key);
    }
    return id == null
        ? null
        : connection.first(
            RowMappers.ITEM + "WHERE i.id = ? AND i.state = ? AND i.file = ?",
            RowMappers::item,
            id,
            Codes.of(Codes.ITEM_STATES, ItemState.DONE),
            path);
  }

  /**
   * Items in order.
   *
   * @param state null for any
   */
  static List<Item> list(
      SqlConnection connection, long num, @Nullable ItemState state, long afterSeq, int limit)
      throws SQLException {
    String range = "WHERE i.id BETWEEN ? AND ? ";
    String order = "ORDER BY i.id LIMIT ?";
    long from = RowIds.after(num, afterSeq);
    long to = RowIds.last(num);
    return state == null
        ? connection.page(RowMappers.ITEM + range + order, RowMappers::item, from, to, limit)
        : connection.page(
            RowMappers.ITEM + range + "AND i.state = ? " + order,
            RowMappers::item,
            from,
            to,
            Codes.of(Codes.ITEM_STATES, state),
            limit);
  }

  /** Whether any item is in one of these states, with one of these errors (empty for any). */
  static boolean any(
      SqlConnection connection, long num, Set<ItemState> states, Set<ErrorCode> codes)
      throws SQLException {
    for (ItemState state : states) {
      if (any(connection, num, state, Codes.anyOf(Codes.ERRORS, codes))) {
        return true;
      }
    }
    return false;
  }

  private static boolean any(SqlConnection connection, long num, ItemState state, long errors)
      throws SQLException {
    return connection.exists(
        """
        SELECT 1 FROM items i INDEXED BY items_by_state
          LEFT JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
        WHERE i.state = ? AND i.id BETWEEN ? AND ?
          AND (? = -1 OR ((CAST(1 AS BIGINT) << c.error_code) & ?) <> 0) ORDER BY i.id LIMIT 1
        """,
        Codes.of(Codes.ITEM_STATES, state),
        RowIds.first(num),
        RowIds.last(num),
        errors,
        errors);
  }
}
