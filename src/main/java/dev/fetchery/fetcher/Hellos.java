package dev.fetchery.fetcher;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.bus.ProtocolRange;
import dev.fetchery.context.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a fetcher asks for a session, or whether there is another coordinator: one hello at a time.
 * Confined to the fetcher's event loop.
 */
final class Hellos {
  private static final long AGAIN_MS = 250;
  private static final long TIMEOUT_MS = 1_000;

  /**
   * A coordinator that refused is of another release: it is asked again once it may be replaced.
   */
  private static final long AFTER_REFUSAL_MS = 5_000;

  private final CoordinatorPort port;
  private final Clock clock;
  private final NodeInfo node;
  private final int capacity;
  private final Answered answered;
  private String asked = "";
  private boolean underWay;
  private long dueNanos;

  /** What hears an answer to the last id that said hello. */
  interface Answered {
    /**
     * @param answer null where there was none
     * @param sentNanos when the hello was sent
     */
    void hello(@Nullable FetcherMessage answer, long sentNanos);
  }

  /**
   * @param capacity tasks that run at once
   */
  Hellos(CoordinatorPort port, Clock clock, NodeInfo node, int capacity, Answered answered) {
    this.port = port;
    this.clock = clock;
    this.node = node;
    this.capacity = capacity;
    this.answered = answered;
  }

  /** Whether it is time for another one, where there is no session. */
  boolean isDue() {
    return clock.nanoTime() - dueNanos >= 0;
  }

  /** Says no more for a while. */
  void refused(long sentNanos) {
    dueNanos = sentNanos + TimeUnit.MILLISECONDS.toNanos(AFTER_REFUSAL_MS);
  }

  /**
   * Says hello, unless one of this id is under way.
   *
   * @param session the one that there is, or 0
   */
  void say(String id, long session) {
    if (underWay && id.equals(asked)) {
      return;
    }
    underWay = true;
    asked = id;
    long sent = clock.nanoTime();
    dueNanos = sent + TimeUnit.MILLISECONDS.toNanos(AGAIN_MS);
    Hello hello = new Hello(node, id, session, capacity, ProtocolRange.SPOKEN);
    port.ask(Addresses.COORDINATOR, hello, TIMEOUT_MS)
        .onComplete(
            answer -> {
              if (id.equals(asked)) {
                underWay = false;
                answered.hello(answer.result(), sent);
              }
            });
  }
}
