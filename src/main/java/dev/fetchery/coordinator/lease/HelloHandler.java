package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Dismissed;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Refused;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.ProtocolRange;
import dev.fetchery.context.Confined;
import dev.fetchery.job.NodeName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets fetchers in that speak the coordinator's protocol, and renews their sessions. Confined to
 * the coordinator's event loop.
 */
final class HelloHandler {
  private static final Logger LOG = LoggerFactory.getLogger(HelloHandler.class);

  /** Reports of one fetcher are at least so far apart while there is much to say. */
  private static final long GATHER_MS = 2;

  /** Sessions for each of which reports are a millisecond further apart. */
  private static final int SESSIONS_PER_MS = 4;

  private final Confined confined = new Confined();
  private final SessionPool pool;
  private final NodeBook nodes;
  private final LeaseClock leaseClock;
  private final CoordinatorRun run;
  private final LeaseOptions options;
  private long sessions;

  HelloHandler(
      SessionPool pool,
      NodeBook nodes,
      LeaseClock leaseClock,
      CoordinatorRun run,
      LeaseOptions options) {
    this.pool = pool;
    this.nodes = nodes;
    this.leaseClock = leaseClock;
    this.run = run;
    this.options = options;
  }

  /**
   * Answers a hello. One that is repeated renews the session, but none that has ended: its tasks
   * may be another's by now.
   */
  FetcherMessage answer(Hello hello) {
    assert confined.here();
    if (!NodeName.isValid(hello.node().name())) {
      LOG.warn("fetcher {} is refused: its node has a name that none may have", hello.fetcher());
      return new Refused("no node may have that name");
    }
    if (ProtocolRange.SPOKEN.newestCommon(hello.versions()).isEmpty()) {
      return refusal(hello);
    }
    FetcherSession session = pool.get(hello.fetcher());
    if (hello.session() != 0 && (session == null || session.id != hello.session())) {
      return new Dismissed(hello.session());
    }
    if (session == null) {
      session = new FetcherSession(run.id(++sessions), hello, leaseClock.nowMs(), pool::lookAt);
      pool.add(session);
    }
    session.heardAtMs = leaseClock.nowMs();
    nodes.seen(session);
    return welcome(session);
  }

  private static FetcherMessage refusal(Hello hello) {
    String why =
        "the coordinator speaks version "
            + ProtocolRange.SPOKEN
            + " of the protocol, the fetcher version "
            + hello.versions();
    LOG.warn("fetcher {} on {} is refused: {}", hello.fetcher(), hello.node().name(), why);
    return new Refused(why);
  }

  private FetcherMessage welcome(FetcherSession session) {
    return new Welcome(
        run.epoch(),
        session.id,
        Addresses.coordinator(run.epoch()),
        options.ttlMs(),
        options.marginMs(),
        options.reportMs(),
        Math.max(GATHER_MS, pool.begun() / SESSIONS_PER_MS));
  }
}
