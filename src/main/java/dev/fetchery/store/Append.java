package dev.fetchery.store;

import dev.fetchery.context.Sha256;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import dev.fetchery.store.WriteContext.JobRef;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Appends the discovered items of one call. */
final class Append {
  private static final int DIGEST_BYTES = 16;

  private final WriteContext context;
  private final SqlConnection connection;
  private final JobRef job;
  private final Claims claims;
  private final NamedTwice twice;
  private final CompletionWriter completions;
  private final List<PendingItem> waiting = new ArrayList<>();
  private final Map<Long, Integer> byHost = new HashMap<>();
  private final Instant now;

  private Append(WriteContext context, JobRef job) throws SQLException {
    this.context = context;
    this.connection = context.connection();
    this.job = job;
    this.claims = new Claims(context, job);
    this.twice = new NamedTwice(context, job);
    this.completions = new CompletionWriter(context, job);
    this.now = context.clock().now();
  }

  static JobStore.Appended append(
      WriteContext context, String id, List<NewItem> items, JobRow.Discovery reached)
      throws SQLException {
    return new Append(context, context.live(id)).append(items, reached);
  }

  private JobStore.Appended append(List<NewItem> items, JobRow.Discovery reached)
      throws SQLException {
    long first = connection.number("SELECT discovered FROM jobs WHERE num = ?", job.num());
    long seq = first;
    claims.expect(items.stream().map(NewItem::path).filter(Objects::nonNull).toList());
    twice.expectLate(items);
    for (NewItem item : items) {
      add(seq++, item);
    }
    for (Map.Entry<Long, Integer> host : byHost.entrySet()) {
      connection.later(
          "UPDATE hosts SET item_count = item_count + ? WHERE id = ?",
          host.getValue(),
          host.getKey());
    }
    connection.later(
        """
        UPDATE jobs SET discovered = ?, position = ?, discovery_done = ?, expected = ?
        WHERE num = ?
        """,
        seq,
        reached.position(),
        reached.done(),
        reached.expected(),
        job.num());
    completions.save();
    rememberListed();
    return new JobStore.Appended(first, waiting, completions.stored());
  }

  private void add(long seq, NewItem item) throws SQLException {
    long id = RowIds.key(job.num(), seq);
    Draft draft = item.draft();
    ItemResult ending = item.ending();
    @Nullable String file = null;
    // An item that has failed needs no name; a skipped one claims the name of the file it found.
    @Nullable Long sameAs = null;
    if (item.path() != null && (ending == null || ending.state() == ItemState.SKIPPED)) {
      Claims.Named named = named(id, item, item.path());
      file = named instanceof Claims.Named.Granted granted ? granted.path() : null;
      sameAs = named instanceof Claims.Named.Twice twice ? Long.valueOf(twice.seq()) : null;
      if (sameAs != null) {
        ending = null;
      } else if (file == null) {
        ending = collision(seq, item.path());
      } else if (!file.equals(item.path())) {
        ending = null;
      }
    }
    boolean unknown = sameAs != null && item.numbering() == NewItem.Numbering.YES;
    if (file == null && item.path() != null && !unknown) {
      file = item.path();
    }
    if (item.path() == null && item.same() != null && ending == null) {
      sameAs = twice.late(id, item, item.same());
    }
    Long n = null;
    if (ending != null) {
      file = ending.file() == null ? file : ending.file();
      n = completions.end(ending.withSeq(seq), draft.key(), draft.url(), file);
    }
    Long host = context.host(job, item.host());
    insert(id, ending, n, host, draft, file, sameAs);
    if (host != null) {
      byHost.merge(host, 1, Integer::sum);
    }
    if (ending == null) {
      waiting.add(pending(seq, item, file, sameAs));
    }
  }

  private Claims.Named named(long id, NewItem item, String path) throws SQLException {
    return item.same() == null
        ? new Claims.Named.Granted(claims.claim(id, path, item.numbering(), null))
        : claims.name(id, item, item.same(), path);
  }

  private void insert(
      long id,
      @Nullable ItemResult ending,
      @Nullable Long n,
      @Nullable Long host,
      Draft draft,
      @Nullable String file,
      @Nullable Long sameAs)
      throws SQLException {
    connection.later(
        """
        INSERT INTO items(id, state, completion, host, key, url, attributes, file, same_as)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        id,
        Codes.of(Codes.ITEM_STATES, ending == null ? ItemState.WAITING : ending.state()),
        n,
        host,
        draft.key(),
        draft.url(),
        ItemAttributes.encode(draft.fields(), draft.headers(), draft.terms()),
        file,
        sameAs);
  }

  private ItemResult collision(long seq, String path) {
    Fault fault = new Fault(ErrorCode.COLLISION, "another item is saved as " + path);
    return ItemResult.without(seq, ItemState.FAILED, 0, now, fault);
  }

  private static PendingItem pending(
      long seq, NewItem item, @Nullable String file, @Nullable Long sameAs) {
    String host = Objects.requireNonNullElse(item.host(), "");
    return new PendingItem(seq, item.draft(), host, file, PendingItem.Attempts.NONE, sameAs);
  }

  // --- URLs listed before

  /** A table, not a map, because a rollback must also undo what was added here. */
  static final String PENDING_URLS =
      """
      CREATE TEMP TABLE pending_urls(
        job INTEGER NOT NULL,
        digest BLOB NOT NULL,
        PRIMARY KEY(job, digest)
      ) WITHOUT ROWID
      """;

  static Set<String> unlisted(WriteContext context, String id, List<String> urls)
      throws SQLException {
    long num = context.live(id).num();
    SqlConnection connection = context.connection();
    Map<String, byte[]> digests = new LinkedHashMap<>();
    urls.forEach(url -> digests.computeIfAbsent(url, Append::digest));
    Set<ByteBuffer> listed =
        new HashSet<>(
            connection.among(
                "SELECT digest FROM listed_urls WHERE job = ? AND ",
                "digest",
                digests.values(),
                row -> ByteBuffer.wrap(Objects.requireNonNull(row.bytesOrNull())),
                num));
    digests.values().removeIf(digest -> listed.contains(ByteBuffer.wrap(digest)));
    for (byte[] digest : digests.values()) {
      connection.later(
          "INSERT INTO pending_urls(job, digest) VALUES(?, ?) ON CONFLICT DO NOTHING", num, digest);
    }
    return new LinkedHashSet<>(digests.keySet());
  }

  private void rememberListed() throws SQLException {
    if (connection.exists("SELECT 1 FROM pending_urls WHERE job = ? LIMIT 1", job.num())) {
      connection.update(
          """
          INSERT INTO listed_urls SELECT job, digest FROM pending_urls WHERE job = ?
          ON CONFLICT DO NOTHING
          """,
          job.num());
      connection.update("DELETE FROM pending_urls WHERE job = ?", job.num());
    }
  }

  private static byte[] digest(String text) {
    return Arrays.copyOf(Sha256.of(text), DIGEST_BYTES);
  }
}
