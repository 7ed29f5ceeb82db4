package dev.fetchery.http.route;

import dev.fetchery.context.MemoryBudget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every endpoint of the interface: method, path, handler. The router made from it answers 405 to a
 * known path with another method, and 404 to an unknown path. Access control stands before the
 * router, so no endpoint can be without it.
 *
 * <p>A handler sends the response itself and returns when it has; a failed future becomes a {@link
 * Problem}.
 */
public final class RouteTable {
  private static final Logger LOG = LoggerFactory.getLogger(RouteTable.class);

  /** Endpoints of one theme. */
  public interface Routes {
    void addTo(RouteTable table);
  }

  public record Endpoint(
      HttpMethod method, String path, Function<RoutingContext, Future<?>> handler) {}

  private final List<Endpoint> endpoints = new ArrayList<>();

  /**
   * Adds an endpoint. One of {@code GET} takes {@code HEAD} too (RFC 9110, 9.3.2): its handler ends
   * the response by {@link Responses#end} or without a body.
   *
   * @param path as the router reads it: {@code :name} takes one segment, a last {@code *} all
   *     others
   */
  public RouteTable on(
      HttpMethod method, String path, Function<RoutingContext, Future<?>> handler) {
    endpoints.add(new Endpoint(method, path, handler));
    if (method.equals(HttpMethod.GET)) {
      endpoints.add(new Endpoint(HttpMethod.HEAD, path, handler));
    }
    return this;
  }

  public List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  public Router router(Vertx vertx, IdleGuard guard, MemoryBudget memory) {
    Router router = Router.router(vertx);
    router.route().handler(context -> context.put(Responses.MEMORY, memory).next());
    router.route().handler(guard::began);
    Map<String, List<String>> methods = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      router.route(endpoint.method(), endpoint.path()).handler(context -> run(endpoint, context));
      methods
          .computeIfAbsent(endpoint.path(), path -> new ArrayList<>())
          .add(endpoint.method().name());
    }
    methods.forEach(
        (path, allowed) -> router.route(path).handler(context -> refuseMethod(context, allowed)));
    router.route().last().handler(context -> notFound().send(context.request()));
    router.route().failureHandler(RouteTable::failed);
    return router;
  }

  private static void run(Endpoint endpoint, RoutingContext context) {
    Future<?> handled;
    try {
      handled = endpoint.handler().apply(context);
    } catch (RuntimeException e) {
      handled = Future.failedFuture(e);
    }
    handled.onFailure(
        failure -> {
          if (isGone(failure) || isOfTheConnection(context, failure)) {
            LOG.debug("{} went away", context.request().remoteAddress());
            return;
          }
          // The remaining body is read and dropped, so that the client reads the response. Over
          // HTTP/2
          // Vert.x refuses to resume a request that has been read to its end.
          if (!context.request().isEnded()) {
            context.request().resume();
          }
          problem(context, failure).send(context.request());
        });
  }

  private static void refuseMethod(RoutingContext context, List<String> allowed) {
    String allow = String.join(", ", allowed);
    Problem.of(405, "this address takes " + allow).with("Allow", allow).send(context.request());
  }

  private static void failed(RoutingContext context) {
    Throwable failure = context.failure();
    int status = context.statusCode();
    if (isGone(failure)) {
      LOG.debug("{} went away", context.request().remoteAddress());
    } else if (status >= 400 && status < 500) {
      Problem.of(status, "malformed request").send(context.request());
    } else {
      problem(context, failure).send(context.request());
    }
  }

  /** Whether the connection is gone, so that there is nothing to answer and no defect to log. */
  private static boolean isGone(Throwable failure) {
    // A broken pipe or a reset comes as Netty's own exception of the transport at work.
    return failure instanceof ClosedChannelException
        || failure instanceof HttpClosedException
        || (failure instanceof IOException
            && failure.getClass().getName().startsWith("io.netty.channel."));
  }

  /** Whether what failed is the sending, on a connection or stream that is closed by now. */
  private static boolean isOfTheConnection(RoutingContext context, Throwable failure) {
    String type = failure.getClass().getName();
    boolean sending =
        failure instanceof IOException
            || type.startsWith("io.netty.")
            || type.startsWith("io.vertx.core.");
    return sending && context.response().closed();
  }

  private static Problem notFound() {
    return Problem.of(404, "there is nothing at this address");
  }

  private static Problem problem(RoutingContext context, Throwable failure) {
    Problem known = Failures.problem(failure);
    if (known != null) {
      return known;
    }
    LOG.error("{} {} failed", context.request().method(), context.normalizedPath(), failure);
    return Problem.of(500, "internal error; the service's log has the details");
  }
}
