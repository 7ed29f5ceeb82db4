package dev.fetchery.client;

import dev.fetchery.context.BoundedMap;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.url.WebUrl;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * From a host to the addresses that may be connected to. What was found is remembered for a few
 * seconds: a job asks thousands of times for one host, and the pool of connections hangs on the
 * address. Confined to the fetcher's event loop.
 */
final class CheckedResolver {
  private static final long TTL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MAX_HOSTS = 10_000;

  private final Confined confined = new Confined();
  private final EgressPolicy policy;
  private final Resolver resolver;
  private final OwnPlaces own;
  private final Clock clock;
  private final Map<String, Entry> entries = new BoundedMap<>(MAX_HOSTS);

  private record Entry(Future<List<InetAddress>> addresses, long untilNanos) {}

  CheckedResolver(EgressPolicy policy, Resolver resolver, OwnPlaces own, Clock clock) {
    this.policy = policy;
    this.resolver = resolver;
    this.own = own;
    this.clock = clock;
  }

  /**
   * The allowed addresses of a URL's host, the best first; never empty. Fails with a {@link
   * FetchException}: {@code dns}, {@code blocked_address} or {@code bad_url}.
   */
  Future<List<InetAddress>> of(WebUrl url) {
    assert confined.here();
    String fault = url.hasUserInfo() ? "user info is not allowed here" : url.unreachable();
    if (fault != null) {
      return Future.failedFuture(new FetchException(ErrorCode.BAD_URL, fault, true));
    }
    Future<List<InetAddress>> found = remembered(url);
    int port = url.port();
    return own.usePort(port) ? found.compose(all -> elsewhere(all, port)) : found;
  }

  /**
   * Judges a URL whose host a proxy resolves: a name is let through, an address that the URL writes
   * out is judged. Gives no address.
   */
  Future<List<InetAddress>> letThrough(WebUrl url) {
    assert confined.here();
    boolean named = url.unreachable() == null && url.address() == null && !url.hasUserInfo();
    if (!named) {
      return of(url).map(List.of());
    }
    return policy
        .refusal(url.host())
        .<Future<List<InetAddress>>>map(why -> Future.failedFuture(blocked(why)))
        .orElse(Future.succeededFuture(List.of()));
  }

  private Future<List<InetAddress>> elsewhere(List<InetAddress> all, int port) {
    List<InetAddress> others = all.stream().filter(address -> !own.include(address, port)).toList();
    return others.isEmpty()
        ? Future.failedFuture(blocked("this service itself"))
        : Future.succeededFuture(others);
  }

  private Future<List<InetAddress>> remembered(WebUrl url) {
    String host = url.host();
    long now = clock.nanoTime();
    Entry known = entries.get(host);
    if (known != null && now - known.untilNanos < 0) {
      return known.addresses;
    }
    Future<List<InetAddress>> found = find(url);
    entries.put(host, new Entry(found, now + TTL_NANOS));
    // Kept while the question is open, so that it is asked once; a failure is not remembered.
    found.onFailure(
        e -> entries.computeIfPresent(host, (h, e2) -> e2.addresses == found ? null : e2));
    return found;
  }

  /** The first address did not answer: the next one is asked first from now on. */
  void demote(WebUrl url, InetAddress unanswering) {
    assert confined.here();
    Entry known = entries.get(url.host());
    if (known != null && known.addresses.succeeded()) {
      List<InetAddress> order = new ArrayList<>(known.addresses.result());
      if (order.remove(unanswering)) {
        order.add(unanswering);
        Future<List<InetAddress>> reordered = Future.succeededFuture(List.copyOf(order));
        entries.put(url.host(), new Entry(reordered, known.untilNanos));
      }
    }
  }

  private Future<List<InetAddress>> find(WebUrl url) {
    String host = url.host();
    String refused = policy.refusal(host).orElse(null);
    if (refused != null) {
      return Future.failedFuture(blocked(refused));
    }
    InetAddress written = url.address();
    if (written != null) {
      return allowed(host, List.of(written));
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
    return new FetchException(ErrorCode.BLOCKED_ADDRESS, "blocked: " + why, true);
  }
}
