package dev.fetchery.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Readers of a database in a file, each on a connection of its own. */
final class SqliteReaders {
  private static final int COUNT = 2;

  private static final List<String> PRAGMAS =
      List.of("busy_timeout=10000", "query_only=1", "cache_size=-4000");

  private SqliteReaders() {}

  static Readers start(Path file) throws SQLException {
    List<Own> lenders = new ArrayList<>();
    try {
      for (int i = 0; i < COUNT; i++) {
        lenders.add(new Own(SqliteConnection.open(file, "", PRAGMAS)));
      }
      return Readers.start(lenders);
    } catch (SQLException e) {
      lenders.forEach(Own::close);
      throw e;
    }
  }

  private record Own(SqlConnection connection) implements Readers.Lender {
    @Override
    public SqlConnection lend() {
      return connection;
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}
