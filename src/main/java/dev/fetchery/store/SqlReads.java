package dev.fetchery.store;

import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Series;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The reads of a store in a database. Reading from a job that is not there finds nothing. */
public abstract class SqlReads implements JobReads {
  final Readers readers;

  protected SqlReads(Readers readers) {
    this.readers = readers;
  }

  /** A read of one job, given by the number of its row. */
  private interface JobRead<T> {
    @Nullable T run(SqlConnection connection, long num) throws SQLException;
  }

  private <T> CompletionStage<T> ofJob(String job, @Nullable T none, JobRead<T> query) {
    return readers.submit(
        connection -> {
          Long num = connection.first(RowMappers.NUM, Row::number, job);
          return num == null ? none : query.run(connection, num);
        });
  }

  // --- jobs

  @Override
  public CompletionStage<@Nullable JobRow> job(String id) {
    return readers.submit(
        connection ->
            connection.first(
                RowMappers.JOB + "WHERE j.id = ? AND j.hidden = 0 AND j.deleted = 0",
                RowMappers::job,
                id));
  }

  @Override
  public CompletionStage<List<JobRow>> jobs(
      JobQuery query, JobQuery.@Nullable Place after, int limit) {
    return readers.submit(connection -> JobSearch.list(connection, query, after, limit));
  }

  @Override
  public CompletionStage<Map<JobState, Long>> counts(@Nullable String text) {
    return readers.submit(connection -> JobSearch.counts(connection, text));
  }

  @Override
  public CompletionStage<@Nullable JobRow> openJob(String fingerprint) {
    return readers.submit(
        connection ->
            connection.first(
                RowMappers.JOB
                    + "WHERE j.fingerprint = ? AND j.state < 3 AND j.hidden = 0 AND j.deleted = 0 "
                    + "ORDER BY j.id DESC LIMIT 1",
                RowMappers::job,
                fingerprint));
  }

  @Override
  public CompletionStage<Boolean> isKeyUsed(String key) {
    return readers.submit(
        connection ->
            connection.first("SELECT id FROM jobs WHERE idempotency_key = ?", Row::text, key)
                != null);
  }

  @Override
  public CompletionStage<List<JobRow>> openJobs() {
    return readers.submit(JobSearch::open);
  }

  @Override
  public CompletionStage<List<String>> deletable(@Nullable Instant finishedBefore) {
    return readers.submit(
        connection ->
            connection.list(
                """
                SELECT id FROM jobs
                WHERE deleted = 1 OR (state >= 3 AND hidden = 0 AND finished_ms < ?) ORDER BY id
                """,
                Row::text,
                finishedBefore));
  }

  /** A directory sorts before what is in it. */
  @Override
  public CompletionStage<List<String>> directories(String job, @Nullable String before, int limit) {
    return ofJob(
        job,
        List.of(),
        (connection, num) ->
            connection.list(
                """
                SELECT path FROM directories
                WHERE job = ?1 AND (CAST(?2 AS TEXT) IS NULL OR path < ?2) ORDER BY path DESC LIMIT ?3
                """,
                Row::text,
                num,
                before,
                limit));
  }

  // --- items

  @Override
  public CompletionStage<List<PendingItem>> waiting(
      String job, @Nullable String host, long fromSeq, int limit) {
    return ofJob(
        job,
        List.of(),
        (connection, num) -> ItemQueries.waiting(connection, num, host, fromSeq, limit));
  }

  @Override
  public CompletionStage<@Nullable Item> item(String job, long seq) {
    return ofJob(
        job,
        null,
        (connection, num) ->
            connection.first(
                RowMappers.ITEM + "WHERE i.id = ?", RowMappers::item, RowIds.key(num, seq)));
  }

  @Override
  public CompletionStage<@Nullable Item> itemOfFile(String job, String path) {
    return ofJob(job, null, (connection, num) -> ItemQueries.ofFile(connection, num, path));
  }

  @Override
  public CompletionStage<List<Item>> items(
      String job, @Nullable ItemState state, long afterSeq, int limit) {
    return ofJob(
        job,
        List.of(),
        (connection, num) -> ItemQueries.list(connection, num, state, afterSeq, limit));
  }

