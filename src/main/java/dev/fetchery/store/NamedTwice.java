package dev.fetchery.store;

import dev.fetchery.store.WriteContext.JobRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items of one job that are an earlier one named twice: they request the same, and save
 * it in the same place.
 */
final class NamedTwice {
  private static final int DIGEST_BYTES = 16;

  private final SqlConnection connection;
  private final JobRef job;

  NamedTwice(WriteContext context, JobRef job) {
    this.connection = context.connection();
    this.job = job;
  }

  /**
   * The earlier item whose path is known late, or null; this one is remembered then.
   *
   * @param same what decides on the path besides the URL
   */
  @Nullable Long late(long item, String url, String same) throws SQLException {
    return find(item, url, "late " + same);
  }

  /**
   * The earlier item that asked for the same path, which another item holds, or null; this one is
   * remembered then.
   *
   * @param key of the path
   * @param holder the item that holds it
   */
  @Nullable Long named(long item, String url, String key, long holder) throws SQLException {
    boolean held =
        RowIds.job(holder) == job.num()
            && connection.exists("SELECT 1 FROM items WHERE id = ? AND url = ?", holder, url);
    return held ? Long.valueOf(RowIds.own(holder)) : find(item, url, "at " + key);
  }

  private @Nullable Long find(long item, String url, String place) throws SQLException {
    byte[] digest = digest(url + '\n' + place);
    String insert =
        "INSERT INTO named_items(job, digest, seq) VALUES(?, ?, ?) ON CONFLICT DO NOTHING";
    if (connection.update(insert, job.num(), digest, RowIds.own(item)) == 1) {
      return null;
    }
    String earlier = "SELECT seq FROM named_items WHERE job = ? AND digest = ?";
    return connection.number(earlier, job.num(), digest);
  }

  private static byte[] digest(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Arrays.copyOf(sha256.digest(text.getBytes(StandardCharsets.UTF_8)), DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
