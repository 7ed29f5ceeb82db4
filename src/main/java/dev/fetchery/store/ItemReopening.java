package dev.fetchery.store;

import dev.fetchery.job.Counters;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.WriteContext.JobRef;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts ended items back to waiting. One that is an earlier one named twice brings that one along,
 * without which it would end again as it did.
 */
final class ItemReopening {
  /** Most items that one call reopens, so that other writes are carried out in between. */
  private static final int SLICE = 1_000;

  private ItemReopening() {}

  /** A slice of those that ended so by then, with these errors (empty for any). */
  static Counters any(
      WriteContext context, String id, Set<ItemState> states, Set<ErrorCode> codes, long lastN)
      throws SQLException {
    JobRef job = context.live(id);
    List<Ended> found = new ArrayList<>();
    for (ItemState state : states) {
      if (state.ended()) {
        found.addAll(
            Ended.list(context.connection(), job.num(), state, codes, lastN, SLICE - found.size()));
      }
    }
    return reopen(context, job, withEarlier(context.connection(), found, states, lastN));
  }

  /** Those of the named ones that are in these states, with these errors (empty for any). */
  static Counters named(
      WriteContext context,
      String id,
      Collection<Long> seqs,
      Set<ItemState> states,
      Set<ErrorCode> codes)
      throws SQLException {
    JobRef job = context.live(id);
    List<Long> items = seqs.stream().sorted().map(seq -> RowIds.key(job.num(), seq)).toList();
    List<Ended> found =
        Ended.named(context.connection(), items, codes).stream()
            .filter(item -> item.state().ended() && states.contains(item.state()))
            .toList();
    return reopen(context, job, withEarlier(context.connection(), found, states, Long.MAX_VALUE));
  }

  /** With the items that some of them name twice, where these ended so by then. */
  private static List<Ended> withEarlier(
      SqlConnection connection, List<Ended> found, Set<ItemState> states, long lastN)
      throws SQLException {
    Set<Long> missing = new TreeSet<>();
    found.stream().map(Ended::earlier).filter(Objects::nonNull).forEach(missing::add);
    found.forEach(item -> missing.remove(item.id()));
    if (missing.isEmpty()) {
      return found;
    }
    List<Ended> all = new ArrayList<>(found);
    Ended.named(connection, List.copyOf(missing), Set.of()).stream()
        .filter(item -> item.state().ended() && states.contains(item.state()))
        .filter(item -> RowIds.own(item.completion()) <= lastN)
        .forEach(all::add);
    return all;
  }

  private static Counters reopen(WriteContext context, JobRef job, List<Ended> items)
      throws SQLException {
    CompletionWriter completions = new CompletionWriter(context, job);
    Claims claims = new Claims(context, job);
    claims.expect(items.stream().map(Ended::file).filter(Objects::nonNull).toList());
    for (Ended item : items) {
      reopen(context.connection(), claims, item);
      completions.reopened(item.state(), item.bytes());
    }
    completions.save();
    return completions.reopened();
  }

  private static void reopen(SqlConnection connection, Claims claims, Ended item)
      throws SQLException {
    connection.later(
        "UPDATE completions SET file = coalesce(?, '') WHERE id = ? AND file IS NULL",
        item.file(),
        item.completion());
    // Another item may have claimed the name since; one named twice has none of its own.
    String file = item.earlier() == null ? item.file() : null;
    boolean granted = file != null && claims.reclaim(item.id(), file);
    connection.later(
        "UPDATE items SET state = 0, completion = NULL, file = ? WHERE id = ?",
        granted ? file : null,
        item.id());
    connection.later(
        "UPDATE attempts SET count = 0, not_before_ms = 0, mirror = NULL WHERE id = ?", item.id());
  }

  /**
   * @param earlier the item that it is, named twice; or null
   */
  private record Ended(
      long id,
      ItemState state,
      long completion,
      @Nullable String file,
      long bytes,
      @Nullable Long earlier) {
    private static final String SELECT =
        """
        SELECT i.id, i.state, c.id, i.file, c.bytes, (i.id >> 36 << 36 | i.same_as)
        FROM items i %s
          JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
        WHERE (? = -1 OR ((CAST(1 AS BIGINT) << c.error_code) & ?) <> 0) AND\s""";

    private static final String NAMED = SELECT.formatted("");
    private static final String IN_STATE =
        SELECT.formatted("INDEXED BY items_by_state")
            + "i.state = ? AND i.id BETWEEN ? AND ? AND i.completion <= ? ORDER BY i.id LIMIT ?";

    static List<Ended> list(
        SqlConnection connection,
        long job,
        ItemState state,
        Set<ErrorCode> codes,
        long lastN,
        int limit)
        throws SQLException {
      return connection.list(
          IN_STATE,
          Ended::read,
          Codes.anyOf(Codes.ERRORS, codes),
          Codes.anyOf(Codes.ERRORS, codes),
          Codes.of(Codes.ITEM_STATES, state),
          RowIds.first(job),
          RowIds.last(job),
          lastN,
          limit);
    }

    /** Those of the items that have ended, by their keys. */
    static List<Ended> named(SqlConnection connection, List<Long> items, Set<ErrorCode> codes)
        throws SQLException {
      return connection.among(
          NAMED,
          "i.id",
          items,
          Ended::read,
          Codes.anyOf(Codes.ERRORS, codes),
          Codes.anyOf(Codes.ERRORS, codes));
    }

    private static Ended read(Row row) throws SQLException {
      return new Ended(
          row.number(),
          Codes.constant(Codes.ITEM_STATES, (int) row.number()),
          row.number(),
          row.textOrNull(),
          row.number(),
          row.numberOrNull());
    }
  }
}
