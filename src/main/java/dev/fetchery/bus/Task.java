package dev.fetchery.bus;

import dev.fetchery.job.Expect;
import dev.fetchery.job.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * One request and where its body goes: all a fetcher knows.
 *
 * @param id number of the lease, never used twice by a coordinator
 * @param job id of the job, the key of byte rates and the name of parts
 * @param seq the item's number, or -1
 * @param expect what a good response looks like
 * @param demands what a body that is saved must be
 */
public record Task(
    long id, String job, long seq, HttpRequest request, Sink sink, Expect expect, Demands demands) {

  /** The same with cookies of earlier answers. */
  public Task withCookies(@Nullable String cookies) {
    return cookies == null
        ? this
        : new Task(id, job, seq, request.withCookies(cookies), sink, expect, demands);
  }
}
