package dev.fetchery.http;

import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.spec.Read;
import java.util.Collection;

/** Posted documents, read; what is wrong with them becomes a problem that names every fault. */
final class JobDocuments {
  private final JobReader reader;

  JobDocuments(long maxItems) {
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

  /** A stored job as it may be shown. */
  static String shown(String storedSpecJson) {
    return JobWriter.toShownJson(JobReader.readStored(storedSpecJson));
  }

  private static <T> T value(Read<T> read) {
    if (read instanceof Read.Bad<T> bad) {
      throw Problem.rejected(bad.problems());
    }
    return ((Read.Ok<T>) read).value();
  }
}
