package dev.fetchery.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Posted lists, in pieces: for a store that other machines reach too. */
final class Lists {
  private static final byte[] EMPTY = {};

  private Lists() {}

  static void keep(WriteContext context, String name, int piece, byte[] content)
      throws SQLException {
    context
        .connection()
        .update(
            "INSERT INTO lists(name, piece, created_ms, content) VALUES(?, ?, ?, ?)",
            name,
            piece,
            context.clock().now(),
            content);
  }

  static byte @Nullable [] piece(SqlConnection connection, String name, int piece)
      throws SQLException {
    return connection.first(
        "SELECT content FROM lists WHERE name = ? AND piece = ?",
        row -> Objects.requireNonNullElse(row.bytesOrNull(), EMPTY),
        name,
        piece);
  }

  static List<String> names(SqlConnection connection, Instant before) throws SQLException {
    return connection.list(
        "SELECT name FROM lists WHERE piece = 0 AND created_ms < ? ORDER BY name",
        Row::text,
        before);
  }

  static void drop(WriteContext context, String name) throws SQLException {
    context.connection().update("DELETE FROM lists WHERE name = ?", name);
  }
}
