package dev.fetchery.client;

import static java.util.Objects.requireNonNull;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.HttpRequest;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: finds a connection for it, sends it, and watches its time limits.
 * Confined to the fetcher's event loop.
 */
public final class Exchange {
  /** RFC 9113, 7. */
  private static final long REFUSED_STREAM = 7;

  private enum State {
    CONNECTING,
    SENT,
    ANSWERED,
    OVER
  }

  /** Place in the list of those under way. */
  int index;

  private final Confined confined = new Confined();
  private final Transport transport;
  private final HttpRequest wanted;
  private final ResponseHandler receiver;
  private final Clock clock;
  private final Consumer<Exchange> onOver;
  private final Route route;
  private final TimeLimits limits;

  private State state = State.CONNECTING;
  private @Nullable Attempt attempt;
  private @Nullable HttpClientRequest request;
  private @Nullable ResponseHead head;
  private @Nullable ResponseBody body;
  private int earlyHints;
  private @Nullable SocketAddress remoteAddress;
  private boolean reused;
  private boolean resent;

  /**
   * @param onOver hears when it is not under way any more
   */
  Exchange(
      Transport transport,
      CheckedResolver resolver,
      Signer signer,
      HttpRequest wanted,
      ResponseHandler receiver,
      Clock clock,
      Consumer<Exchange> onOver) {
    this.transport = transport;
    this.wanted = wanted;
    this.receiver = receiver;
    this.clock = clock;
    this.onOver = onOver;
    this.route = new Route(transport, resolver, signer, wanted);
    this.limits = new TimeLimits(wanted.timeouts(), clock.nanoTime());
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

  /** Milliseconds since the request was sent, or since sending was begun. */
  public long elapsedMs() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - limits.sentNanos());
  }

  /** What the request was sent to, {@code address:port}, or null before. */
  public @Nullable String remoteAddress() {
    SocketAddress to = remoteAddress;
    if (to == null || to.hostAddress() == null) {
      return null;
    }
    String host = to.hostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ':' + to.port();
  }

  /** Bytes of the body so far. */
  public long received() {
    return body == null ? 0 : body.received();
  }

  /** A body that is a document, without secret parameters of the request that it repeats. */
  public byte[] withoutSecrets(byte[] document) {
    return route.withoutSecrets(document);
  }

  /** The head of the response, or null. */
  public @Nullable ResponseHead head() {
    return head;
  }

  /**
   * How long the server asks to wait before the next request, in milliseconds from now; empty where
   * it does not.
   */
  public OptionalLong retryAfterMs() {
    return head == null
        ? OptionalLong.empty()
        : RetryAfter.waitMs(head.status(), head::all, clock.now().toEpochMilli());
  }

  /** Goes on reading the body. */
  public void read() {
    assert confined.here();
    if (body != null && isBodyWanted()) {
      body.read();
    }
  }

  /** Reads no more until {@link #read()}; meanwhile the idle limit does not run. */
  public void pause() {
    assert confined.here();
    if (body != null && isBodyWanted()) {
      body.pause();
    }
  }

  private boolean isBodyWanted() {
    return state == State.ANSWERED && body != null && !body.isDiscarding();
  }

  /** Gives the request up: the connection is cut and the receiver hears nothing more. */
  public void abort() {
    assert confined.here();
    if (state != State.OVER) {
      over();
      if (request != null) {
        request.reset();
      }
    }
  }

  /**
   * Throws the body away: a short one is read to its end, of a longer one the connection is cut.
   * {@code then} runs once in either case.
   */
  public void discard(Runnable then) {
    assert confined.here();
    if (body != null && isBodyWanted()) {
      body.discard(then);
    } else {
      then.run();
    }
  }

  void start() {
    assert confined.here();
    if (state == State.CONNECTING) {
      route.prepare().onComplete(this::resolved);
    }
  }

  /** The token may have ended before its time: with another one, it is sent once more. */
  private void renew(HttpClientResponse response) {
    attempt = null;
    response.exceptionHandler(e -> {});
    response.request().reset();
    request = null;
    state = State.CONNECTING;
    limits.reconnect(clock.nanoTime());
    limits.tryAddress(clock.nanoTime(), 1);
    route.renew().onComplete(this::renewed);
  }

  private void renewed(AsyncResult<Signed> done) {
    if (done.failed()) {
      fail(FailureMapper.ofConnecting(done.cause()));
    } else if (state == State.CONNECTING) {
      connect(false);
    }
  }

  private void resolved(AsyncResult<List<InetAddress>> found) {
    if (state != State.CONNECTING) {
      return;
    }
    if (found.failed()) {
      fail(FailureMapper.ofConnecting(found.cause()));
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
    connected.earlyHintsHandler(
        hints -> {
          // No sign of life: a server could send them for ever.
          if (++earlyHints > Http1ResponseGuard.MAX_INTERIM) {
            fail(new FetchException(ErrorCode.BAD_RESPONSE, "early hints without a response"));
          }
        });
  }

  private void attemptFailed(Throwable cause) {
    if (state == State.SENT && mayResend(cause)) {
      resend();
      return;
    }
    if (state != State.CONNECTING) {
      fail(FailureMapper.ofResponse(cause, state != State.SENT));
      return;
    }
    FetchException why = route.failure(cause);
    boolean elsewhere = why.code() != ErrorCode.TLS && why.code() != ErrorCode.PROXY;
    if (route.hasNext() && elsewhere) {
      route.demote();
      connectNext();
    } else {
      fail(why);
    }
  }

  /**
   * A server may close a connection at the moment it is used again, or have sent more on it than
   * its last response, which is then taken for the beginning of this one. Neither is this request's
   * fault, so that it is sent once more (RFC 9112, 9.3.1); likewise where the server says that it
   * has not looked at it (RFC 9113, 8.7).
   */
  private boolean mayResend(Throwable cause) {
    boolean repeatable = wanted.method().equals("GET") || wanted.method().equals("HEAD");
    boolean unseen =
        cause instanceof StreamResetException reset ? reset.getCode() == REFUSED_STREAM : reused;
    return repeatable && unseen && !resent;
  }

  private void resend() {
    HttpClientRequest stale = requireNonNull(request);
    // An HTTP/2 connection that was lost is lost to all; others of HTTP/1.1 may be as stale as one.
    boolean fresh = stale.connection().protocolVersion() != HttpVersion.HTTP_2;
    resent = true;
    stale.reset();
    request = null;
    state = State.CONNECTING;
    limits.reconnect(clock.nanoTime());
    connect(fresh);
  }

  private void answered(HttpClientResponse response) {
    if (route.mayRenew(response.statusCode())) {
      renew(response);
      return;
    }
    route.hideSecrets(response.headers());
    state = State.ANSWERED;
    FetchException objection = route.objection(response);
    if (objection != null) {
      response.exceptionHandler(e -> {});
      fail(objection);
      return;
    }
    transport.connections().learnVersion(wanted.url(), response.version());
    body = new ResponseBody(this, response, receiver, wanted.timeouts().minBytesPerSecond(), clock);
    try {
      head = ResponseHead.of(response);
    } catch (FetchException e) {
      fail(e);
      return;
    }
    receiver.head(head);
  }

  boolean isOver() {
    return state == State.OVER;
  }

  /** Cuts the connection and tells the receiver why. */
  void fail(FetchException why) {
    if (state != State.OVER) {
      abort();
      receiver.failed(why);
    }
  }

  /** Is not under way any more. */
  void over() {
    state = State.OVER;
    onOver.accept(this);
  }

  /** Looks whether a limit has been passed. */
  void tick(long now) {
    if (body != null && body.isDiscarding()) {
      body.tickDiscarding(now);
      return;
    }
    FetchException late = limits.total(now);
    if (late != null) {
      fail(late);
    } else if (state == State.CONNECTING) {
      tickConnecting(now);
    } else {
      tickResponse(now);
    }
  }

  private void tickConnecting(long now) {
    FetchException late = limits.connect(now);
    boolean overdue = route.isBegun() && route.hasNext() && limits.isAddressOverdue(now);
    if ((late != null || overdue) && route.isBegun()) {
      route.demote();
    }
    if (late != null) {
      fail(late);
    } else if (overdue) {
      connectNext();
    }
  }

  private void tickResponse(long now) {
    boolean waiting = body == null || !body.isPaused();
    FetchException late =
        waiting ? limits.idle(body == null ? limits.sentNanos() : body.activeNanos(), now) : null;
    if (late == null && body != null && body.isTooSlow(now)) {
      long least = wanted.timeouts().minBytesPerSecond();
      late =
          new FetchException(
              ErrorCode.TOO_SLOW, "less than " + least + " bytes a second (minBytesPerSecond)");
    }
    if (late != null) {
      fail(late);
    }
  }
}
