package dev.fetchery.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A connection to the database with its prepared statements. Used by one thread at a time. */
final class SqlConnection implements AutoCloseable {

  /** Makes a value of a row. */
  interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  private static final Properties OPTIONS = new Properties();

  static {
    // Otherwise the driver queries the last row id after every change.
    OPTIONS.setProperty("jdbc.get_generated_keys", "false");
  }

  private final Connection jdbc;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  private SqlConnection(Connection jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param options of the address, such as {@code ?mode=ro}, or empty
   */
  static SqlConnection open(Path file, String options, List<String> pragmas) throws SQLException {
    // As a URI: a plain name is cut at a question mark.
    String address = "jdbc:sqlite:" + file.toUri() + options;
    SqlConnection connection = new SqlConnection(DriverManager.getConnection(address, OPTIONS));
    try {
      for (String pragma : pragmas) {
        connection.execute("PRAGMA " + pragma);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Runs a statement once, without keeping it. */
  void execute(String sql) throws SQLException {
    try (Statement statement = jdbc.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Number of rows changed. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  /** The first row, or null where there is none. */
  <T> @Nullable T first(String sql, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      return rows.next() ? reader.read(new Row(rows)) : null;
    }
  }

  /** The one row that there is. */
  <T> T one(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    return Objects.requireNonNull(first(sql, reader, values));
  }

  <T> List<T> list(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    List<T> all = new ArrayList<>();
    // A result set left open would hold its read transaction.
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      Row row = new Row(rows);
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
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      Row row = new Row(rows);
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
  long number(String sql, @Nullable Object... values) throws SQLException {
    Long number = first(sql, Row::number, values);
    return number == null ? 0 : number;
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = jdbc.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, int at, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(at, Types.NULL);
    } else if (value instanceof String text) {
      statement.setString(at, text);
    } else if (value instanceof Number number) {
      statement.setLong(at, number.longValue());
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(at, bytes);
    } else if (value instanceof Boolean flag) {
      statement.setInt(at, flag ? 1 : 0);
    } else if (value instanceof Instant instant) {
      statement.setLong(at, instant.toEpochMilli());
    } else {
      throw new IllegalArgumentException("no column holds a " + value.getClass());
    }
  }

  @Override
  public void close() {
    try {
      for (PreparedStatement statement : prepared.values()) {
        statement.close();
      }
      jdbc.close();
    } catch (SQLException e) {
      throw new StoreException("the database could not be closed: " + e.getMessage(), e);
    }
  }
}
