package dev.fetchery.coordinator;

import dev.fetchery.job.Job;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobViews;

/** What a job that is not at work shows of itself. */
final class StoredViews {
  private StoredViews() {}

  static Job of(JobRow row) {
    return JobViews.of(row, JobWriter.toShownJson(JobReader.readStored(row.specJson())));
  }
}
