package dev.fetchery.job;

import java.util.Map;
import java.util.Set;

/**
 * How the requests of a job are made. Times in milliseconds; 0 means none.
 *
 * @param headersTo further origins that get the headers
 * @param totalTimeoutMs per attempt, redirects included
 * @param minBytesPerSecond judged over any 10 s of a body
 * @param maxRedirects 0 follows none
 * @param reach by which ways requests go
 */
public record RequestOptions(
    Map<String, String> headers,
    Set<String> headersTo,
    long connectTimeoutMs,
    long idleTimeoutMs,
    long totalTimeoutMs,
    long minBytesPerSecond,
    int maxRedirects,
    Reach reach) {
  public static final RequestOptions DEFAULT =
      new RequestOptions(Map.of(), Set.of(), 10_000, 30_000, 0, 0, 20, Reach.DEFAULT);

  public RequestOptions withHeaders(Map<String, String> changed) {
    return new RequestOptions(
        changed,
        headersTo,
        connectTimeoutMs,
        idleTimeoutMs,
        totalTimeoutMs,
        minBytesPerSecond,
        maxRedirects,
        reach);
  }

  /** The times of one attempt. */
  public Timeouts timeouts() {
    return new Timeouts(connectTimeoutMs, idleTimeoutMs, totalTimeoutMs, minBytesPerSecond);
  }

  public RequestOptions {
    headers = Map.copyOf(headers);
    headersTo = Set.copyOf(headersTo);
  }
}
