package dev.fetchery.cli;

import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.naming.SafeName;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Map;

/** The directory that everything a job saves lies in. */
final class SavedIn {
  private SavedIn() {}

  /** Absolute; it ends before the first part of the job's directory that an item decides on. */
  static Path of(Path downloads, JobSpec spec, Job job) {
    String template =
        spec.save().dir() != null
            ? spec.save().dir()
            : spec.name() != null ? "{job.name}" : "{job.id}";
    Map<String, String> known =
        Map.of(
            "{job.id}", job.id(),
            "{job.name}", spec.name() == null ? "" : spec.name(),
            "{job.time}", Long.toString(job.createdAt().getEpochSecond()));
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    Path directory = downloads.toAbsolutePath();
    for (String part : template.split("/", -1)) {
      String text = known.getOrDefault(part, part);
      if (!known.containsKey(part) && part.contains("{")) {
        break;
      }
      if (!part.isEmpty()) {
        directory = directory.resolve(SafeName.part(text, SafeName.encodable(names)));
      }
    }
    return directory;
  }
}
