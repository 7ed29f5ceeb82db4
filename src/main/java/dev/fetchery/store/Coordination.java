package dev.fetchery.store;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** What a coordinator leaves for the next one: where it is, and who may still hold tasks of it. */
final class Coordination {
  private Coordination() {}

  static long beginEpoch(WriteContext context) throws SQLException {
    SqlConnection connection = context.connection();
    connection.update(
        """
        INSERT INTO coordinator(id, epoch) VALUES(1, 1)
        ON CONFLICT(id) DO UPDATE SET epoch = coordinator.epoch + 1, address = NULL
        """);
    return connection.number("SELECT epoch FROM coordinator");
  }

  static void leads(WriteContext context, String address) throws SQLException {
    context.connection().update("UPDATE coordinator SET address = ?", address);
  }

  static String leader(SqlConnection connection) throws SQLException {
    String address = connection.first("SELECT coalesce(address, '') FROM coordinator", Row::text);
    return address == null ? "" : address;
  }

  static void holds(WriteContext context, JobStore.Holder holder) throws SQLException {
    context
        .connection()
        .update(
            """
            INSERT INTO holders(fetcher, place) VALUES(?, ?)
            ON CONFLICT(fetcher) DO UPDATE SET place = excluded.place
            """,
            holder.fetcher(),
            holder.place());
  }

  static void holdsNoMore(WriteContext context, Collection<String> fetchers) throws SQLException {
    for (String fetcher : fetchers) {
      context.connection().update("DELETE FROM holders WHERE fetcher = ?", fetcher);
    }
  }

  static List<JobStore.Holder> holders(WriteContext context) throws SQLException {
    return context
        .connection()
        .list(
            "SELECT fetcher, place FROM holders ORDER BY fetcher",
            row -> new JobStore.Holder(row.text(), row.text()));
  }
}
