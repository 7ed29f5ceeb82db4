package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.exchange.Reporting;

/** A session as it was welcomed, and its reports. */
final class LinkSession {
  private static final long MS = 1_000_000L;

  final Welcome welcome;
  final Reporting<Report, Assignment> reports = new Reporting<>();

  LinkSession(Welcome welcome) {
    this.welcome = welcome;
  }

  /** Until when files may be published after a message that was sent then and answered. */
  long goodFrom(long sentNanos) {
    return sentNanos + (welcome.ttlMs() - welcome.marginMs()) * MS;
  }

  /**
   * Whether the coordinator may have given its tasks to others.
   *
   * @param goodUntilNanos until when files may be published
   */
  boolean hasEnded(long nowNanos, long goodUntilNanos) {
    return nowNanos - goodUntilNanos > welcome.marginMs() * MS;
  }
}
