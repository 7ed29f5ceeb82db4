package dev.fetchery.store.pg;

import dev.fetchery.store.SqlConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a PostgreSQL. Changes whose answers do not count are gathered and sent together,
 * and rows are asked for together: each answer costs a way to the server and back.
 */
final class PgConnection extends SqlConnection {
  private static final int PROVE_SECONDS = 5;

  private final int fetchRows;
  private final Map<String, Statements.Translated> translations = new HashMap<>();

  /** What was put off, by statement. */
  private final Map<String, List<@Nullable Object[]>> pending = new LinkedHashMap<>();

  /**
   * @param jdbc commits nothing by itself
   * @param fetchRows how many rows of an answer are held at a time; 0 for all
   */
  PgConnection(Connection jdbc, int fetchRows) {
    super(jdbc);
    this.fetchRows = fetchRows;
  }

  /** The driver begins with the first statement, without another way to the server. */
  @Override
  protected void begin() {}

  @Override
  protected void commit() throws SQLException {
    flush();
    jdbc().commit();
  }

  @Override
  protected void rollback() throws SQLException {
    pending.clear();
    jdbc().rollback();
  }

  @Override
  protected Failure failure(SQLException e) {
    return isClosed() ? Failure.LOST : PgFaults.failure(e);
  }

  private boolean isClosed() {
    try {
      return jdbc().isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  @Override
  protected void finish() {}

  @Override
  protected boolean remote() {
    return true;
  }

  @Override
  protected void prove() throws SQLException {
    if (!jdbc().isValid(PROVE_SECONDS)) {
      throw new SQLException("the server closed the connection, or does not answer", "08006");
    }
  }

  // --- for what the start asks

  void run(String sql) throws SQLException {
    execute(sql);
  }

  long count(String sql) throws SQLException {
    return number(sql);
  }

  @Nullable String line(String sql) throws SQLException {
    return text(sql);
  }

  String setting(String name) throws SQLException {
    return Objects.requireNonNull(text("SELECT current_setting('" + name + "')"));
  }

  // --- statements

  @Override
  protected void later(String sql, @Nullable Object... values) {
    pending.computeIfAbsent(sql, text -> new ArrayList<>()).add(values);
  }

  @Override
  protected void flush() throws SQLException {
    if (pending.isEmpty()) {
      return;
    }
    Map<String, List<@Nullable Object[]>> now = new LinkedHashMap<>(pending);
    pending.clear();
    for (Map.Entry<String, List<@Nullable Object[]>> changes : now.entrySet()) {
      PreparedStatement statement = statement(changes.getKey());
      for (@Nullable Object[] values : changes.getValue()) {
        bind(statement, changes.getKey(), values);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  @Override
  protected <T> List<T> among(
      String sql, String column, Collection<?> keys, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    if (keys.isEmpty()) {
      return List.of();
    }
    @Nullable Object[] bound = new @Nullable Object[values.length + 1];
    System.arraycopy(values, 0, bound, 0, values.length);
    bound[values.length] = array(keys);
    return list(sql + column + " = ANY(?)", reader, bound);
  }

  private Object array(Collection<?> keys) throws SQLException {
    Object first = keys.iterator().next();
    if (first instanceof String) {
      Object[] texts = keys.stream().map(key -> stored((String) key)).toArray();
      return jdbc().createArrayOf("text", texts);
    }
    return first instanceof byte[]
        ? jdbc().createArrayOf("bytea", keys.toArray(byte[][]::new))
        : jdbc().createArrayOf("bigint", keys.toArray());
  }

  @Override
  protected String translated(String sql) {
    return translation(sql).text();
  }

  private Statements.Translated translation(String sql) {
    return translations.computeIfAbsent(sql, Statements::translate);
  }

  @Override
  protected void bind(PreparedStatement statement, String sql, @Nullable Object... values)
      throws SQLException {
    int[] order = translation(sql).order();
    if (order.length == 0) {
      super.bind(statement, sql, values);
    }
    for (int at = 0; at < order.length; at++) {
      bind(statement, at + 1, values[order[at]]);
    }
  }

  @Override
  protected int fetchRows() {
    return fetchRows;
  }

  @Override
  protected String stored(String text) {
    return PgText.stored(text);
  }

  @Override
  protected String restored(String text) {
    return PgText.restored(text);
  }
}