  @Override
  public CompletionStage<ItemSlice> find(
      String job, ItemQuery query, ItemOrder order, ItemSlice.Place after, int limit, int scan) {
    return ofJob(
        job,
        ItemSlice.NONE,
        (connection, num) -> ItemSearch.next(connection, num, query, order, after, limit, scan));
  }

  @Override
  public CompletionStage<ItemSlice> best(
      String job,
      ItemQuery query,
      ItemOrder order,
      ItemSlice.Place after,
      long fromSeq,
      int limit,
      int scan) {
    return ofJob(
        job,
        ItemSlice.NONE,
        (connection, num) ->
            ItemSearch.best(connection, num, query, order, after, fromSeq, limit, scan));
  }

  @Override
  public CompletionStage<ItemPlaces> places(
      String job, ItemQuery query, ItemOrder order, long fromSeq, int scan) {
    return ofJob(
        job,
        ItemPlaces.NONE,
        (connection, num) -> ItemSearch.places(connection, num, query, order, fromSeq, scan));
  }

  @Override
  public CompletionStage<List<Item>> chosen(String job, ItemQuery query, List<Long> seqs) {
    List<Long> all = List.copyOf(seqs);
    return ofJob(
        job, List.of(), (connection, num) -> ItemSearch.chosen(connection, num, query, all));
  }

  @Override
  public CompletionStage<List<Completion>> completions(String job, long afterN, int limit) {
    return completions(job, afterN, limit, "");
  }

  @Override
  public CompletionStage<List<Completion>> ends(String job, long afterN, int limit) {
    return completions(job, afterN, limit, "AND c.id = (i.id >> 36 << 36 | i.completion) ");
  }

  private CompletionStage<List<Completion>> completions(
      String job, long afterN, int limit, String which) {
    return ofJob(
        job,
        List.of(),
        (connection, num) ->
            connection.page(
                RowMappers.COMPLETION
                    + "WHERE c.id BETWEEN ? AND ? "
                    + which
                    + "ORDER BY c.id LIMIT ?",
                RowMappers::completion,
                RowIds.after(num, afterN),
                RowIds.last(num),
                limit));
  }

  @Override
  public CompletionStage<Boolean> any(String job, Set<ItemState> states, Set<ErrorCode> codes) {
    return ofJob(job, false, (connection, num) -> ItemQueries.any(connection, num, states, codes));
  }

  // --- coordination

  @Override
  public CompletionStage<String> leader() {
    return readers.submit(Coordination::leader);
  }

  @Override
  public CompletionStage<byte @Nullable []> listPiece(String name, int piece) {
    return readers.submit(connection -> Lists.piece(connection, name, piece));
  }

  @Override
  public CompletionStage<List<String>> lists(Instant before) {
    return readers.submit(connection -> Lists.names(connection, before));
  }

  // --- history

  @Override
  public CompletionStage<@Nullable Series> series(String job) {
    return ofJob(job, null, History::series);
  }

  @Override
  public CompletionStage<List<LogEntry>> log(String job, long after, int limit) {
    return ofJob(job, List.of(), (connection, num) -> History.log(connection, num, after, limit));
  }

  @Override
  public CompletionStage<List<AttemptRecord>> attempts(String job, long seq) {
    return ofJob(job, List.of(), (connection, num) -> History.attempts(connection, num, seq));
  }

  // --- aggregates

  @Override
  public CompletionStage<@Nullable SavedFile> savedFile(String path) {
    return readers.submit(connection -> AggregateQueries.savedFile(connection, path));
  }

  @Override
  public CompletionStage<Map<String, Long>> hosts(String job, int limit) {
    return ofJob(
        job, Map.of(), (connection, num) -> AggregateQueries.hosts(connection, num, limit));
  }

  @Override
  public CompletionStage<Map<Long, Long>> savedTimes(String job, long fromSeq, long toSeq) {
    return ofJob(
        job,
        Map.of(),
        (connection, num) -> AggregateQueries.savedTimes(connection, num, fromSeq, toSeq));
  }

  @Override
  public CompletionStage<Groups> duplicates(String job, int limit) {
    return ofJob(
        job, Groups.NONE, (connection, num) -> AggregateQueries.duplicates(connection, num, limit));
  }

  @Override
  public CompletionStage<Groups> collisions(String job, int limit) {
    return ofJob(
        job, Groups.NONE, (connection, num) -> AggregateQueries.collisions(connection, num, limit));
  }
}
