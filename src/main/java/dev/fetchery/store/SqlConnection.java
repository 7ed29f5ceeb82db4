package dev.fetchery.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the database with its prepared statements. Used by one thread at a time.
 *
 * <p>Statements are written so that both databases understand them; what little is SQLite's alone
 * ({@code INDEXED BY}, numbered parameters) a subclass translates.
 */
public abstract class SqlConnection implements AutoCloseable {

  /** Makes a value of a row. */
  protected interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  private final Connection jdbc;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  protected SqlConnection(Connection jdbc) {
    this.jdbc = jdbc;
  }

  // --- what the databases do each in its own way

  /** Begins a transaction that writes. */
  protected abstract void begin() throws SQLException;

  /** Ends the transaction; what was written is durable then. */
  protected abstract void commit() throws SQLException;

  /** Takes back what was written since {@link #begin}. */
  protected abstract void rollback() throws SQLException;

  /** What becomes of a failure. */
  protected abstract Failure failure(SQLException e);

  /** Leaves the database as the next start likes to find it. */
  protected abstract void finish() throws SQLException;

  /**
   * Whether the database is so far away that statements which need no answer are worth gathering,
   * and rows worth asking for together.
   */
  protected boolean remote() {
    return false;
  }

  /** Proves the connection alive where it may be lost unnoticed. */
  protected void prove() throws SQLException {}

  /** Carries out what {@link #later} put off. */
  protected void flush() throws SQLException {}

  /**
   * Changes rows now or, at the latest, before the next statement whose answer counts. What is put
   * off under different texts may be carried out in another order than it came.
   */
  protected void later(String sql, @Nullable Object... values) throws SQLException {
    update(sql, values);
  }

  /** Rows of a statement that ends before the comparison of a column with each of the keys. */
  protected <T> List<T> among(
      String sql, String column, Collection<?> keys, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    List<T> all = new ArrayList<>();
    @Nullable Object[] bound = new @Nullable Object[values.length + 1];
    System.arraycopy(values, 0, bound, 0, values.length);
    // Once: it is looked up by its text for each key.
    String one = sql + column + " = ?";
    for (Object key : keys) {
      bound[values.length] = key;
      try (ResultSet rows = query(one, bound)) {
        Row row = new Row(rows, this);
        while (rows.next()) {
          all.add(reader.read(row.again()));
        }
      }
    }
    return all;
  }

  /** What a failure of a statement means for the transaction. */
  public enum Failure {
    /** The statement can never succeed. */
    REFUSED,
    /** The same transaction may succeed later, as when there is room again. */
    PASSING,
    /** The connection is gone, and with it the right to write. */
    LOST
  }

  /** The statement as this database understands it; asked once for each text. */
  protected String translated(String sql) {
    return sql;
  }

  /** How many rows are fetched at a time; 0 leaves it to the driver. */
  protected int fetchRows() {
    return 0;
  }

  /** A text as it is stored. */
  protected String stored(String text) {
    return text;
  }

  /** A stored text as it was. */
  protected String restored(String text) {
    return text;
  }

  // --- statements

  protected final Connection jdbc() {
    return jdbc;
  }

  /** Runs a statement once, without keeping it. */
  protected final void execute(String sql) throws SQLException {
    try (Statement statement = jdbc.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Number of rows changed. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    flush();
    return bound(sql, values).executeUpdate();
  }

  private ResultSet query(String sql, @Nullable Object... values) throws SQLException {
    flush();
    return bound(sql, values).executeQuery();
  }

  /** The first row, or null where there is none. */
  <T> @Nullable T first(String sql, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    try (ResultSet rows = query(sql, values)) {
      return rows.next() ? reader.read(new Row(rows, this)) : null;
    }
  }

  /** The one row that there is. */
  <T> T one(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    return Objects.requireNonNull(first(sql, reader, values));
  }

  protected final <T> List<T> list(String sql, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    List<T> all = new ArrayList<>();
    // A result set left open would hold its read transaction.
    try (ResultSet rows = query(sql, values)) {
      Row row = new Row(rows, this);
      while (rows.next()) {
        all.add(reader.read(row.again()));
      }
    }
    return all;
  }

  /**
   * The first rows, until they have {@link JobStore#PAGE_CHARS}: fewer than there are where they
   * are large, and at least one.
   */
  <T> List<T> page(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    List<T> some = new ArrayList<>();
    page(some, sql, reader, values);
    return some;
  }

  /**
   * As {@link #page(String, Reader, Object...)}.
   *
   * @return whether the page was cut for its size
   */
  <T> boolean page(List<T> some, String sql, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    try (ResultSet rows = query(sql, values)) {
      Row row = new Row(rows, this);
      while (row.taken() < JobReads.PAGE_CHARS && rows.next()) {
        some.add(reader.read(row.again()));
      }
      return row.taken() >= JobReads.PAGE_CHARS;
    }
  }

  /** Whether there is a row. */
  boolean exists(String sql, @Nullable Object... values) throws SQLException {
    return first(sql, row -> true, values) != null;
  }

  /** The number in the first row; 0 where there is none. */
  protected final long number(String sql, @Nullable Object... values) throws SQLException {
    Long number = first(sql, Row::number, values);
    return number == null ? 0 : number;
  }

  /** The text in the first row, or null. */
  protected final @Nullable String text(String sql, @Nullable Object... values)
      throws SQLException {
    try (ResultSet rows = query(sql, values)) {
      return rows.next() ? new Row(rows, this).textOrNull() : null;
    }
  }

  /** The statement of this text with its values. */
  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statement(sql);
    bind(statement, sql, values);
    return statement;
  }

  /** The statement of this text, prepared. */
  protected final PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = jdbc.prepareStatement(translated(sql));
      if (fetchRows() > 0) {
        statement.setFetchSize(fetchRows());
      }
      prepared.put(sql, statement);
    }
    return statement;
  }

  /** Gives a statement its values. */
  protected void bind(PreparedStatement statement, String sql, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  /** Gives a statement one value. */
  protected final void bind(PreparedStatement statement, int at, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(at, Types.NULL);
    } else if (value instanceof String text) {
      statement.setString(at, stored(text));
    } else if (value instanceof Number number) {
      statement.setLong(at, number.longValue());
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(at, bytes);
    } else if (value instanceof Boolean flag) {
      statement.setLong(at, flag ? 1 : 0);
    } else if (value instanceof Instant instant) {
      statement.setLong(at, instant.toEpochMilli());
    } else if (value instanceof java.sql.Array array) {
      statement.setArray(at, array);
    } else {
      throw new IllegalArgumentException("no column holds a " + value.getClass());
    }
  }

  @Override
  public void close() {
    // The connection too where a statement cannot be closed: a pool has few of them.
    try (jdbc) {
      for (PreparedStatement statement : prepared.values()) {
        statement.close();
      }
    } catch (SQLException e) {
      throw new StoreException("the database could not be closed: " + e.getMessage(), e);
    }
  }
}
