package dev.fetchery.coordinator.attempt;

import dev.fetchery.context.Confined;
import dev.fetchery.cookie.CookieJar;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.CookieScope;
import dev.fetchery.url.WebUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cookies that answers to a job's requests have set, in one jar for the job or one for each fetch.
 * They are kept in memory alone. Confined to the coordinator's event loop.
 */
public final class JobCookies {
  private final Confined confined = new Confined();
  private final SteadyClock clock;

  /** The job's, or null where each fetch has its own. */
  private final @Nullable CookieJar shared;

  public JobCookies(CookieScope scope, SteadyClock clock) {
    this.clock = clock;
    this.shared = scope == CookieScope.JOB ? new CookieJar() : null;
  }

  /**
   * Keeps what an answer has set.
   *
   * @param own jar of the fetch, or null where it has none yet
   * @return jar of the fetch from now on
   */
  public @Nullable CookieJar receive(@Nullable CookieJar own, WebUrl from, List<String> fields) {
    assert confined.here();
    CookieJar kept = own == null && shared == null ? new CookieJar() : own;
    CookieJar jar = shared == null ? kept : shared;
    if (jar != null) {
      jar.receive(from, fields, clock.now().toEpochMilli());
    }
    return kept;
  }

  /**
   * The cookies that go along with a request, or null.
   *
   * @param own jar of the fetch, or null
   */
  public @Nullable String header(@Nullable CookieJar own, WebUrl to) {
    CookieJar jar = shared == null ? own : shared;
    return jar == null || jar.isEmpty() ? null : jar.header(to, clock.now().toEpochMilli());
  }
}
