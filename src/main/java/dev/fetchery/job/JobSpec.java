package dev.fetchery.job;

import org.jspecify.annotations.Nullable;

/**
 * A job as posted, defaults filled in.
 *
 * @param name label, or null
 * @param lookup document asked for beside each item, or null
 */
public record JobSpec(
    @Nullable String name,
    Source source,
    Mode mode,
    @Nullable Lookup lookup,
    Save save,
    RequestOptions request,
    Expect expect,
    Retry retry,
    Limits limits) {

  public JobSpec withLimits(Limits changed) {
    return new JobSpec(name, source, mode, lookup, save, request, expect, retry, changed);
  }

  public JobSpec withRequest(RequestOptions changed) {
    return new JobSpec(name, source, mode, lookup, save, changed, expect, retry, limits);
  }

  public JobSpec withSource(Source changed) {
    return new JobSpec(name, changed, mode, lookup, save, request, expect, retry, limits);
  }
}
