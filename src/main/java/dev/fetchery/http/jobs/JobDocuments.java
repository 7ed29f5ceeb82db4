package dev.fetchery.http.jobs;

import dev.fetchery.http.route.Problem;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.spec.Parsed;
import dev.fetchery.spec.Violation;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads posted documents; a bad one becomes a {@link Problem} that names every fault. */
public final class JobDocuments {
  private final JobReader reader;
  private final JobReader planner;

  public JobDocuments(long maxItems) {
    reader = new JobReader(maxItems);
    planner = reader.forPlans();
  }

  /**
   * @param plan whether it is for a dry run
   */
  JobDocument job(byte[] json, boolean plan) {
    return JobWriter.document(value(reader(plan).read(json)));
  }

  private JobReader reader(boolean plan) {
    return plan ? planner : reader;
  }

  /**
   * The job of a manifest.
   *
   * @param options JSON of the other fields, or null
   * @param fields what the manifest's lines bring, or null where that is too much to be known
   */
  JobDocument manifestJob(
      @Nullable String options,
      JobReader.Parameters parameters,
      Manifest manifest,
      @Nullable Collection<String> fields) {
    return JobWriter.document(value(reader.readOptions(options, parameters, manifest, fields)));
  }

  /**
   * What is wrong with the job of a manifest, as far as that is known without its lines.
   *
   * @param options JSON of the other fields, or null
   * @param possible names of variables that the lines may bring; null where it may be any
   */
  List<Violation> manifestFaults(
      @Nullable String options,
      JobReader.Parameters parameters,
      Manifest.Format format,
      @Nullable Collection<String> possible) {
    return reader.optionFaults(options, parameters, new Manifest(format, "", 0), possible);
  }

  /** A change of a job. */
  JobPatch patch(byte[] json) {
    return value(reader.readPatch(json));
  }

  /** The list of a stored job that has one, or null. */
  static @Nullable Manifest listOf(String storedSpecJson) {
    return JobReader.readStored(storedSpecJson).source() instanceof Manifest list ? list : null;
  }

  /** A new job from a stored one: see {@link JobReader#readCopy}. */
  JobDocument copy(
      String storedSpecJson,
      @Nullable String name,
      byte[] changes,
      @Nullable Manifest list,
      boolean plan) {
    return JobWriter.document(value(reader(plan).readCopy(storedSpecJson, name, changes, list)));
  }

  private static <T> T value(Parsed<T> read) {
    if (read instanceof Parsed.Bad<T> bad) {
      throw Problem.rejected(bad.violations());
    }
    return ((Parsed.Ok<T>) read).value();
  }
}
