package dev.fetchery.cli;

import dev.fetchery.job.JobSpec;
import dev.fetchery.store.DiskSync;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.file.Path;

/** What a command was given to run: a job, or a list that becomes one. */
sealed interface JobInput extends AutoCloseable permits JobFile, ListJob {
  /** What messages call it. */
  String shown();

  /** The job; a list's own file is not there yet. */
  JobSpec spec();

  /** Identifies the content: a run of equal content is continued. */
  String fingerprint();

  /**
   * The job, with what it needs put into the data directory. Blocks.
   *
   * @param sync what it has to outlive from then on
   * @throws IOException if that cannot be written
   */
  JobSpec store(Path dataDir, DiskSync sync) throws IOException;

  /** Removes what {@link #store} put there, of a job that was not made. */
  void discard(Path dataDir) throws IOException;

  /** The job as a request to make it. */
  Posted posted() throws InvalidInput;

  /**
   * What is posted to make a job.
   *
   * @param query with its question mark, or ""
   */
  record Posted(String query, String mediaType, BodyPublisher body) {}

  @Override
  void close();
}
