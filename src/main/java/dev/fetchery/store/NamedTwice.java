package dev.fetchery.store;

import dev.fetchery.context.Sha256;
import dev.fetchery.job.Draft;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Terms;
import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items of one job that are an earlier one named twice: they request the same, expect
 * nothing more of it, and save it in the same place.
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
  @Nullable Long late(long item, Draft draft, String same) throws SQLException {
    return find(item, draft, "late " + same);
  }

  /**
   * The earlier item that asked for the same path, which another item holds, or null; this one is
   * remembered then.
   *
   * @param path as it is written: one that differs by case or form alone is another file
   * @param holder the item that holds it
   */
  @Nullable Long named(long item, Draft draft, String path, long holder) throws SQLException {
    boolean same =
        RowIds.job(holder) == job.num()
            && connection.exists("SELECT 1 FROM items WHERE id = ? AND file = ?", holder, path)
            && standsFor(holder, draft);
    return same ? Long.valueOf(RowIds.own(holder)) : find(item, draft, "at " + path);
  }

  /** Whether an item asks for the same, and what it gets is proved as the draft wants it. */
  private boolean standsFor(long earlier, Draft draft) throws SQLException {
    ItemAttributes item =
        connection.first(
            "SELECT attributes FROM items WHERE id = ? AND url = ?",
            row -> ItemAttributes.decode(row.textOrNull()),
            earlier,
            draft.url());
    Proof proof = draft.terms().proof();
    return item != null
        && item.headers().equals(draft.headers())
        && item.terms().order().equals(draft.terms().order())
        && (proof.equals(Proof.NONE) || proof.equals(item.terms().proof()));
  }

  /** What is asked for, and how. */
  private static String request(Draft draft) {
    Map<String, String> order = new Terms(draft.terms().order(), Proof.NONE).toMap();
    return draft.url() + '\n' + new TreeMap<>(draft.headers()) + new TreeMap<>(order);
  }

  private @Nullable Long find(long item, Draft draft, String place) throws SQLException {
    byte[] digest = digest(request(draft) + '\n' + place);
    String insert =
        "INSERT INTO named_items(job, digest, seq) VALUES(?, ?, ?) ON CONFLICT DO NOTHING";
    if (connection.update(insert, job.num(), digest, RowIds.own(item)) == 1) {
      return null;
    }
    long earlier =
        connection.number(
            "SELECT seq FROM named_items WHERE job = ? AND digest = ?", job.num(), digest);
    return standsFor(RowIds.key(job.num(), earlier), draft) ? Long.valueOf(earlier) : null;
  }

  private static byte[] digest(String text) {
    return Arrays.copyOf(Sha256.of(text), DIGEST_BYTES);
  }
}
