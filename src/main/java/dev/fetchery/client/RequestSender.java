package dev.fetchery.client;

import static java.util.Objects.requireNonNull;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.HttpRequest;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request: tries the addresses of its server in turn, and sends it once more where its
 * connection was stale or its token was not accepted. Confined to the fetcher's event loop.
 */
final class RequestSender {
  /**
   * Connections that are used up, as by nginx after a thousand requests, often are so together: a
   * request may meet several.
   */
  private static final int MOST_RESENDS = 3;

  /** Long enough for any body that still comes by it. */
  private static final long RETIRED_DAYS = 1;

  /** What the request comes to. */
  interface Owner {
    /** The response has begun. */
    void answered(HttpClientResponse response);

    /** It could not be sent, or its response broke off. */
    void failed(FetchException why);
  }

  private enum State {
    CONNECTING,
    SENT,
    ANSWERED,
    OVER
  }

  private final Confined confined = new Confined();
  private final Transport transport;
  private final Route route;
  private final HttpRequest wanted;
  private final TimeLimits limits;
  private final Clock clock;
  private final Owner owner;

  private State state = State.CONNECTING;
  private @Nullable Attempt attempt;
  private @Nullable HttpClientRequest request;
  private @Nullable SocketAddress remoteAddress;
  private boolean reused;
  private int resends;

  RequestSender(
      Transport transport,
      Route route,
      HttpRequest wanted,
      TimeLimits limits,
      Clock clock,
      Owner owner) {
    this.transport = transport;
    this.route = route;
    this.wanted = wanted;
    this.limits = limits;
    this.clock = clock;
    this.owner = owner;
  }

  /** One try to connect to one address; what comes of an earlier one does not count any more. */
  private final class Attempt implements RequestTap.Listener {
    private boolean isCurrent() {
      return state != State.OVER && attempt == this;
    }

    @Override
    public boolean connected(HttpClientRequest connected) {
      if (isCurrent()) {
        sending(connected);
        return true;
      }
      connected.exceptionHandler(e -> {});
      connected.reset();
      return false;
    }

    @Override
    public void responded(HttpClientResponse response) {
      if (isCurrent()) {
        answered(response);
      } else {
        response.request().reset();
      }
    }

    @Override
    public void failed(Throwable cause) {
      if (isCurrent()) {
        attemptFailed(cause);
      }
    }
  }

  void start() {
    assert confined.here();
    if (state == State.CONNECTING) {
      route.prepare().onComplete(this::resolved);
    }
  }

  boolean isConnecting() {
    return state == State.CONNECTING;
  }

  boolean isOver() {
    return state == State.OVER;
  }

  /** What it was sent to, {@code address:port}, or null before. */
  @Nullable String remoteAddress() {
    return remoteAddress == null ? null : transport.connections().addressText(remoteAddress);
  }

  /** Is not under way any more: the owner hears nothing from now on. */
  void end() {
    state = State.OVER;
  }

  /** Cuts the connection, if there is one. */
  void reset() {
    if (request != null) {
      request.reset();
    }
  }

  /**
   * Nothing has come of the request since then: where nothing came on its HTTP/2 connection either,
   * that may be dead, and no other request is sent by it. Those under way on it go on.
   */
  void retireSilent(long sinceNanos) {
    HttpConnection connection = request == null ? null : request.connection();
    Http2ResponseGuard guard = connection == null ? null : Http2ResponseGuard.of(connection);
    if (connection != null && guard != null && guard.isSilentSince(sinceNanos)) {
      connection.shutdown(Duration.ofDays(RETIRED_DAYS));
    }
  }

  /** Looks whether connecting takes too long, or the address that is tried has had its time. */
  void tick(long now) {
    FetchException late = limits.connect(now);
    boolean overdue = route.isBegun() && route.hasNext() && limits.isAddressOverdue(now);
    if ((late != null || overdue) && route.isBegun()) {
      route.demote();
    }
    if (late != null) {
      owner.failed(late);
    } else if (overdue) {
      connectNext();
    }
  }

