package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.exchange.Reporting;
import java.util.concurrent.TimeUnit;

/** A session as it was welcomed, and the exchange of its reports. */
final class LinkSession {
  /** The id under which the fetcher said hello. */
  final String fetcher;

  final Welcome welcome;
  final Reporting<Report, Assignment> reports = new Reporting<>();

  LinkSession(String fetcher, Welcome welcome) {
    this.fetcher = fetcher;
    this.welcome = welcome;
  }

  /** Until when files may be published after a message that was sent then and answered. */
  long goodFrom(long sentNanos) {
    return sentNanos + TimeUnit.MILLISECONDS.toNanos(welcome.ttlMs() - welcome.marginMs());
  }

  /**
   * Whether the coordinator may have given its tasks to others.
   *
   * @param goodUntilNanos until when files may be published
   */
  boolean hasEnded(long nowNanos, long goodUntilNanos) {
    return nowNanos - goodUntilNanos > TimeUnit.MILLISECONDS.toNanos(welcome.marginMs());
  }
}
