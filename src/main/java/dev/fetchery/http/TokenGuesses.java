package dev.fetchery.http;

import dev.fetchery.context.Confined;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says how long the answer to a wrong token waits: a few wrong ones of a peer are answered at once,
 * for someone mistypes, further ones slowly. Confined to the HTTP event loop.
 */
final class TokenGuesses {
  /** Told in place of a wait where as many answers as may wait already do. */
  static final long NO_ANSWER = -1;

  static final int FREE = 10;
  static final long WAIT_MS = 1_000;

  /** So long after its last wrong token a peer is like any other. */
  static final long FORGOTTEN_MS = 60_000;

  static final int MAX_WAITING_OF_ONE = 8;
  static final int MAX_WAITING = 256;
  static final int MAX_PEERS = 1_024;

  /** Of IPv6 the half that a network gives to one customer: the rest is the customer's choice. */
  private static final int GROUPS_OF_NETWORK = 4;

  private static final class Peer {
    int wrong;
    int waiting;
    long lastMs;
  }

  private final Confined confined = new Confined();

  /** The one that guessed last is the last. */
  private final Map<String, Peer> peers = new LinkedHashMap<>();

  private int waiting;

  /**
   * A token was wrong.
   *
   * @return for how long the answer waits, in milliseconds; {@link #answered} is to be called then
   */
  long wrong(String address, long nowMs) {
    assert confined.here();
    Peer peer = peer(network(address), nowMs);
    peer.wrong++;
    peer.lastMs = nowMs;
    if (peer.wrong <= FREE) {
      return 0;
    }
    if (peer.waiting >= MAX_WAITING_OF_ONE || waiting >= MAX_WAITING) {
      return NO_ANSWER;
    }
    peer.waiting++;
    waiting++;
    return WAIT_MS;
  }

  /** One whose answer waited has it. */
  void answered(String address) {
    assert confined.here();
    waiting--;
    Peer peer = peers.get(network(address));
    if (peer != null && peer.waiting > 0) {
      peer.waiting--;
    }
  }

  /** Peers that are remembered. */
  int peers() {
    return peers.size();
  }

  private Peer peer(String network, long nowMs) {
    Peer known = peers.remove(network);
    boolean lately = known != null && (known.waiting > 0 || nowMs - known.lastMs < FORGOTTEN_MS);
    Peer peer = known != null && lately ? known : new Peer();
    if (peers.size() >= MAX_PEERS) {
      peers.remove(peers.keySet().iterator().next());
    }
    peers.put(network, peer);
    return peer;
  }

  private static String network(String address) {
    String[] groups = address.split(":", -1);
    boolean whole = groups.length > GROUPS_OF_NETWORK && !address.contains("::");
    return whole
        ? String.join(":", groups[0], groups[1], groups[2], groups[GROUPS_OF_NETWORK - 1])
        : address;
  }
}
