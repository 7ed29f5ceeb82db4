package dev.fetchery.store;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import dev.fetchery.store.WriteContext.JobRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One call's worth of discovered items on their way into the store. */
final class Appending {
  private static final int DIGEST_BYTES = 16;

  private final WriteContext books;
  private final SqlConnection session;
  private final JobRef job;
  private final Claims claims;
  private final CompletionWriter tally;
  private final List<PendingItem> waiting = new ArrayList<>();
  private final Map<Long, Integer> byHost = new HashMap<>();
  private final Instant now = Instant.now();

  private Appending(WriteContext books, JobRef job) throws SQLException {
    this.books = books;
    this.session = books.session();
    this.job = job;
    this.claims = new Claims(books, job);
    this.tally = new CompletionWriter(books, job);
  }

  static JobStore.Appended append(
      WriteContext books, String id, List<NewItem> items, String position, boolean discoveryDone)
      throws SQLException {
    return new Appending(books, books.live(id)).append(items, position, discoveryDone);
  }

  private JobStore.Appended append(List<NewItem> items, String position, boolean discoveryDone)
      throws SQLException {
    long first = session.number("SELECT discovered FROM jobs WHERE num = ?", job.num());
    long seq = first;
    for (NewItem item : items) {
      add(seq++, item);
    }
    for (Map.Entry<Long, Integer> host : byHost.entrySet()) {
      session.update(
          "UPDATE hosts SET item_count = item_count + ? WHERE id = ?",
          host.getValue(),
          host.getKey());
    }
    session.update(
        "UPDATE jobs SET discovered = ?, position = ?, discovery_done = ? WHERE num = ?",
        seq,
        position,
        discoveryDone,
        job.num());
    tally.save();
    rememberListed();
    return new JobStore.Appended(first, waiting, tally.completions());
  }

  private void add(long seq, NewItem item) throws SQLException {
    long id = RowIds.key(job.num(), seq);
    Draft draft = item.draft();
    ItemResult ending = item.ending();
    String file = null;
    // One that failed already needs no name; one skipped holds the name of what it was skipped for.
    if (item.path() != null && (ending == null || ending.state() == ItemState.SKIPPED)) {
      file = claims.claim(id, item.path(), item.numbering(), null);
      if (file == null) {
        ending = collision(seq, item.path());
      } else if (!file.equals(item.path())) {
        ending = null;
      }
    }
    if (file == null && item.path() != null) {
      file = item.path();
    }
    Long n = null;
    if (ending != null) {
      file = ending.file() == null ? file : ending.file();
      n = tally.end(ending.withSeq(seq), draft.key(), draft.url(), file);
    }
    Long host = books.host(job, item.host());
    insert(id, ending, n, host, draft, file);
    if (host != null) {
      byHost.merge(host, 1, Integer::sum);
    }
    if (ending == null) {
      waiting.add(work(seq, item, file));
    }
  }

  private void insert(long id, ItemResult ending, Long n, Long host, Draft draft, String file)
      throws SQLException {
    session.update(
        """
        INSERT INTO items(id, state, completion, host, key, url, attributes, sha256, file)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        id,
        Codes.of(Codes.ITEM_STATES, ending == null ? ItemState.WAITING : ending.state()),
        n,
        host,
        draft.key(),
        draft.url(),
        ItemAttributes.encode(draft.fields(), draft.headers()),
        RowMappers.bytes(draft.sha256()),
        file);
  }

  private ItemResult collision(long seq, String path) {
    Fault fault = new Fault(ErrorCode.COLLISION, "another item is saved as " + path);
    return ItemResult.without(seq, ItemState.FAILED, 0, now, fault);
  }

  private static PendingItem work(long seq, NewItem item, String file) {
    Draft draft = item.draft();
    return new PendingItem(
        seq,
        draft.key(),
        draft.url(),
        item.host(),
        draft.fields(),
        draft.headers(),
        draft.sha256(),
        file,
        0,
        0,
        null);
  }

  // --- what was listed before

  /** Part of the transactions, unlike a map: what is rolled back is forgotten here too. */
  static final String PENDING =
      """
      CREATE TEMP TABLE pending_urls(
        job INTEGER NOT NULL,
        digest BLOB NOT NULL,
        PRIMARY KEY(job, digest)
      ) WITHOUT ROWID
      """;

  static Set<String> unlisted(WriteContext books, String id, List<String> urls)
      throws SQLException {
    long num = books.live(id).num();
    SqlConnection session = books.session();
    Set<String> unlisted = new LinkedHashSet<>(urls);
    List<byte[]> digests = new ArrayList<>();
    for (var each = unlisted.iterator(); each.hasNext(); ) {
      byte[] digest = digest(each.next());
      if (session.exists("SELECT 1 FROM listed_urls WHERE job = ? AND digest = ?", num, digest)) {
        each.remove();
      } else {
        digests.add(digest);
      }
    }
    for (byte[] digest : digests) {
      session.update("INSERT OR IGNORE INTO pending_urls(job, digest) VALUES(?, ?)", num, digest);
    }
    return unlisted;
  }

  private void rememberListed() throws SQLException {
    if (session.exists("SELECT 1 FROM pending_urls WHERE job = ? LIMIT 1", job.num())) {
      session.update(
          "INSERT OR IGNORE INTO listed_urls SELECT job, digest FROM pending_urls WHERE job = ?",
          job.num());
      session.update("DELETE FROM pending_urls WHERE job = ?", job.num());
    }
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
