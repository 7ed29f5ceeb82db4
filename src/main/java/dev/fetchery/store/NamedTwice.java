package dev.fetchery.store;

import dev.fetchery.context.Sha256;
import dev.fetchery.job.Draft;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Terms;
import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /**
   * Where the database is remote: by digest, the number of the item remembered and one; 0 for none.
   */
  private final Map<String, Long> known = new HashMap<>();

  NamedTwice(WriteContext context, JobRef job) {
    this.connection = context.connection();
    this.job = job;
  }

  /** Asks at once what {@link #late} will ask for each of these items. */
  void expectLate(List<NewItem> items) throws SQLException {
    if (!connection.remote()) {
      return;
    }
    List<byte[]> digests = new ArrayList<>();
    for (NewItem item : items) {
      if (item.path() == null && item.same() != null && item.ending() == null) {
        digests.add(digest(request(item, item.same()) + late(item.same())));
      }
    }
    expect(digests);
  }

  private void expect(List<byte[]> digests) throws SQLException {
    record Named(String digest, long seq) {}
    digests.forEach(digest -> known.putIfAbsent(hex(digest), 0L));
    connection
        .among(
            "SELECT digest, seq FROM named_items WHERE job = ? AND ",
            "digest",
            digests,
            row -> new Named(hex(Objects.requireNonNull(row.bytesOrNull())), row.number()),
            job.num())
        .forEach(named -> known.put(named.digest(), named.seq() + 1));
  }

  private static String late(NewItem.Same same) {
    return "late " + same.besides();
  }

  /** The earlier item whose path is known late, or null; this one is remembered then. */
  @Nullable Long late(long id, NewItem item, NewItem.Same same) throws SQLException {
    return find(id, item, same, late(same));
  }

  /**
   * The earlier item that asked for the same path, which another item holds, or null; this one is
   * remembered then.
   *
   * @param path as it is written: one that differs by case or form alone is another file
   * @param holder the item that holds it
   */
  @Nullable Long named(long id, NewItem item, NewItem.Same same, String path, long holder)
      throws SQLException {
    boolean there =
        RowIds.job(holder) == job.num()
            && connection.exists("SELECT 1 FROM items WHERE id = ? AND file = ?", holder, path)
            && standsFor(holder, item.draft(), same);
    return there ? Long.valueOf(RowIds.own(holder)) : find(id, item, same, "at " + path);
  }

  /** Whether an item asks for the same, and what it gets is proved as the draft wants it. */
  private boolean standsFor(long earlier, Draft draft, NewItem.Same same) throws SQLException {
    record Earlier(String url, ItemAttributes said) {}
    Earlier item =
        connection.first(
            "SELECT url, attributes FROM items WHERE id = ?",
            row -> new Earlier(row.text(), ItemAttributes.decode(row.textOrNull())),
            earlier);
    Proof proof = draft.terms().proof();
    return item != null
        && same.url(item.url()).equals(same.url(draft.url()))
        && item.said().headers().equals(draft.headers())
        && item.said().terms().order().equals(draft.terms().order())
        && (proof.equals(Proof.NONE) || proof.equals(item.said().terms().proof()));
  }

  /** What is asked for, and how. */
  private static String request(NewItem item, NewItem.Same same) {
    Draft draft = item.draft();
    Map<String, String> order = new Terms(draft.terms().order(), Proof.NONE).toMap();
    return same.url(draft.url())
        + '\n'
        + new TreeMap<>(draft.headers())
        + new TreeMap<>(order)
        + '\n';
  }

  private @Nullable Long find(long id, NewItem item, NewItem.Same same, String place)
      throws SQLException {
    byte[] digest = digest(request(item, same) + place);
    if (insert(digest, RowIds.own(id))) {
      return null;
    }
    long earlier = earlier(digest);
    boolean stands = standsFor(RowIds.key(job.num(), earlier), item.draft(), same);
    return stands ? Long.valueOf(earlier) : null;
  }

  /** False if an earlier item is there. */
  private boolean insert(byte[] digest, long seq) throws SQLException {
    String insert =
        "INSERT INTO named_items(job, digest, seq) VALUES(?, ?, ?) ON CONFLICT DO NOTHING";
    if (!connection.remote()) {
      return connection.update(insert, job.num(), digest, seq) == 1;
    }
    if (!known.containsKey(hex(digest))) {
      expect(List.of(digest));
    }
    if (known.getOrDefault(hex(digest), 0L) != 0) {
      return false;
    }
    connection.later(insert, job.num(), digest, seq);
    known.put(hex(digest), seq + 1);
    return true;
  }

  private long earlier(byte[] digest) throws SQLException {
    Long next = known.get(hex(digest));
    return next != null && next > 0
        ? next - 1
        : connection.number(
            "SELECT seq FROM named_items WHERE job = ? AND digest = ?", job.num(), digest);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static byte[] digest(String text) {
    return Arrays.copyOf(Sha256.of(text), DIGEST_BYTES);
  }
}
