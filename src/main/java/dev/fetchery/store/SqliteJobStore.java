package dev.fetchery.store;

import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Jobs in one SQLite database: a writer that puts many operations into a commit, and readers beside
 * it, who see what is committed (write-ahead logging).
 *
 * <p>Memory: the page caches, some tens of MiB, whatever the size of the database.
 */
public final class SqliteJobStore implements JobStore {
  private static final String FILE = "fetchery.db";

  /** Rows that a slice of {@link #erase}, {@link #reopen} and the like may change. */
  private static final int SLICE_ROWS = 1_000;

  private final DirectoryLock lock;
  private final Writer writer;
  private final Readers readers;

  private SqliteJobStore(DirectoryLock lock, Writer writer, Readers readers) {
    this.lock = lock;
    this.writer = writer;
    this.readers = readers;
  }

  /**
   * Opens the store of a data directory, which is made where it is missing.
   *
   * @param fullDurability whether a commit survives a power cut rather than only a killed process
   * @throws StoreException.Unusable if it is in use, damaged, of a newer version or not writable,
   *     or if the native library cannot be loaded
   */
  public static SqliteJobStore open(Path dataDir, boolean fullDurability) {
    return open(dataDir, fullDurability, () -> {});
  }

  static SqliteJobStore open(Path dataDir, boolean fullDurability, Writer.CommitGate gate) {
    DirectoryLock lock = DirectoryLock.take(dataDir);
    Path file = dataDir.resolve(FILE);
    try {
      NativeLibrary.load(dataDir);
      Schema.check(file);
      SqlConnection session = SqlConnection.open(file, "", pragmas(fullDurability));
      return start(lock, file, session, gate);
    } catch (SQLException e) {
      lock.close();
      throw Schema.damaged(file, e.getMessage(), e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static SqliteJobStore start(
      DirectoryLock lock, Path file, SqlConnection session, Writer.CommitGate gate)
      throws SQLException {
    try {
      Schema.migrate(session);
      session.execute(Appending.PENDING);
      JobWrites.markHidden(session);
      Readers readers = Readers.start(file);
      Writer writer = new Writer(new WriteContext(session), gate);
      writer.start();
      return new SqliteJobStore(lock, writer, readers);
    } catch (SQLException | RuntimeException e) {
      session.close();
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
    // Pages written again and again go to the database once per checkpoint: 16 MiB of log pay.
    pragmas.add("wal_autocheckpoint=4000");
    pragmas.add("journal_size_limit=" + (32 << 20));
    return pragmas;
  }

  // --- jobs

  @Override
  public CompletionStage<Created> create(NewJob job, int maxOpen) {
    return writer.submit(1, books -> JobWrites.create(books, job, maxOpen));
  }

  @Override
  public CompletionStage<JobRow> change(JobChange change) {
    return writer.submit(1, books -> JobWrites.change(books, change));
  }

  @Override
  public CompletionStage<JobRow> job(String id) {
    return readers.submit(session -> Reads.job(session, id));
  }

  @Override
  public CompletionStage<List<JobRow>> jobs(JobState state, String afterId, int limit) {
    return readers.submit(session -> Reads.jobs(session, state, afterId, limit));
  }

  @Override
  public CompletionStage<JobRow> openJob(String fingerprint) {
    return readers.submit(session -> Reads.openJob(session, fingerprint));
  }

  @Override
  public CompletionStage<List<JobRow>> openJobs() {
    return readers.submit(Reads::openJobs);
  }

  @Override
  public CompletionStage<List<String>> deletable(Instant finishedBefore) {
    return readers.submit(session -> Reads.deletable(session, finishedBefore));
  }

  @Override
  public CompletionStage<Void> made(String job, List<String> directories) {
    List<String> all = List.copyOf(directories);
    return writer.submit(all.size(), books -> JobWrites.made(books, job, all));
  }

  @Override
  public CompletionStage<List<String>> directories(String job, String before, int limit) {
    return readers.submit(session -> Reads.directories(session, job, before, limit));
  }

  @Override
  public CompletionStage<Boolean> markDeleted(String id) {
    return writer.submit(1, books -> JobWrites.markDeleted(books, id));
  }

  @Override
  public CompletionStage<Boolean> erase(String id) {
    return writer.submit(SLICE_ROWS, books -> Erasure.erase(books, id));
  }

  // --- discovery

  @Override
  public CompletionStage<Appended> append(
      String job, List<NewItem> items, String position, boolean discoveryDone) {
    List<NewItem> all = List.copyOf(items);
    return writer.submit(
        1 + all.size(), books -> Appending.append(books, job, all, position, discoveryDone));
  }

  @Override
  public CompletionStage<Set<String>> unlisted(String job, List<String> urls) {
    List<String> all = List.copyOf(urls);
    return writer.submit(1 + all.size(), books -> Appending.unlisted(books, job, all));
  }

  // --- the life of an item

  @Override
  public CompletionStage<String> claim(
      String job, long seq, String path, NewItem.Numbering numbering) {
    return writer.submit(1, books -> Endings.claim(books, job, seq, path, numbering));
  }

  @Override
  public CompletionStage<Void> attempted(String job, List<Attempted> attempts) {
    List<Attempted> all = List.copyOf(attempts);
    return writer.submit(all.size(), books -> Endings.attempted(books, job, all));
  }

  @Override
  public CompletionStage<List<Completion>> complete(String job, List<ItemResult> endings) {
    List<ItemResult> all = List.copyOf(endings);
    return writer.submit(1 + all.size(), books -> Endings.complete(books, job, all));
  }

  @Override
  public CompletionStage<List<Completion>> endWaiting(
      String job, String host, Set<Long> except, ItemState state, Fault fault, Instant now) {
    Set<Long> kept = Set.copyOf(except);
    return writer.submit(
        SLICE_ROWS, books -> Endings.endWaiting(books, job, host, kept, state, fault, now));
  }

  @Override
  public CompletionStage<Integer> reopen(String job, Set<ItemState> states, Set<ErrorCode> codes) {
    Set<ItemState> all = Set.copyOf(states);
    Set<ErrorCode> errors = Set.copyOf(codes);
    return writer.submit(SLICE_ROWS, books -> Endings.reopen(books, job, all, errors));
  }

  @Override
  public CompletionStage<List<Part>> takeParts(String job) {
    return writer.submit(SLICE_ROWS, books -> Endings.takeParts(books, job));
  }

  // --- reads

  @Override
  public CompletionStage<List<PendingItem>> waiting(
      String job, String host, long fromSeq, int limit) {
    return readers.submit(session -> Reads.waiting(session, job, host, fromSeq, limit));
  }

  @Override
  public CompletionStage<PendingItem> work(String job, long seq) {
    return readers.submit(session -> Reads.work(session, job, seq));
  }

  @Override
  public CompletionStage<Item> item(String job, long seq) {
    return readers.submit(session -> Reads.item(session, job, seq));
  }

  @Override
  public CompletionStage<Item> itemOfFile(String job, String path) {
    return readers.submit(session -> Reads.itemOfFile(session, job, path));
  }

  @Override
  public CompletionStage<List<Item>> items(String job, ItemState state, long afterSeq, int limit) {
    return readers.submit(session -> Reads.items(session, job, state, afterSeq, limit));
  }

  @Override
  public CompletionStage<List<Completion>> completions(String job, long afterN, int limit) {
    return readers.submit(session -> Reads.completions(session, job, afterN, limit));
  }

  @Override
  public CompletionStage<List<PendingItem>> granted(String job, long afterSeq, int limit) {
    return readers.submit(session -> Reads.granted(session, job, afterSeq, limit));
  }

  @Override
  public CompletionStage<Boolean> any(String job, Set<ItemState> states, Set<ErrorCode> codes) {
    return readers.submit(session -> Reads.any(session, job, states, codes));
  }

  @Override
  public CompletionStage<SavedFile> savedFile(String path) {
    return readers.submit(session -> AggregateQueries.savedFile(session, path));
  }

  @Override
  public CompletionStage<Map<String, Long>> hosts(String job, int limit) {
    return readers.submit(session -> AggregateQueries.hosts(session, job, limit));
  }

  @Override
  public CompletionStage<Groups> duplicates(String job, int limit) {
    return readers.submit(session -> AggregateQueries.duplicates(session, job, limit));
  }

  @Override
  public CompletionStage<Groups> collisions(String job, int limit) {
    return readers.submit(session -> AggregateQueries.collisions(session, job, limit));
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
