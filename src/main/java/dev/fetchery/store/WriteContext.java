package dev.fetchery.store;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connection of the writer, its clock, and the jobs and hosts it used last.
 *
 * <p>Confined to the writer's thread.
 */
final class WriteContext {
  private static final int REMEMBERED_JOBS = 1_000;
  private static final int REMEMBERED_HOSTS = 10_000;

  private final SqlConnection connection;
  private final Clock clock;
  private final Confined confined = new Confined();
  private final Map<String, JobRef> jobs = new Recent<>(REMEMBERED_JOBS);
  private final Map<HostName, Long> hosts = new Recent<>(REMEMBERED_HOSTS);

  /** The columns of a job's row that only its deletion changes. */
  record JobRef(long num, boolean hidden, boolean deleted) {
    /**
     * The key under which a path is claimed. A dry run has keys of its own, so that its claims do
     * not affect other jobs; no path contains a control character.
     */
    String claimKey(String path) {
      String key = PathKey.of(path);
      return hidden ? "\u0001" + num + "/" + key : key;
    }
  }

  private record HostName(long job, String name) {}

  WriteContext(SqlConnection connection, Clock clock) {
    this.connection = connection;
    this.clock = clock;
  }

  Clock clock() {
    return clock;
  }

  SqlConnection connection() {
    assert confined.here();
    return connection;
  }

  void begin() throws SQLException {
    assert confined.here();
    connection.begin();
  }

  void commit() throws SQLException {
    assert confined.here();
    connection.commit();
  }

  void rollback() {
    assert confined.here();
    jobs.clear();
    hosts.clear();
    try {
      connection.rollback();
    } catch (SQLException e) {
      // Some failures roll back by themselves. Where none did, the next beginning fails.
    }
  }

  /**
   * @throws StoreException if there is none
   */
  JobRef job(String id) throws SQLException {
    JobRef job = jobs.get(id);
    if (job == null) {
      job =
          connection.first(
              "SELECT num, hidden, deleted FROM jobs WHERE id = ?",
              row -> new JobRef(row.number(), row.flag(), row.flag()),
              id);
      if (job == null) {
        throw new StoreException("there is no job " + id);
      }
      jobs.put(id, job);
    }
    return job;
  }

  /**
   * @throws StoreException if there is none, or it is deleted
   */
  JobRef live(String id) throws SQLException {
    JobRef job = job(id);
    if (job.deleted()) {
      throw new StoreException("the job " + id + " is deleted");
    }
    return job;
  }

  void forget(String id) {
    jobs.remove(id);
  }

  /** The id of a host in a job, which is added if it is new; null for null. */
  @Nullable Long host(JobRef job, @Nullable String name) throws SQLException {
    if (name == null) {
      return null;
    }
    HostName host = new HostName(job.num(), name);
    Long id = hosts.get(host);
    if (id == null) {
      connection.update(
          "INSERT INTO hosts(job, name) VALUES(?, ?) ON CONFLICT DO NOTHING", job.num(), name);
      id = connection.number("SELECT id FROM hosts WHERE job = ? AND name = ?", job.num(), name);
      hosts.put(host, id);
    }
    return id;
  }

  /** Keeps the entries used last. */
  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    Recent(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }
}
