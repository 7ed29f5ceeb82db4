package dev.fetchery.app;

import dev.fetchery.context.Clock;
import dev.fetchery.fetcher.SessionWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line when the fetchers of a process are welcomed, lost or refused, however many they are.
 * Safe for use by many threads.
 */
final class ConnectionLog implements SessionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLog.class);

  private final int fetchers;
  private final Clock clock;
  private int welcomed;
  private boolean lost;
  private long lostMs;
  private String refusal = "";

  /**
   * @param fetchers of the process
   * @param clock tells how long the coordinator was gone
   */
  ConnectionLog(int fetchers, Clock clock) {
    this.fetchers = fetchers;
    this.clock = clock;
  }

  @Override
  public synchronized void welcomed() {
    refusal = "";
    if (++welcomed < fetchers) {
      return;
    } else if (lost) {
      LOG.info(
          "welcomed by the coordinator again, after {} s: fetching",
          Math.max(1, (clock.monotonicMs() - lostMs + 500) / 1_000));
    } else {
      LOG.info("welcomed by the coordinator: fetching");
    }
    lost = false;
  }

  /** Whether none of them has a session, nor was told why not. */
  synchronized boolean hearsNothing() {
    return welcomed == 0 && refusal.isEmpty();
  }

  @Override
  public synchronized void lost() {
    if (welcomed-- == fetchers) {
      lost = true;
      lostMs = clock.monotonicMs();
      LOG.warn("lost the coordinator: what was under way is given up; looking for it");
    }
  }

  @Override
  public synchronized void refused(String why) {
    if (!refusal.equals(why)) {
      refusal = why;
      LOG.warn("refused: {}; asking again, for the coordinator may be replaced", why);
    }
  }
}
