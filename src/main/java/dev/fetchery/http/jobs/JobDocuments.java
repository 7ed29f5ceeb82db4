package dev.fetchery.http.jobs;

import dev.fetchery.http.route.Problem;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.Parsed;
import java.util.Collection;

/** Posted documents, read; what is wrong with them becomes a problem that names every fault. */
public final class JobDocuments {
  private final JobReader reader;

  public JobDocuments(long maxItems) {
    reader = new JobReader(maxItems);
  }

  JobSpec job(byte[] json) {
    return value(reader.read(json));
  }

  /**
   * The job of a manifest.
   *
   * @param options JSON of the other fields, or null
   * @param fields what the manifest's lines bring, or null while that is not known
   */
  JobSpec manifestJob(
      String options,
      JobReader.Parameters parameters,
      Manifest manifest,
      Collection<String> fields) {
    return value(reader.readOptions(options, parameters, manifest, fields));
  }

  /** The limits that a stored job comes to by a change of some of them. */
  Limits limits(byte[] change, String storedSpecJson) {
    return value(reader.readLimits(change)).applyTo(JobReader.readStored(storedSpecJson).limits());
  }

  private static <T> T value(Parsed<T> read) {
    if (read instanceof Parsed.Bad<T> bad) {
      throw Problem.rejected(bad.problems());
    }
    return ((Parsed.Ok<T>) read).value();
  }
}
