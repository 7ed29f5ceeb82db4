package dev.fetchery.store;

import dev.fetchery.job.Item;
import dev.fetchery.store.ItemSlice.Found;
import dev.fetchery.store.ItemSlice.Place;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for items, at a bounded number of rows in one call. Numbers of items, and of completions,
 * have no gaps in a job, so that a range of them bounds the rows.
 */
final class ItemSearch {
  private static final String JOINS =
      """
      LEFT JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
      LEFT JOIN attempts a ON a.id = i.id
      """;

  private static final String IN_SOURCE =
      RowMappers.ITEM_COLUMNS
          + "FROM items i "
          + JOINS
          + "WHERE i.id BETWEEN ?5 AND ?6"
          + ItemFilter.FITS;

  private static final String ENDED =
      RowMappers.ITEM_COLUMNS
          + """
          , c.id FROM completions c JOIN items i ON i.id = (c.id >> 36 << 36 | c.seq)
            LEFT JOIN attempts a ON a.id = i.id
          WHERE c.id BETWEEN ?5 AND ?6 AND i.completion = (c.id & 68719476735)
          """
          + ItemFilter.FITS;

  private static final String OPEN =
      RowMappers.ITEM_COLUMNS
          + "FROM items i INDEXED BY items_by_state "
          + JOINS
          + "WHERE i.state = 0 AND i.id BETWEEN ?5 AND ?6"
          + ItemFilter.FITS
          + "ORDER BY i.id LIMIT ?7";

  /** The first item that waits and is not looked at any more. */
  private static final String BEYOND =
      """
      SELECT i.id FROM items i INDEXED BY items_by_state
      WHERE i.state = 0 AND i.id BETWEEN ? AND ? ORDER BY i.id LIMIT 1 OFFSET ?
      """;

  private final SqlConnection connection;
  private final long num;
  private final ItemFilter filter;
  private final int scan;

  private ItemSearch(SqlConnection connection, long num, ItemQuery query, int scan)
      throws SQLException {
    this.connection = connection;
    this.num = num;
    this.filter = ItemFilter.of(connection, num, query);
    this.scan = scan;
  }

  /**
   * The next items in an order that is that of rows.
   *
   * @param scan rows to look at, at most
   */
  static ItemSlice next(
      SqlConnection connection,
      long num,
      ItemQuery query,
      ItemOrder order,
      Place after,
      int limit,
      int scan)
      throws SQLException {
    ItemSearch search = new ItemSearch(connection, num, query, scan);
    if (search.filter.fitsNone()) {
      return ItemSlice.NONE;
    }
    return switch (order) {
      case SEQ -> search.forward(after.seq(), limit);
      case SEQ_DESCENDING -> search.backward(after.seq(), limit);
      case N, N_DESCENDING ->
          after.value() == Place.NONE
              ? search.open(after.seq(), limit)
              : search.ended(after.value(), order == ItemOrder.N, limit);
      default -> throw new IllegalArgumentException(order + " needs a look at every item");
    };
  }

  /**
   * The first items beyond a place in an order by a value, of the rows from a number on.
   *
   * @param next of the result: the number to look on from, as {@code seq}
   */
  static ItemSlice best(
      SqlConnection connection,
      long num,
      ItemQuery query,
      ItemOrder order,
      Place after,
      long fromSeq,
      int limit,
      int scan)
      throws SQLException {
    ItemSearch search = new ItemSearch(connection, num, query, scan);
    return search.filter.fitsNone() ? ItemSlice.NONE : search.best(order, after, fromSeq, limit);
  }

  /** Where items stand in an order by a value, of the rows from a number on. */
  static ItemPlaces places(
      SqlConnection connection, long num, ItemQuery query, ItemOrder order, long fromSeq, int scan)
      throws SQLException {
    ItemSearch search = new ItemSearch(connection, num, query, scan);
    return search.filter.fitsNone() ? ItemPlaces.NONE : search.places(order, fromSeq);
  }

  private ItemPlaces places(ItemOrder order, long fromSeq) throws SQLException {
    long end = discovered();
    long to = Math.min(end, fromSeq + scan) - 1;
    List<Place> found =
        connection.list(
            "SELECT "
                + keyOf(order)
                + ", i.id FROM items i "
                + JOINS
                + "WHERE i.id BETWEEN ?5 AND ?6"
                + ItemFilter.FITS
                + "ORDER BY i.id",
            row -> new Place(row.number(), RowIds.own(row.number())),
            bound(fromSeq, Math.max(fromSeq, to)));
    return new ItemPlaces(found, to < end - 1 ? to + 1 : -1);
  }

  private static String keyOf(ItemOrder order) {
    String value = order == ItemOrder.SIZE_DESCENDING ? "c.size" : "c.duration_ms";
    return "coalesce(" + value + ", -1)";
  }

  /** Those items of a list of numbers that fit. */
  static List<Item> chosen(SqlConnection connection, long num, ItemQuery query, List<Long> seqs)
      throws SQLException {
    ItemSearch search = new ItemSearch(connection, num, query, 1);
    List<Item> items = new ArrayList<>();
    for (long seq : seqs) {
      for (Found found : search.forward(seq - 1, 1).found()) {
        items.add(found.item());
      }
    }
    return items;
  }

