package dev.fetchery.job;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job as posted, defaults filled in.
 *
 * @param name label, or null
 * @param lookup document asked for beside each item, or null
 * @param locate document asked for where an item really is, or null
 */
public record JobSpec(
    @Nullable String name,
    Source source,
    Mode mode,
    @Nullable Lookup lookup,
    @Nullable Locate locate,
    Save save,
    RequestOptions request,
    Expect expect,
    Retry retry,
    Limits limits) {

  /** A job whose items are where their URLs say. */
  public JobSpec(
      @Nullable String name,
      Source source,
      Mode mode,
      @Nullable Lookup lookup,
      Save save,
      RequestOptions request,
      Expect expect,
      Retry retry,
      Limits limits) {
    this(name, source, mode, lookup, null, save, request, expect, retry, limits);
  }

  public JobSpec withLimits(Limits changed) {
    return new JobSpec(name, source, mode, lookup, locate, save, request, expect, retry, changed);
  }

  public JobSpec withRequest(RequestOptions changed) {
    return new JobSpec(name, source, mode, lookup, locate, save, changed, expect, retry, limits);
  }

  /** Variables that documents asked for beside the items bring. */
  public Set<String> askedVariables() {
    Set<String> names = new HashSet<>();
    if (lookup != null) {
      names.addAll(lookup.set().keySet());
    }
    if (locate != null) {
      names.addAll(locate.set().keySet());
    }
    return names;
  }

  public JobSpec withSource(Source changed) {
    return new JobSpec(name, changed, mode, lookup, locate, save, request, expect, retry, limits);
  }
}
