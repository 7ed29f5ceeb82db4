package dev.fetchery.store;

import dev.fetchery.context.Clock;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.Part;
import dev.fetchery.job.Series;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in a database: one thread writes, many operations to a commit, while others read what is
 * committed.
 */
public abstract class SqlJobStore extends SqlReads implements JobStore {

  /** Rows that one call of {@link #erase}, {@link #reopen} and the like may change. */
  private static final int SLICE_ROWS = 1_000;

  private final Writer writer;
  private final DirectoryLock lock;

  /**
   * @param lock on the data directory, given back at the end
   * @param connection of the writer, prepared
   */
  protected SqlJobStore(
      DirectoryLock lock, SqlConnection connection, Readers readers, Clock clock) {
    this(lock, connection, readers, clock, () -> {});
  }

  SqlJobStore(
      DirectoryLock lock,
      SqlConnection connection,
      Readers readers,
      Clock clock,
      Writer.CommitGate gate) {
    super(readers);
    this.lock = lock;
    this.writer = new Writer(new WriteContext(connection, clock), gate);
    writer.start();
  }

  /** Makes the tables of the session, and marks what an earlier process left unfinished. */
  protected static void prepare(SqlConnection connection, String tablesOfTheSession)
      throws SQLException {
    connection.execute(tablesOfTheSession);
    JobWrites.markHidden(connection);
  }

  // --- writes

  @Override
  public CompletionStage<Long> beginEpoch() {
    return writer.submit(1, Coordination::beginEpoch);
  }

  @Override
  public CompletionStage<Void> leads(String address) {
    return change(1, context -> Coordination.leads(context, address));
  }

  @Override
  public CompletionStage<List<Holder>> holders() {
    return writer.submit(1, Coordination::holders);
  }

  @Override
  public CompletionStage<Void> holds(Holder holder) {
    return change(1, context -> Coordination.holds(context, holder));
  }

  @Override
  public CompletionStage<Void> holdsNoMore(Set<String> fetchers) {
    Set<String> all = Set.copyOf(fetchers);
    return change(all.size(), context -> Coordination.holdsNoMore(context, all));
  }

  @Override
  public CompletionStage<Void> keepList(String name, int piece, byte[] content) {
    return change(1, context -> Lists.keep(context, name, piece, content));
  }

  @Override
  public CompletionStage<Void> dropList(String name) {
    return change(1, context -> Lists.drop(context, name));
  }

  @Override
  public CompletionStage<Created> create(NewJob job, int maxOpen) {
    return writer.submit(1, context -> JobWrites.create(context, job, maxOpen));
  }

  @Override
  public CompletionStage<JobRow> change(JobChange change) {
    return writer.submit(1, context -> JobWrites.change(context, change));
  }

  @Override
  public CompletionStage<Void> addDirectories(String job, List<String> directories) {
    List<String> all = List.copyOf(directories);
    return change(all.size(), context -> JobWrites.addDirectories(context, job, all));
  }

  @Override
  public CompletionStage<Boolean> markDeleted(String id) {
    return writer.submit(1, context -> JobWrites.markDeleted(context, id));
  }

  @Override
  public CompletionStage<Boolean> erase(String id) {
    return writer.submit(SLICE_ROWS, context -> Erasure.erase(context, id));
  }

  @Override
  public CompletionStage<Appended> append(
      String job, List<NewItem> items, JobRow.Discovery reached) {
    List<NewItem> all = List.copyOf(items);
    return writer.submit(1 + all.size(), context -> Append.append(context, job, all, reached));
  }

  @Override
  public CompletionStage<Set<String>> unlisted(String job, List<String> urls) {
    List<String> all = List.copyOf(urls);
    return writer.submit(1 + all.size(), context -> Append.unlisted(context, job, all));
  }

  @Override
  public CompletionStage<@Nullable String> claim(
      String job, long seq, String path, NewItem.Numbering numbering) {
    return writer.submit(1, context -> ItemWrites.claim(context, job, seq, path, numbering));
  }

  @Override
  public CompletionStage<Void> attempted(String job, List<Attempted> attempts) {
    List<Attempted> all = List.copyOf(attempts);
    return change(all.size(), context -> ItemWrites.attempted(context, job, all));
  }

  @Override
  public CompletionStage<List<Completion>> complete(String job, List<ItemResult> endings) {
    List<ItemResult> all = List.copyOf(endings);
    return writer.submit(1 + all.size(), context -> ItemWrites.complete(context, job, all));
  }

  @Override
  public CompletionStage<List<Completion>> endWaiting(
      String job,
      @Nullable String host,
      Set<Long> except,
      ItemState state,
      @Nullable Fault fault,
      Instant now) {
    Set<Long> kept = Set.copyOf(except);
    return writer.submit(
        SLICE_ROWS, context -> ItemWrites.endWaiting(context, job, host, kept, state, fault, now));
  }

  @Override
  public CompletionStage<Counters> reopen(
      String job, Set<ItemState> states, Set<ErrorCode> codes, long lastN) {
    Set<ItemState> all = Set.copyOf(states);
    Set<ErrorCode> errors = Set.copyOf(codes);
    return writer.submit(
        SLICE_ROWS, context -> ItemReopening.any(context, job, all, errors, lastN));
  }

  @Override
  public CompletionStage<Counters> reopen(
      String job, Collection<Long> seqs, Set<ItemState> states, Set<ErrorCode> codes) {
    Set<Long> named = Set.copyOf(seqs);
    Set<ItemState> all = Set.copyOf(states);
    Set<ErrorCode> errors = Set.copyOf(codes);
    return writer.submit(
        named.size(), context -> ItemReopening.named(context, job, named, all, errors));
  }

  @Override
  public CompletionStage<List<Part>> takeParts(String job) {
    return writer.submit(SLICE_ROWS, context -> ItemWrites.takeParts(context, job));
  }

  @Override
  public CompletionStage<Void> keep(String job, Series series) {
    return change(1, context -> History.keep(context, job, series));
  }

  @Override
  public CompletionStage<Void> log(String job, LogEntry.Kind kind, @Nullable String detail) {
    return change(1, context -> History.log(context, job, kind, detail));
  }

  @Override
  public CompletionStage<Void> addAttempts(String job, List<ItemAttempt> attempts) {
    List<ItemAttempt> all = List.copyOf(attempts);
    return change(all.size(), context -> History.addAttempts(context, job, all));
  }

  /** A write without a result. */
  private interface Change {
    void run(WriteContext context) throws SQLException;
  }

  private CompletionStage<Void> change(int rows, Change change) {
    return writer.submit(
        rows,
        context -> {
          change.run(context);
          return null;
        });
  }

  @Override
  public Health health() {
    return writer.health();
  }

  @Override
  public CompletionStage<StoreException> lost() {
    return writer.lost();
  }

  @Override
  public void close() {
    // The writer last: only the last connection to close can empty the log of SQLite.
    readers.close();
    writer.close();
    lock.close();
  }
}