  private long discovered() throws SQLException {
    return connection.number("SELECT discovered FROM jobs WHERE num = ?", num);
  }

  private ItemSlice forward(long afterSeq, int limit) throws SQLException {
    long end = discovered();
    long from = Math.min(end, afterSeq + 1);
    long to = Math.min(end, from + scan) - 1;
    Place scanned = to < end - 1 ? new Place(Place.NONE, to) : null;
    return slice(IN_SOURCE + "ORDER BY i.id LIMIT ?7", from, to, limit, this::inSource, scanned);
  }

  private ItemSlice backward(long beforeSeq, int limit) throws SQLException {
    long to = Math.min(beforeSeq, discovered()) - 1;
    long from = Math.max(0, to - scan + 1);
    Place scanned = from > 0 ? new Place(Place.NONE, from) : null;
    return slice(
        IN_SOURCE + "ORDER BY i.id DESC LIMIT ?7", from, to, limit, this::inSource, scanned);
  }

  private ItemSlice ended(long afterN, boolean ascending, int limit) throws SQLException {
    long last = connection.number("SELECT last_completion FROM jobs WHERE num = ?", num);
    long from =
        ascending ? Math.min(last, afterN) + 1 : Math.max(1, Math.min(afterN, last + 1) - scan);
    long to = ascending ? Math.min(last, from + scan - 1) : Math.min(afterN, last + 1) - 1;
    String order = ascending ? "ORDER BY c.id LIMIT ?7" : "ORDER BY c.id DESC LIMIT ?7";
    boolean more = ascending ? to < last : from > 1;
    Place rest = new Place(Place.NONE, -1);
    Place scanned = more ? new Place(ascending ? to : from, -1) : rest;
    return slice(ENDED + order, from, to, limit, this::completed, scanned);
  }

  /** What has not ended has no number: it comes last. */
  private ItemSlice open(long afterSeq, int limit) throws SQLException {
    if (!filter.takesWaiting()) {
      return ItemSlice.NONE;
    }
    Long beyond =
        connection.first(
            BEYOND, Row::number, RowIds.key(num, afterSeq + 1), RowIds.last(num), scan);
    long to = RowIds.own(beyond == null ? RowIds.last(num) : beyond - 1);
    Place scanned = beyond == null ? null : new Place(Place.NONE, to);
    return slice(OPEN, afterSeq + 1, to, limit, this::inSource, scanned);
  }

  private ItemSlice best(ItemOrder order, Place after, long fromSeq, int limit)
      throws SQLException {
    long end = discovered();
    long to = Math.min(end, fromSeq + scan) - 1;
    String key = keyOf(order);
    List<Found> rows = new ArrayList<>();
    boolean cut =
        connection.page(
            rows,
            RowMappers.ITEM_COLUMNS
                + ", "
                + key
                + " FROM items i "
                + JOINS
                + "WHERE i.id BETWEEN ?5 AND ?6"
                + ItemFilter.FITS
                + (" AND (" + key + " < ?8 OR " + key + " = ?8 AND i.id > ?9) ")
                + ("ORDER BY " + key + " DESC, i.id LIMIT ?7"),
            this::valued,
            bound(
                fromSeq,
                Math.max(fromSeq, to),
                limit,
                after.value(),
                after.seq() < 0 ? RowIds.first(num) - 1 : RowIds.key(num, after.seq())));
    return new ItemSlice(
        filter.fitting(rows),
        to < end - 1 ? new Place(Place.NONE, to + 1) : null,
        cut ? rows.get(rows.size() - 1).place() : null);
  }

  /**
   * @param scanned where to look on if neither {@code limit} nor their size ended the rows
   */
  private ItemSlice slice(
      String sql,
      long from,
      long to,
      int limit,
      SqlConnection.Reader<Found> reader,
      @Nullable Place scanned)
      throws SQLException {
    List<Found> rows = new ArrayList<>();
    boolean cut = from <= to && connection.page(rows, sql, reader, bound(from, to, limit));
    Place next = cut || rows.size() == limit ? rows.get(rows.size() - 1).place() : scanned;
    return new ItemSlice(filter.fitting(rows), next, null);
  }

  /** The values of a statement: of the filter, then the range of items, then what it needs. */
  private @Nullable Object[] bound(long from, long to, @Nullable Object... more) {
    @Nullable Object[] all = new @Nullable Object[2 + more.length];
    all[0] = RowIds.key(num, from);
    all[1] = RowIds.key(num, to);
    System.arraycopy(more, 0, all, 2, more.length);
    return filter.values(all);
  }

  private Found inSource(Row row) throws SQLException {
    Item item = RowMappers.item(row);
    return new Found(item, new Place(Place.NONE, item.seq()));
  }

  private Found completed(Row row) throws SQLException {
    Item item = RowMappers.item(row);
    return new Found(item, new Place(RowIds.own(row.number()), -1));
  }

  private Found valued(Row row) throws SQLException {
    Item item = RowMappers.item(row);
    return new Found(item, new Place(row.number(), item.seq()));
  }
}
