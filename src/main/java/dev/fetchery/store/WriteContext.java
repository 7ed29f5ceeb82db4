package dev.fetchery.store;

import dev.fetchery.naming.SafeName;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The writer's connection, and what it remembers of jobs and hosts. Used by the writer alone. */
final class WriteContext {
  private static final int REMEMBERED_JOBS = 1_000;
  private static final int REMEMBERED_HOSTS = 10_000;

  private final SqlConnection session;
  private final Map<String, JobRef> jobs = new Recent<>(REMEMBERED_JOBS);
  private final Map<HostName, Long> hosts = new Recent<>(REMEMBERED_HOSTS);

  /** What of a job's row does not change but by its deletion. */
  record JobRef(long num, boolean hidden, boolean deleted) {
    /**
     * The key under which a path is claimed. Those of a dry run are apart, so that they are in
     * nobody's way; a control character is in no path.
     */
    String claimKey(String path) {
      String key = SafeName.key(path);
      return hidden ? "\u0001" + num + "/" + key : key;
    }
  }

  private record HostName(long job, String name) {}

  WriteContext(SqlConnection session) {
    this.session = session;
  }

  SqlConnection session() {
    return session;
  }

  void begin() throws SQLException {
    session.execute("BEGIN IMMEDIATE");
  }

  void commit() throws SQLException {
    session.execute("COMMIT");
  }

  void rollback() {
    jobs.clear();
    hosts.clear();
    try {
      session.execute("ROLLBACK");
    } catch (SQLException e) {
      // Some failures roll back by themselves, and then there is nothing to do: the next BEGIN
      // fails if there was.
    }
  }

  /**
   * @throws StoreException if there is none
   */
  JobRef job(String id) throws SQLException {
    JobRef job = jobs.get(id);
    if (job == null) {
      job =
          session.first(
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

  /** The number of a host in a job, given to it now if need be; null for null. */
  Long host(JobRef job, String name) throws SQLException {
    if (name == null) {
      return null;
    }
    HostName host = new HostName(job.num(), name);
    Long id = hosts.get(host);
    if (id == null) {
      session.update(
          "INSERT INTO hosts(job, name) VALUES(?, ?) ON CONFLICT DO NOTHING", job.num(), name);
      id = session.number("SELECT id FROM hosts WHERE job = ? AND name = ?", job.num(), name);
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
