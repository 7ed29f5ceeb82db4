package dev.fetchery.source;

import dev.fetchery.job.JobSpec;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Source;
import dev.fetchery.naming.Naming;
import java.nio.file.Path;
import java.util.Map;
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
    Map<String, String> job = Naming.jobVariables(spec, jobId, createdUnixSeconds);
    return new SourceOpener(spec, dataDir, maxPages).open(spec.source(), job, position);
  }

  /** The discovery of a dry run, which proposes how pages are read where the job does not say. */
  public static Discovery plan(JobSpec spec, Discovery discovery) {
    Source source = spec.source().leaf();
    boolean silent =
        source instanceof Source.Json
            || source instanceof Source.Pages pages && pages.more() instanceof NextPage.Unsaid;
    return silent && spec.source().levels().size() == 1
        ? new ProposingDiscovery(discovery, source)
        : discovery;
  }
}
