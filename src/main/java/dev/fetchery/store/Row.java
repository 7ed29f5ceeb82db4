package dev.fetchery.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The row under the cursor, read column after column in the order of the select list. */
final class Row {
  private final ResultSet rows;
  private int column;

  Row(ResultSet rows) {
    this.rows = rows;
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
    return rows.getString(++column);
  }

  byte @Nullable [] bytesOrNull() throws SQLException {
    return rows.getBytes(++column);
  }

  /** Null counts as 0. */
  long number() throws SQLException {
    return rows.getLong(++column);
  }

  boolean flag() throws SQLException {
    return number() != 0;
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
