package dev.fetchery.source;

import dev.fetchery.job.JobSpec;
import dev.fetchery.naming.Naming;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the discovery of a job's source. */
public final class Discoveries {
  private Discoveries() {}

  /**
   * Whose discovery it is.
   *
   * @param dataDir where a streamed list was spooled
   * @param jobId of the job
   * @param createdUnixSeconds when the job was created
   * @param maxPages pages requested at most of each listing
   * @param unforeseen takes exceptions that end the reading of a source, or of a branch, and that
   *     no fault explains
   */
  public record Owner(
      Path dataDir,
      String jobId,
      long createdUnixSeconds,
      long maxPages,
      Consumer<RuntimeException> unforeseen) {}

  /**
   * @param position where an earlier discovery of the job stopped, or null to begin
   * @throws IllegalArgumentException if the position is not one of this source's
   */
  public static Discovery open(JobSpec spec, @Nullable String position, Owner owner) {
    return opened(spec, position, owner, null);
  }

  /**
   * The discovery of a dry run, which proposes how pages are read where the job does not say.
   * Otherwise as {@link #open}.
   */
  public static Discovery plan(JobSpec spec, @Nullable String position, Owner owner) {
    Proposals proposals = new Proposals();
    return new PlanningDiscovery(opened(spec, position, owner, proposals), proposals);
  }

  private static Discovery opened(
      JobSpec spec, @Nullable String position, Owner owner, @Nullable Proposals proposals) {
    Map<String, String> variables =
        Naming.jobVariables(spec, owner.jobId(), owner.createdUnixSeconds());
    Discovery opened =
        new SourceOpener(spec, owner, proposals).open(spec.source(), variables, position);
    return new GuardedDiscovery(opened, position, owner.unforeseen());
  }
}
