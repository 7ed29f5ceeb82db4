package dev.fetchery.store;

import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.Series;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How jobs went, kept with each in bounded space: for a job of any size and age less than 64 KiB.
 * What changes a job's state enters its log by itself, in the same commit.
 */
public interface HistoryStore {
  /** Keeps this series in place of the one before. */
  CompletionStage<Void> keep(String job, Series series);

  /** The series kept last, or null. */
  CompletionStage<@Nullable Series> series(String job);

  /**
   * Adds an entry to a job's log. When it is full, the oldest goes that is not among the first few.
   *
   * @param detail is cut where it is long
   */
  CompletionStage<Void> log(String job, LogEntry.Kind kind, @Nullable String detail);

  /**
   * Entries of a job's log, oldest first.
   *
   * @param after only entries with a greater number
   */
  CompletionStage<List<LogEntry>> log(String job, long after, int limit);

  /**
   * Adds attempts, of which the last ten of an item are kept. When the space of a job is used up,
   * items that are done lose theirs to items that failed; what then has no room is dropped.
   */
  CompletionStage<Void> attempts(String job, List<Made> made);

  /** The attempts kept of an item, oldest first. */
  CompletionStage<List<AttemptRecord>> attempts(String job, long seq);

  /** An attempt at an item. */
  record Made(long seq, AttemptRecord attempt) {}
}
