package dev.fetchery.config;

import java.util.Map;

/** Where the record of jobs is. */
public sealed interface StorePlace {

  /** A database in the data directory. */
  record DataDir() implements StorePlace {}

  /**
   * A database of a PostgreSQL server. Its password is no part of it: the environment holds that,
   * or a file of the user's.
   *
   * @param host name or address, without brackets
   * @param options those of the address, such as {@code sslmode}
   */
  record Postgres(String user, String host, int port, String database, Map<String, String> options)
      implements StorePlace {
    public Postgres {
      options = Map.copyOf(options);
    }
  }
}
