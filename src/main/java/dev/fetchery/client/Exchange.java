package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.net.InetAddress;
import java.util.List;

/**
 * One request and its answer: finds a connection for it, sends it, and watches its time limits.
 * Belongs to the event loop that sent it.
 */
public final class Exchange {
  private static final long MS = 1_000_000L;

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

  private final HttpFetch fetch;
  private final Call call;
  private final ResponseHandler receiver;
  private final long startedNanos;

  private State state = State.CONNECTING;
  private Target target;
  private List<InetAddress> addresses = List.of();
  private int next;
  private Attempt attempt;
  private long attemptUntilNanos;
  private HttpClientRequest request;
  private ResponseHead head;
  private ResponseBody body;
  private long sentNanos;
  private int earlyHints;
  private boolean reused;
  private boolean resent;
  private long connectNanos;

  Exchange(HttpFetch fetch, Call call, ResponseHandler receiver, long nowNanos) {
    this.fetch = fetch;
    this.call = call;
    this.receiver = receiver;
    this.startedNanos = nowNanos;
    this.sentNanos = nowNanos;
    this.connectNanos = nowNanos;
  }

  /** Milliseconds since the request was sent, or since sending was begun. */
  public long elapsedMs() {
    return (System.nanoTime() - sentNanos) / MS;
  }

  /** Bytes of the body so far. */
  public long received() {
    return body == null ? 0 : body.received();
  }

  /** The head of the answer, or null. */
  public ResponseHead head() {
    return head;
  }

  /** Goes on reading the body. */
  public void read() {
    if (isBodyWanted()) {
      body.read();
    }
  }

  /** Reads no more until {@link #read()}; time-outs for silence do not run meanwhile. */
  public void pause() {
    if (isBodyWanted()) {
      body.pause();
    }
  }

  private boolean isBodyWanted() {
    return state == State.ANSWERED && !body.isDiscarding();
  }

  /** Gives the request up: the connection is cut and nothing more is told. */
  public void abort() {
    if (state != State.OVER) {
      over();
      if (request != null) {
        request.reset();
      }
    }
  }

  /**
   * Throws the body away: a short one is read to its end, of a longer one the connection is cut.
   * {@code then} runs once, whatever happens.
   */
  public void discard(Runnable then) {
    if (isBodyWanted()) {
      body.discard(then);
    } else {
      then.run();
    }
  }

  void start() {
    if (state != State.CONNECTING) {
      return;
    }
    try {
      target = Target.parse(call.url());
    } catch (FetchException e) {
      fail(e);
      return;
    }
    fetch
        .destinations()
        .of(target.host(), target.port(), startedNanos)
        .onComplete(
            found -> {
              if (state != State.CONNECTING) {
                return;
              } else if (found.failed()) {
                fail(FailureMapper.ofConnecting(found.cause()));
              } else {
                addresses = found.result();
                connectNext();
              }
            });
  }

  private void connectNext() {
    next++;
    connect(false);
  }

  /**
   * Connects to the address that is due.
   *
   * @param fresh whether to a connection that nobody has used before
   */
  private void connect(boolean fresh) {
    attempt = new Attempt(this);
    if (call.connectTimeoutMs() > 0) {
      // What is left of the time is shared among the addresses that are left.
      long now = System.nanoTime();
      long left = connectNanos + call.connectTimeoutMs() * MS - now;
      attemptUntilNanos = now + left / (addresses.size() - next + 1);
    }
    fetch.transmit(attempt, target, addresses.get(next - 1), call, fresh);
  }

  boolean isCurrent(Attempt other) {
    return state != State.OVER && attempt == other;
  }

  void connected(HttpClientRequest clientRequest) {
    state = State.SENT;
    request = clientRequest;
    reused = fetch.connections().isReused(clientRequest.connection());
    sentNanos = System.nanoTime();
    // The answer's future tells the same; without this Vert.x would log it.
    clientRequest.exceptionHandler(e -> {});
    clientRequest.earlyHintsHandler(
        hints -> {
          // No sign of life: a server could send them for ever.
          if (++earlyHints > Http1ResponseGuard.MAX_INTERIM) {
            fail(new FetchException(ErrorCode.BAD_RESPONSE, "early hints without an answer"));
          }
        });
  }

