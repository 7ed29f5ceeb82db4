package dev.fetchery.coordinator.lease;

import dev.fetchery.context.Confined;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of all fetchers: which have room, and which are to be looked at. No question costs
 * more the more sessions there are that it does not concern. Confined to the coordinator's event
 * loop.
 */
final class SessionPool {
  private final Confined confined = new Confined();
  private final String node;
  private final Map<String, FetcherSession> sessions = new LinkedHashMap<>();

  /** Sessions of this node, which are few. */
  private final List<FetcherSession> here = new ArrayList<>();

  /** Sessions with room, in the order of their turns. */
  private final Deque<FetcherSession> turns = new ArrayDeque<>();

  private List<FetcherSession> toLookAt = new ArrayList<>();
  private int free;
  private int waitingForName;
  private int capacity;
  private int begun;

  /**
   * @param node the coordinator's own
   */
  SessionPool(String node) {
    this.node = node;
  }

  @Nullable FetcherSession get(String fetcher) {
    return sessions.get(fetcher);
  }

  Collection<FetcherSession> all() {
    return sessions.values();
  }

  void add(FetcherSession session) {
    assert confined.here();
    sessions.put(session.fetcher, session);
  }

  /** Its first report came. */
  void begin(FetcherSession session) {
    assert confined.here();
    session.begun = true;
    begun++;
    capacity += session.capacity;
    if (session.node.process().equals(node)) {
      here.add(session);
    }
    changed(session);
  }

  void remove(FetcherSession session) {
    assert confined.here();
    session.over = true;
    sessions.remove(session.fetcher);
    here.remove(session);
    if (session.begun) {
      begun--;
      capacity -= session.capacity;
    }
    changed(session);
    waitingForName -= session.countedWaiting;
    session.countedWaiting = 0;
  }

  /** Its room may be another than before. */
  void changed(FetcherSession session) {
    assert confined.here();
    int room = Math.max(0, session.free());
    free += room - session.countedFree;
    session.countedFree = room;
    waitingForName += session.waitingForName() - session.countedWaiting;
    session.countedWaiting = session.waitingForName();
    if (room > 0 && !session.inTurn) {
      session.inTurn = true;
      turns.addLast(session);
    }
  }

  /**
   * The session that gets the next task; those with room take turns.
   *
   * @param local whether it has to be on the coordinator's own node, if it has fetchers at all
   * @throws IllegalStateException if there is no room
   */
  FetcherSession next(boolean local) {
    assert confined.here();
    if (local && here.size() < begun && !here.isEmpty()) {
      return roomiest();
    }
    FetcherSession session;
    while ((session = turns.pollFirst()) != null) {
      session.inTurn = false;
      if (session.free() > 0) {
        session.inTurn = true;
        turns.addLast(session);
        return session;
      }
    }
    throw new IllegalStateException("no fetcher has room");
  }

  /** It may be full: what has to be done here waits for nothing else. */
  private FetcherSession roomiest() {
    FetcherSession best = here.get(0);
    for (FetcherSession session : here) {
      if (session.free() > best.free()) {
        best = session;
      }
    }
    return best;
  }

  /** There may be something to send to it. */
  void lookAt(FetcherSession session) {
    assert confined.here();
    if (!session.toLookAt) {
      session.toLookAt = true;
      toLookAt.add(session);
    }
  }

  /** The sessions that are to be looked at, once each. */
  List<FetcherSession> takeToLookAt() {
    assert confined.here();
    if (toLookAt.isEmpty()) {
      return List.of();
    }
    List<FetcherSession> taken = toLookAt;
    toLookAt = new ArrayList<>();
    taken.forEach(session -> session.toLookAt = false);
    return taken;
  }

  /** Sessions that get tasks. */
  int begun() {
    return begun;
  }

  /** Tasks that all fetchers together run at once. */
  int capacity() {
    return capacity;
  }

  /** Tasks for which there is room. */
  int free() {
    return free;
  }

  /** Bodies that are whole and have no name yet. */
  int waitingForName() {
    return waitingForName;
  }
}
