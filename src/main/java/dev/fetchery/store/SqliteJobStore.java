package dev.fetchery.store;

import dev.fetchery.context.Clock;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.Part;
import dev.fetchery.job.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in one SQLite database: one thread writes, many operations to a commit, while others read
 * what is committed (write-ahead logging).
 *
 * <p>Memory: the page caches, some tens of MiB for a database of any size.
 */
public final class SqliteJobStore extends SqliteReads implements JobStore {
  private static final String FILE = "fetchery.db";

  /** Rows that one call of {@link #erase}, {@link #reopen} and the like may change. */
  private static final int SLICE_ROWS = 1_000;

  private final DirectoryLock lock;
  private final Writer writer;

  private SqliteJobStore(DirectoryLock lock, Writer writer, Readers readers) {
    super(readers);
    this.lock = lock;
    this.writer = writer;
  }

  /**
   * Opens the store of a data directory, which is made if it is missing. Blocks.
   *
   * @param fullDurability whether a commit survives a power cut rather than only a killed process
   * @throws StoreException.Unusable if it is in use, damaged, of another version or not writable,
   *     or if the native library cannot be loaded
   */
  public static SqliteJobStore open(Path dataDir, boolean fullDurability, Clock clock) {
    return open(dataDir, fullDurability, clock, () -> {});
  }

  static SqliteJobStore open(
      Path dataDir, boolean fullDurability, Clock clock, Writer.CommitGate gate) {
    DirectoryLock lock = DirectoryLock.take(dataDir);
    Path file = dataDir.resolve(FILE);
    try {
      NativeLibrary.load(dataDir);
      Schema.check(file);
      OwnerOnly.store(dataDir, FILE);
      SqlConnection connection = SqlConnection.open(file, "", pragmas(fullDurability));
      return start(lock, file, connection, clock, gate);
    } catch (SQLException e) {
      lock.close();
      throw Schema.damaged(file, e.getMessage(), e);
    } catch (IOException e) {
      lock.close();
      throw new StoreException.Unusable(
          "the files in " + dataDir + " cannot be kept to their owner: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static SqliteJobStore start(
      DirectoryLock lock, Path file, SqlConnection connection, Clock clock, Writer.CommitGate gate)
      throws SQLException {
    try {
      Schema.migrate(connection);
      connection.execute(Append.PENDING_URLS);
      JobWrites.markHidden(connection);
      Readers readers = Readers.start(file);
      Writer writer = new Writer(new WriteContext(connection, clock), gate);
      writer.start();
      return new SqliteJobStore(lock, writer, readers);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static List<String> pragmas(boolean fullDurability) {
    List<String> pragmas = new ArrayList<>();
    pragmas.add("busy_timeout=10000");
    pragmas.add("journal_mode=WAL");
    pragmas.add("synchronous=" + (fullDurability ? "FULL" : "NORMAL"));
    pragmas.add("cache_size=-24000");
    pragmas.add("temp_store=MEMORY");
    // A page that changes often is copied to the database once per checkpoint: a long log pays.
    pragmas.add("wal_autocheckpoint=4000");
    pragmas.add("journal_size_limit=" + (32 << 20));
    return pragmas;
  }

  // --- writes

  @Override
  public CompletionStage<Long> beginEpoch() {
    return writer.submit(1, JobWrites::beginEpoch);
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
  public CompletionStage<Void> made(String job, List<String> directories) {
    List<String> all = List.copyOf(directories);
    return change(all.size(), context -> JobWrites.made(context, job, all));
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
  public CompletionStage<Integer> reopen(String job, Set<ItemState> states, Set<ErrorCode> codes) {
    Set<ItemState> all = Set.copyOf(states);
    Set<ErrorCode> errors = Set.copyOf(codes);
    return writer.submit(SLICE_ROWS, context -> ItemWrites.reopen(context, job, all, errors));
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
  public CompletionStage<Void> attempts(String job, List<Made> made) {
    List<Made> all = List.copyOf(made);
    return change(all.size(), context -> History.attempts(context, job, all));
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
  public void close() {
    // The writer last: only the last connection to close can empty the log.
    readers.close();
    writer.close();
    lock.close();
  }
}
