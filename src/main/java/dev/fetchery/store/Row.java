package dev.fetchery.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The row under the cursor, read column after column in the order of the select list. */
final class Row {
  private final ResultSet rows;
  private final SqlConnection connection;
  private int column;
  private long taken;

  Row(ResultSet rows, SqlConnection connection) {
    this.rows = rows;
    this.connection = connection;
  }

  /** Characters and bytes read so far, of all rows. */
  long taken() {
    return taken;
  }

  /** Back at the first column. */
  Row again() {
    column = 0;
    return this;
  }

  String text() throws SQLException {
    return Objects.requireNonNull(textOrNull());
  }

  @Nullable String textOrNull() throws SQLException {
    String text = rows.getString(++column);
    if (text == null) {
      return null;
    }
    taken += text.length();
    return connection.restored(text);
  }

  byte @Nullable [] bytesOrNull() throws SQLException {
    byte[] bytes = rows.getBytes(++column);
    taken += bytes == null ? 0 : bytes.length;
    return bytes;
  }

  /** Null counts as 0. */
  long number() throws SQLException {
    return rows.getLong(++column);
  }

  boolean flag() throws SQLException {
    return rows.getBoolean(++column);
  }

  @Nullable Long numberOrNull() throws SQLException {
    long number = number();
    return number == 0 && rows.wasNull() ? null : Long.valueOf(number);
  }

  @Nullable Integer intOrNull() throws SQLException {
    Long number = numberOrNull();
    return number == null ? null : Integer.valueOf(number.intValue());
  }

  Instant instant() throws SQLException {
    return Instant.ofEpochMilli(number());
  }

  @Nullable Instant instantOrNull() throws SQLException {
    Long millis = numberOrNull();
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
