package dev.fetchery.client;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.job.HttpRequest;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends requests and watches their time limits. Knows no redirects, retries or files. Confined to
 * the fetcher's event loop, whose connections these are.
 *
 * <p>There is no timer for a request: one tick looks at all of them, so limits hold to within
 * {@value #TICK_MS} ms.
 */
public final class HttpFetch {
  static final int TICK_MS = 100;

  private final Confined confined = new Confined();
  private final Vertx vertx;
  private final Clock clock;
  private final CheckedResolver resolver;
  private final Transport transport;
  private final Signer signer;
  private final long ticker;
  private final List<Exchange> underWay = new ArrayList<>();

  /** A client that reads as much at a time as is fast. */
  public HttpFetch(Vertx vertx, ClientOptions options, Clock clock) {
    this(vertx, options, clock, BufferMemory.AMPLE);
  }

  /** A client whose connections read into that memory. */
  public HttpFetch(Vertx vertx, ClientOptions options, Clock clock, BufferMemory memory) {
    this.vertx = vertx;
    this.clock = clock;
    ClientOptions.Destinations to = options.destinations();
    Resolver names = to.resolver() == null ? Resolver.of(vertx) : to.resolver();
    this.resolver =
        new CheckedResolver(new EgressPolicy(to.egress()), names, to.ownPlaces(), clock);
    this.transport =
        new Transport(
            new Connections(vertx, options, memory, clock),
            new Proxies(vertx, to.proxies(), options.trust()),
            options.userAgent());
    this.signer =
        new Signer(
            vertx, client -> TokenRequest.send(vertx, this, client), options.credentials(), clock);
    this.ticker = vertx.setPeriodic(TICK_MS, id -> tick());
  }

  /** Sends a request; {@code receiver} hears what comes of it, never before this returns. */
  public Exchange send(HttpRequest request, ResponseHandler receiver) {
    assert confined.here();
    Exchange exchange =
        new Exchange(transport, resolver, signer, request, receiver, clock, this::remove);
    exchange.index = underWay.size();
    underWay.add(exchange);
    vertx.runOnContext(v -> exchange.start());
    return exchange;
  }

  /** Requests under way, those included whose body is being thrown away. */
  public int underWay() {
    return underWay.size();
  }

  /** Gives everything up: no receiver hears any more. */
  public void close() {
    assert confined.here();
    vertx.cancelTimer(ticker);
    List.copyOf(underWay).forEach(Exchange::abort);
    transport.connections().close();
    transport.proxies().close();
  }

  private void tick() {
    long now = clock.nanoTime();
    // Backwards: one that leaves is replaced by the last, which has been looked at.
    for (int i = underWay.size() - 1; i >= 0; i--) {
      if (i < underWay.size()) {
        underWay.get(i).tick(now);
      }
    }
  }

  private void remove(Exchange exchange) {
    Exchange last = underWay.remove(underWay.size() - 1);
    if (last != exchange) {
      underWay.set(exchange.index, last);
      last.index = exchange.index;
    }
  }
}
