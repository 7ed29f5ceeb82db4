package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * From a host to the addresses that may be connected to. What was found is remembered for a few
 * seconds: a job asks thousands of times for one host, and the pool of connections hangs on the
 * address. Belongs to one event loop.
 */
final class CheckedResolver {
  private static final long TTL_NANOS = 10_000_000_000L;
  private static final int MAX_HOSTS = 10_000;

  private final EgressPolicy policy;
  private final Resolver resolver;
  private final IntSupplier ownPort;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(Future<List<InetAddress>> addresses, long untilNanos) {}

  CheckedResolver(EgressPolicy policy, Resolver resolver, IntSupplier ownPort) {
    this.policy = policy;
    this.resolver = resolver;
    this.ownPort = ownPort;
  }

  /**
   * The allowed addresses of {@code host}, the best first; never empty. Fails with a {@link
   * FetchException}: {@code dns}, {@code blocked_address} or {@code bad_url}.
   */
  Future<List<InetAddress>> of(String host, int port, long nowNanos) {
    Future<List<InetAddress>> found = of(host, nowNanos);
    return port == ownPort.getAsInt() ? found.compose(CheckedResolver::elsewhere) : found;
  }

  private static Future<List<InetAddress>> elsewhere(List<InetAddress> all) {
    List<InetAddress> others = all.stream().filter(address -> !isHere(address)).toList();
    return others.isEmpty()
        ? Future.failedFuture(blocked("this service itself"))
        : Future.succeededFuture(others);
  }

  private static boolean isHere(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }

  private Future<List<InetAddress>> of(String host, long nowNanos) {
    Entry known = entries.get(host);
    if (known != null && nowNanos - known.untilNanos < 0) {
      return known.addresses;
    }
    Future<List<InetAddress>> found = find(host);
    entries.remove(host);
    if (entries.size() >= MAX_HOSTS) {
      entries.remove(entries.keySet().iterator().next());
    }
    entries.put(host, new Entry(found, nowNanos + TTL_NANOS));
    // Kept while the question is open, so that it is asked once; a failure is not remembered.
    found.onFailure(
        e -> entries.computeIfPresent(host, (h, e2) -> e2.addresses == found ? null : e2));
    return found;
  }

  /** The first address did not answer: the next one is asked first from now on. */
  void demote(String host, InetAddress silent) {
    Entry known = entries.get(host);
    if (known != null && known.addresses.succeeded()) {
      List<InetAddress> order = new ArrayList<>(known.addresses.result());
      if (order.remove(silent)) {
        order.add(silent);
        entries.put(host, new Entry(Future.succeededFuture(List.copyOf(order)), known.untilNanos));
      }
    }
  }

  private Future<List<InetAddress>> find(String host) {
    try {
      String refused = policy.refusal(host).orElse(null);
      if (refused != null) {
        return Future.failedFuture(blocked(refused));
      }
      InetAddress literal = AddressLiterals.parse(host);
      if (literal != null) {
        return allowed(host, List.of(literal));
      }
    } catch (FetchException e) {
      return Future.failedFuture(e);
    }
    return resolver
        .resolve(host)
        .recover(e -> Future.failedFuture(FailureMapper.ofResolution(host, e)))
        .compose(all -> allowed(host, all));
  }

  private Future<List<InetAddress>> allowed(String host, List<InetAddress> all) {
    if (all.isEmpty()) {
      return Future.failedFuture(new FetchException(ErrorCode.DNS, host + " has no address", true));
    }
    List<InetAddress> allowed =
        all.stream().filter(address -> policy.refusal(address).isEmpty()).toList();
    return allowed.isEmpty()
        ? Future.failedFuture(blocked(policy.refusal(all.get(0)).orElseThrow()))
        : Future.succeededFuture(allowed);
  }

  private static FetchException blocked(String why) {
    return new FetchException(ErrorCode.BLOCKED_ADDRESS, "not reached: " + why, true);
  }
}
