package dev.fetchery.store.pg;

import dev.fetchery.store.SqlConnection.Failure;
import dev.fetchery.store.StoreException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What failures mean, by their SQLSTATE (PostgreSQL, appendix A). */
final class PgFaults {
  /** The server ends, or is not a writer any more (it became a copy of another). */
  private static final Set<String> LOST = Set.of("57P01", "57P02", "57P03", "57P05", "25006");

  private PgFaults() {}

  static Failure failure(SQLException e) {
    String state = stateOf(e);
    if (state.startsWith("08") || LOST.contains(state)) {
      return Failure.LOST;
    }
    // No room, an operator's interruption, a conflict, a fault of the server's disk, a lock.
    return state.startsWith("53")
            || state.startsWith("57")
            || state.startsWith("40")
            || state.startsWith("58")
            || state.startsWith("55P")
        ? Failure.PASSING
        : Failure.REFUSED;
  }

  private static String stateOf(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  /** Why the store cannot be opened, in one line without secrets. */
  static StoreException.Unusable atStart(PgServer server, SQLException e) {
    String state = stateOf(e);
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String why =
        switch (state) {
          case "28P01", "28000" ->
              "the server refuses the user or the password ("
                  + message
                  + "): set PGPASSWORD, or write the password to ~/.pgpass";
          case "08004" ->
              "the server refuses the connection ("
                  + message
                  + "): set PGPASSWORD, or write the password to ~/.pgpass";
          case "3D000" -> "there is no such database: make it with createdb";
          case "42501" -> "the user lacks a right (" + message + ")";
          case "53300", "57P03" -> "the server takes no connection now (" + message + ")";
          default ->
              state.startsWith("08")
                  ? "the server cannot be reached (" + message + ")"
                  : "it fails (" + message + ")";
        };
    return unusable(server, why, e);
  }

  static StoreException.Unusable unusable(PgServer server, String why, @Nullable Exception cause) {
    return new StoreException.Unusable("the database " + server.shown() + ": " + why, cause);
  }
}