  void attemptFailed(Throwable cause) {
    if (state == State.SENT && mayResend(cause)) {
      resend();
      return;
    } else if (state != State.CONNECTING) {
      fail(FailureMapper.ofAnswer(cause, state != State.SENT));
      return;
    }
    FetchException why =
        target.ssl() ? FailureMapper.ofHandshake(cause) : FailureMapper.ofConnecting(cause);
    if (next < addresses.size() && why.code() != ErrorCode.TLS) {
      fetch.destinations().demote(target.host(), addresses.get(next - 1));
      connectNext();
    } else {
      fail(why);
    }
  }

  /**
   * A server may close a connection at the moment it is used again, or have sent more on it than
   * its last answer, which is then taken for the beginning of this one. Neither is this request's
   * fault, so that it is sent once more before anything is told of it (RFC 9112, 9.3.1); likewise
   * where the server says that it has not looked at it (RFC 9113, 8.7).
   */
  private boolean mayResend(Throwable cause) {
    boolean repeatable = call.method().equals("GET") || call.method().equals("HEAD");
    boolean unseen =
        cause instanceof StreamResetException reset ? reset.getCode() == REFUSED_STREAM : reused;
    return repeatable && unseen && !resent;
  }

  private void resend() {
    // An HTTP/2 connection that was lost is lost to all; others of HTTP/1.1 may be as stale as one.
    boolean fresh = request.connection().protocolVersion() != HttpVersion.HTTP_2;
    resent = true;
    request.reset();
    request = null;
    state = State.CONNECTING;
    connectNanos = System.nanoTime();
    connect(fresh);
  }

  void answered(HttpClientResponse answer) {
    state = State.ANSWERED;
    fetch.connections().learnVersion(target, answer.version());
    body = new ResponseBody(this, answer, receiver, call.minBytesPerSecond());
    try {
      head = ResponseHead.of(answer);
    } catch (FetchException e) {
      fail(e);
      return;
    }
    receiver.head(head);
  }

  boolean isOver() {
    return state == State.OVER;
  }

  /** Cuts the connection and tells why. */
  void fail(FetchException why) {
    if (state != State.OVER) {
      abort();
      receiver.failed(why);
    }
  }

  /** Is not under way any more. */
  void over() {
    state = State.OVER;
    fetch.remove(this);
  }

  /** Looks whether a limit has been passed. */
  void tick(long now) {
    if (state == State.ANSWERED && body.isDiscarding()) {
      body.tickDiscarding(now);
    } else if (call.totalTimeoutMs() > 0 && now - startedNanos > call.totalTimeoutMs() * MS) {
      timeOut("not done within " + call.totalTimeoutMs() + " ms");
    } else if (state == State.CONNECTING) {
      tickConnecting(now);
    } else {
      tickAnswer(now);
    }
  }

  private void tickConnecting(long now) {
    if (call.connectTimeoutMs() <= 0) {
      return;
    }
    if (now - connectNanos > call.connectTimeoutMs() * MS) {
      if (!addresses.isEmpty()) {
        fetch.destinations().demote(target.host(), addresses.get(next - 1));
      }
      timeOut("no connection within " + call.connectTimeoutMs() + " ms");
    } else if (attempt != null && next < addresses.size() && now - attemptUntilNanos > 0) {
      fetch.destinations().demote(target.host(), addresses.get(next - 1));
      connectNext();
    }
  }

  private void tickAnswer(long now) {
    boolean waiting = body == null || !body.isPaused();
    long activeNanos = body == null ? sentNanos : body.activeNanos();
    if (waiting && call.idleTimeoutMs() > 0 && now - activeNanos > call.idleTimeoutMs() * MS) {
      timeOut("silence for " + call.idleTimeoutMs() + " ms");
    } else if (body != null && body.isTooSlow(now)) {
      fail(
          new FetchException(
              ErrorCode.TOO_SLOW, "less than " + call.minBytesPerSecond() + " bytes a second"));
    }
  }

  private void timeOut(String detail) {
    fail(new FetchException(ErrorCode.TIMEOUT, detail));
  }
}
