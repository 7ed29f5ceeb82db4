package dev.fetchery.store.pg;

import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A database of a PostgreSQL server, and how it is reached.
 *
 * @param host name or address, without brackets
 * @param password null where {@code ~/.pgpass} or the server's own rules decide
 * @param options those of the address, such as {@code sslmode}
 */
public record PgServer(
    String host,
    int port,
    String database,
    String user,
    @Nullable String password,
    Map<String, String> options) {
  private static final String CONNECT_SECONDS = "5";

  public PgServer {
    options = Map.copyOf(options);
  }

  /** As users see it: without a password, and without options. */
  public String shown() {
    return "postgresql://" + user + "@" + address() + ":" + port + "/" + database;
  }

  private String address() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  /** For the driver; user, password and options are among the {@link #properties}. */
  String url() {
    return "jdbc:postgresql://" + address() + ":" + port + "/" + PgText.percent(database);
  }

  /**
   * @param answerSeconds how long an answer may take before the server counts as gone
   */
  Properties properties(int answerSeconds) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "fetchery, process " + ProcessHandle.current().pid());
    properties.setProperty("currentSchema", PgSchema.NAME);
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("socketTimeout", Integer.toString(answerSeconds));
    properties.setProperty("tcpKeepAlive", "true");
    // Each parameter has the type of its column, also where it is null.
    properties.setProperty("stringtype", "unspecified");
    // Few statements, each many times.
    properties.setProperty("prepareThreshold", "2");
    options.forEach(properties::setProperty);
    return properties;
  }

  @Override
  public String toString() {
    return shown();
  }
}
