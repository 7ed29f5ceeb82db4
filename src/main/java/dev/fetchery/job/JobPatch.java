package dev.fetchery.job;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A change of a job, all of it or nothing; what is null stays as it is.
 *
 * @param rename its label alone: where files go follows from the name it was posted with
 */
public record JobPatch(
    @Nullable Rename rename, @Nullable LimitsPatch limits, @Nullable HeadersPatch headers) {

  /** A change of the limits alone. */
  public static JobPatch of(Limits limits) {
    return new JobPatch(
        null,
        new LimitsPatch(
            limits.concurrency(),
            limits.perHost(),
            limits.requestsPerSecond(),
            limits.bytesPerSecond(),
            limits.segments()),
        null);
  }

  /**
   * Another label.
   *
   * @param name null for none
   */
  public record Rename(@Nullable String name) {}

  /**
   * Other request headers.
   *
   * @param set by name, in place of those of that name in any case
   * @param removed names
   */
  public record HeadersPatch(Map<String, String> set, List<String> removed) {
    public HeadersPatch {
      set = Map.copyOf(set);
      removed = List.copyOf(removed);
    }

    Map<String, String> applyTo(Map<String, String> headers) {
      Map<String, String> changed = new TreeMap<>();
      headers.forEach(
          (name, value) -> {
            if (!names(name)) {
              changed.put(name, value);
            }
          });
      changed.putAll(set);
      return changed;
    }

    private boolean names(String header) {
      String lower = header.toLowerCase(Locale.ROOT);
      return removed.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(lower))
          || set.keySet().stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(lower));
    }
  }

  /** Whether it changes what the job was posted with. */
  public boolean changesSpec() {
    return limits != null || headers != null;
  }

  /** The job with its other limits and headers. */
  public JobSpec applyTo(JobSpec spec) {
    JobSpec changed = limits == null ? spec : spec.withLimits(limits.applyTo(spec.limits()));
    return headers == null
        ? changed
        : changed.withRequest(
            changed.request().withHeaders(headers.applyTo(changed.request().headers())));
  }
}
