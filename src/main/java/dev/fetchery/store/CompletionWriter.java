package dev.fetchery.store;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores the completions of one operation under consecutive numbers, and adds them to the counters
 * in the row of the job when it is saved.
 */
final class CompletionWriter {
  private final SqlConnection connection;
  private final JobRef job;
  private final long[] ended = new long[Codes.ITEM_STATES.size()];
  private final List<Completion> completions = new ArrayList<>();
  private long lastN;
  private long bytes;

  CompletionWriter(WriteContext context, JobRef job) throws SQLException {
    this.connection = context.connection();
    this.job = job;
    this.lastN = connection.number("SELECT last_completion FROM jobs WHERE num = ?", job.num());
  }

  /** Stores a result under the next number, which is returned. */
  long end(ItemResult ending, @Nullable String key, String url, @Nullable String file)
      throws SQLException {
    long n = ++lastN;
    Fault error = ending.error();
    connection.later(
        """
        INSERT INTO completions(id, seq, state, attempts, status, bytes, size, sha256, integrity,
          content_type, content_encoding, duration_ms, finished_ms, etag, last_modified, error_code,
          error_detail, mtime_ms, final_url, node)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        RowIds.key(job.num(), n),
        ending.seq(),
        Codes.of(Codes.ITEM_STATES, ending.state()),
        ending.attempts(),
        ending.status(),
        ending.bytes(),
        ending.size(),
        RowMappers.bytes(ending.sha256()),
        Codes.ofOrNull(Codes.INTEGRITIES, ending.integrity()),
        ending.contentType(),
        ending.contentEncoding(),
        ending.durationMs(),
        ending.finishedAt(),
        ending.etag(),
        ending.lastModified(),
        error == null ? null : Codes.of(Codes.ERRORS, error.code()),
        error == null ? null : error.detail(),
        ending.mtimeMs(),
        ending.finalUrl(),
        ending.node());
    count(ending.state(), 1, ending.bytes());
    completions.add(new Completion(n, view(ending, key, url, file)));
    return n;
  }

  /** An item that had ended waits again. */
  void reopened(ItemState state, long itemBytes) {
    count(state, -1, -itemBytes);
  }

  private void count(ItemState state, int by, long itemBytes) {
    ended[Codes.of(Codes.ITEM_STATES, state)] += by;
    bytes += state == ItemState.DONE ? itemBytes : 0;
  }

  /** The items that wait again, as they were counted before. */
  Counters reopened() {
    return new Counters(
        0,
        -of(ItemState.DONE),
        -of(ItemState.SKIPPED),
        -of(ItemState.NOT_FOUND),
        -of(ItemState.FAILED),
        -of(ItemState.CANCELLED),
        -bytes,
        0);
  }

  List<Completion> stored() {
    return completions;
  }

  /** To be called once, after the last ending. */
  void save() throws SQLException {
    connection.later(
        """
        UPDATE jobs SET done = done + ?, skipped = skipped + ?, not_found = not_found + ?,
          failed = failed + ?, cancelled = cancelled + ?, bytes = bytes + ?, last_completion = ?
        WHERE num = ?
        """,
        of(ItemState.DONE),
        of(ItemState.SKIPPED),
        of(ItemState.NOT_FOUND),
        of(ItemState.FAILED),
        of(ItemState.CANCELLED),
        bytes,
        lastN,
        job.num());
  }

  private long of(ItemState state) {
    return ended[Codes.of(Codes.ITEM_STATES, state)];
  }

  private static Item view(
      ItemResult ending, @Nullable String key, String url, @Nullable String file) {
    return new Item(
        ending.seq(),
        key,
        url,
        file,
        ending.state(),
        ending.attempts(),
        ending.bytes(),
        new Item.Head(
            ending.status(), ending.contentType(), ending.contentEncoding(), ending.finalUrl()),
        new Item.Content(ending.size(), ending.sha256(), ending.integrity()),
        new Item.End(ending.durationMs(), ending.finishedAt(), ending.error(), ending.node()),
        null);
  }
}
