package dev.fetchery.demo.origin;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How a {@link DemoOrigin} behaves.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param lagMs delay of every response; 0 for none
 * @param endpoints number of endpoints in {@code /api/list_files}; at least 1
 * @param eventLoops how many event loops share the port; at least 1
 * @param seed seed of the endpoint names
 */
public record DemoOriginOptions(
    String host, int port, long lagMs, int endpoints, int eventLoops, long seed) {

  public DemoOriginOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 0 to 65535, not " + port);
    }
    if (lagMs < 0) {
      throw new IllegalArgumentException("lagMs must be at least 0, not " + lagMs);
    }
    if (endpoints < 1 || eventLoops < 1) {
      throw new IllegalArgumentException("endpoints and eventLoops must be at least 1");
    }
  }

  /** A free port on loopback, no lag, 25 endpoints with random names, one event loop. */
  public static DemoOriginOptions defaults() {
    return new DemoOriginOptions("127.0.0.1", 0, 0, 25, 1, ThreadLocalRandom.current().nextLong());
  }

  public DemoOriginOptions withHost(String newHost) {
    return new DemoOriginOptions(newHost, port, lagMs, endpoints, eventLoops, seed);
  }

  public DemoOriginOptions withPort(int newPort) {
    return new DemoOriginOptions(host, newPort, lagMs, endpoints, eventLoops, seed);
  }

  public DemoOriginOptions withLagMs(long newLagMs) {
    return new DemoOriginOptions(host, port, newLagMs, endpoints, eventLoops, seed);
  }

  public DemoOriginOptions withEventLoops(int newEventLoops) {
    return new DemoOriginOptions(host, port, lagMs, endpoints, newEventLoops, seed);
  }
}
