package dev.fetchery.source;

import dev.fetchery.job.JobSpec;
import dev.fetchery.naming.Naming;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens the discovery of a job's source. */
public final class Discoveries {
  private Discoveries() {}

  /**
   * @param position where an earlier discovery of the job stopped, or null to begin
   * @param dataDir where a streamed list was spooled
   * @param createdUnixSeconds when the job was created
   * @param maxPages pages requested at most
   * @throws IllegalArgumentException if the position is not one of this source's
   */
  public static Discovery open(
      JobSpec spec,
      @Nullable String position,
      Path dataDir,
      String jobId,
      long createdUnixSeconds,
      long maxPages) {
    return new SourceOpener(spec, dataDir, maxPages, null)
        .open(spec.source(), Naming.jobVariables(spec, jobId, createdUnixSeconds), position);
  }

  /**
   * The discovery of a dry run, which proposes how pages are read where the job does not say.
   * Otherwise as {@link #open}.
   */
  public static Discovery plan(
      JobSpec spec,
      @Nullable String position,
      Path dataDir,
      String jobId,
      long createdUnixSeconds,
      long maxPages) {
    Proposals proposals = new Proposals();
    Discovery whole =
        new SourceOpener(spec, dataDir, maxPages, proposals)
            .open(spec.source(), Naming.jobVariables(spec, jobId, createdUnixSeconds), position);
    return new PlanningDiscovery(whole, proposals);
  }
}