  private void resolved(AsyncResult<List<InetAddress>> found) {
    if (state != State.CONNECTING) {
      return;
    }
    if (found.failed()) {
      owner.failed(FailureMapper.ofConnecting(found.cause()));
    } else {
      route.found(found.result());
      connectNext();
    }
  }

  private void connectNext() {
    route.next();
    connect(false);
  }

  /**
   * Connects to the address that is due.
   *
   * @param fresh whether by a connection that no request has used
   */
  private void connect(boolean fresh) {
    attempt = new Attempt();
    limits.tryAddress(clock.nanoTime(), route.left());
    route.send(fresh, attempt);
  }

  private void sending(HttpClientRequest connected) {
    state = State.SENT;
    request = connected;
    remoteAddress = connected.connection().remoteAddress();
    reused = transport.connections().isReused(connected.connection());
    limits.sent(clock.nanoTime());
    // The response's future fails in the same way; without this Vert.x would log it.
    connected.exceptionHandler(e -> {});
  }

  private void answered(HttpClientResponse response) {
    if (route.mayRenew(response.statusCode())) {
      renew(response);
    } else {
      state = State.ANSWERED;
      owner.answered(response);
    }
  }

  /** The token may have ended before its time: with another one, it is sent once more. */
  private void renew(HttpClientResponse response) {
    attempt = null;
    response.exceptionHandler(e -> {});
    response.request().reset();
    reconnect();
    limits.tryAddress(clock.nanoTime(), 1);
    route.renew().onComplete(this::renewed);
  }

  private void renewed(AsyncResult<Signed> done) {
    if (done.failed()) {
      owner.failed(FailureMapper.ofConnecting(done.cause()));
    } else if (state == State.CONNECTING) {
      connect(false);
    }
  }

  private void reconnect() {
    request = null;
    state = State.CONNECTING;
    limits.reconnect(clock.nanoTime());
  }

  private void attemptFailed(Throwable cause) {
    if (state == State.SENT && Http2Errors.wantsHttp1(cause)) {
      transport.connections().learnVersion(wanted.url(), HttpVersion.HTTP_1_1);
    }
    if (state == State.SENT && resends < mostResends(cause)) {
      resend();
    } else if (state == State.CONNECTING) {
      connectingFailed(route.failure(cause));
    } else {
      owner.failed(FailureMapper.ofResponse(cause, state != State.SENT));
    }
  }

  private void connectingFailed(FetchException why) {
    boolean elsewhere = why.code() != ErrorCode.TLS && why.code() != ErrorCode.PROXY;
    if (route.hasNext() && elsewhere) {
      route.demote();
      connectNext();
    } else {
      owner.failed(why);
    }
  }

  /**
   * How often a request may be sent once more. A server may close a connection at the moment it is
   * used again, or have sent more on it than its last response, which is then taken for the
   * beginning of this one. Neither is this request's fault (RFC 9112, 9.3.1); likewise where the
   * server says that it has not looked at it, whatever the method (RFC 9113, 8.7).
   */
  private int mostResends(Throwable cause) {
    HttpClientRequest sent = requireNonNull(request);
    Http2ResponseGuard guard = Http2ResponseGuard.of(sent.connection());
    boolean leftOut = guard != null && guard.isLeftOut(sent.streamId());
    boolean repeatable = wanted.method().equals("GET") || wanted.method().equals("HEAD");
    if (leftOut || (repeatable && Http2Errors.wantsHttp1(cause))) {
      return MOST_RESENDS;
    }
    boolean stale = reused && repeatable && !(cause instanceof StreamResetException);
    return stale || Http2Errors.isRefused(cause) ? 1 : 0;
  }

  private void resend() {
    HttpClientRequest stale = requireNonNull(request);
    // An HTTP/2 connection that was lost is lost to all; others of HTTP/1.1 may be as stale as one.
    boolean fresh = stale.connection().protocolVersion() != HttpVersion.HTTP_2;
    resends++;
    stale.reset();
    reconnect();
    connect(fresh);
  }
}
