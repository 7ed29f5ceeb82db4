package dev.fetchery.http.route;

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
 * Every call of the interface: path, method, handler. Themes add theirs; then one router is made of
 * it, in which a known path with another method is 405 and an unknown one 404. Access control
 * stands before the router, so that no call can be without it.
 *
 * <p>A handler answers by itself and returns when it has; a failed future becomes a problem.
 */
public final class RouteTable {
  private static final Logger LOG = LoggerFactory.getLogger(RouteTable.class);

  /** A theme of the interface. */
  public interface Routes {
    void addTo(RouteTable table);
  }

  /** One call. */
  public record Call(HttpMethod method, String path, Function<RoutingContext, Future<?>> handler) {}

  private final List<Call> calls = new ArrayList<>();

  /**
   * Adds a call; one by {@code GET} is taken by {@code HEAD} too (RFC 9110, 9.3.2), and its handler
   * ends the answer by {@code Responses.end} or without a body of its own.
   *
   * @param path as the router reads it: {@code :name} takes one segment, a last {@code *} the rest
   */
  public RouteTable on(
      HttpMethod method, String path, Function<RoutingContext, Future<?>> handler) {
    calls.add(new Call(method, path, handler));
    if (method.equals(HttpMethod.GET)) {
      calls.add(new Call(HttpMethod.HEAD, path, handler));
    }
    return this;
  }

  public List<Call> calls() {
    return List.copyOf(calls);
  }

  public Router router(Vertx vertx, IdleGuard guard) {
    Router router = Router.router(vertx);
    router.route().handler(guard::began);
    Map<String, List<String>> methods = new LinkedHashMap<>();
    for (Call call : calls) {
      router.route(call.method(), call.path()).handler(context -> run(call, context));
      methods.computeIfAbsent(call.path(), path -> new ArrayList<>()).add(call.method().name());
    }
    methods.forEach(
        (path, allowed) -> router.route(path).handler(context -> refuseMethod(context, allowed)));
    router.route().last().handler(context -> notFound().send(context.request()));
    router.route().failureHandler(RouteTable::failed);
    return router;
  }

  private static void run(Call call, RoutingContext context) {
    Future<?> answered;
    try {
      answered = call.handler().apply(context);
    } catch (RuntimeException e) {
      answered = Future.failedFuture(e);
    }
    answered.onFailure(
        failure -> {
          if (isGone(failure)) {
            LOG.debug("{} went away", context.request().remoteAddress());
            return;
          }
          // Whatever is left of the body is read and dropped, so that the answer can be seen. Over
          // HTTP/2 Vert.x refuses to resume what has been read to its end.
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
      Problem.of(status, "this request cannot be read").send(context.request());
    } else {
      problem(context, failure).send(context.request());
    }
  }

  /** Whether nobody is there any more to be answered; no fault of ours. */
  private static boolean isGone(Throwable failure) {
    // A broken pipe or a reset comes as Netty's own exception of the transport at work.
    return failure instanceof ClosedChannelException
        || failure instanceof HttpClosedException
        || (failure instanceof IOException
            && failure.getClass().getName().startsWith("io.netty.channel."));
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
    return Problem.of(500, "something went wrong here; the log says what");
  }
}
