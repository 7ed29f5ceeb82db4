package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import java.net.InetAddress;
import java.util.List;

/** One request and its answer. Belongs to the event loop that sent it. */
public final class Exchange {
  /**
   * Of a body that nobody wants: a short rest is read, so that the connection can be used again.
   */
  private static final int DISCARD_BYTES = 64 << 10;

  private static final long DISCARD_NANOS = 1_000_000_000L;
  private static final int MAX_EARLY_HINTS = 100;
  private static final long MS = 1_000_000L;

  private enum State {
    CONNECTING,
    SENT,
    BODY,
    DISCARDING,
    OVER
  }

  /** Place in the list of those under way. */
  int index;

  private final HttpFetch fetch;
  private final Call call;
  private final Receiver receiver;
  private final long startedNanos;
  private final Pace pace;

  private State state = State.CONNECTING;
  private Target target;
  private List<InetAddress> addresses = List.of();
  private int next;
  private Attempt attempt;
  private long attemptUntilNanos;
  private HttpClientRequest request;
  private HttpClientResponse response;
  private Head head;
  private long sentNanos;
  private long activeNanos;
  private boolean paused = true;
  private long received;
  private int earlyHints;
  private Runnable discarded;
  private long discardUntilNanos;

  Exchange(HttpFetch fetch, Call call, Receiver receiver, long nowNanos) {
    this.fetch = fetch;
    this.call = call;
    this.receiver = receiver;
    this.startedNanos = nowNanos;
    this.sentNanos = nowNanos;
    this.activeNanos = nowNanos;
    this.pace = call.minBytesPerSecond() > 0 ? new Pace(call.minBytesPerSecond()) : null;
  }

  /** Milliseconds since the request was sent, or since sending was begun. */
  public long elapsedMs() {
    return (System.nanoTime() - sentNanos) / MS;
  }

  /** Bytes of the body so far. */
  public long received() {
    return received;
  }

  /** The head of the answer, or null. */
  public Head head() {
    return head;
  }

  /** Goes on reading the body. */
  public void read() {
    if (state == State.BODY && paused) {
      paused = false;
      touch();
      if (pace != null) {
        pace.restart(activeNanos, received);
      }
      response.resume();
    }
  }

  /** Reads no more until {@link #read()}; time-outs for silence do not run meanwhile. */
  public void pause() {
    if (state == State.BODY && !paused) {
      paused = true;
      response.pause();
    }
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
    if (state != State.BODY) {
      then.run();
      return;
    }
    state = State.DISCARDING;
    discarded = then;
    discardUntilNanos = System.nanoTime() + DISCARD_NANOS;
    if (head.contentLength() > DISCARD_BYTES || received > DISCARD_BYTES) {
      endDiscard(true);
    } else {
      paused = false;
      response.resume();
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
        .of(target.host(), startedNanos)
        .onComplete(
            found -> {
              if (state != State.CONNECTING) {
                return;
              } else if (found.failed()) {
                fail(Faults.ofConnecting(found.cause()));
              } else {
                addresses = found.result();
                connectNext();
              }
            });
  }

  private void connectNext() {
    InetAddress address = addresses.get(next++);
    attempt = new Attempt(this);
    if (call.connectTimeoutMs() > 0) {
      // What is left of the time is shared among the addresses that are left.
      long now = System.nanoTime();
      long left = startedNanos + call.connectTimeoutMs() * MS - now;
      attemptUntilNanos = now + left / (addresses.size() - next + 1);
    }
    fetch.transmit(attempt, target, address, call);
  }

  boolean isCurrent(Attempt other) {
    return state != State.OVER && attempt == other;
  }

  void connected(HttpClientRequest clientRequest) {
    state = State.SENT;
    request = clientRequest;
    touch();
    sentNanos = activeNanos;
    // The answer's future tells the same; without this Vert.x would log it.
    clientRequest.exceptionHandler(e -> {});
    clientRequest.earlyHintsHandler(
        hints -> {
          // No sign of life: a server could send them for ever.
          if (++earlyHints > MAX_EARLY_HINTS) {
            cut(new FetchException(ErrorCode.BAD_RESPONSE, "early hints without an answer"));
          }
        });
  }

  void attemptFailed(Throwable cause) {
    if (state != State.CONNECTING) {
      fail(Faults.ofAnswer(cause, state != State.SENT));
      return;
    }
    FetchException why = target.ssl() ? Faults.ofHandshake(cause) : Faults.ofConnecting(cause);
    if (next < addresses.size() && why.code() != ErrorCode.TLS) {
      fetch.destinations().demote(target.host(), addresses.get(next - 1));
      connectNext();
    } else {
      fail(why);
    }
  }

  void answered(HttpClientResponse answer) {
    response = answer;
    touch();
    state = State.BODY;
    fetch.learnVersion(target, answer.version());
    answer.exceptionHandler(this::broke);
    answer.handler(this::chunk);
    answer.endHandler(v -> ended());
    try {
      head = read(answer);
    } catch (FetchException e) {
      cut(e);
      return;
    }
    receiver.head(head);
  }

  private static Head read(HttpClientResponse answer) throws FetchException {
    int status = answer.statusCode();
    if (status < 200 || status > 599) {
      throw new FetchException(ErrorCode.BAD_RESPONSE, "status " + status + " was not asked for");
    }
    boolean http2 = answer.version() == HttpVersion.HTTP_2;
    List<String> codings = answer.headers().getAll("transfer-encoding");
    boolean chunked = codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked");
    if (!codings.isEmpty() && !chunked) {
      throw new FetchException(ErrorCode.BAD_RESPONSE, "a transfer coding that was not asked for");
    }
    long length = chunked ? -1 : contentLength(answer.headers().getAll("content-length"));
    boolean empty = status == 204 || status == 304;
    return new Head(
        status, answer.headers(), empty ? 0 : length, http2 || chunked || length >= 0 || empty);
  }

  private static long contentLength(List<String> sent) throws FetchException {
    if (sent.isEmpty()) {
      return -1;
    }
    String first = sent.get(0).strip();
    boolean digits = !first.isEmpty() && first.length() <= 18;
    for (int i = 0; i < first.length() && digits; i++) {
      digits = first.charAt(i) >= '0' && first.charAt(i) <= '9';
    }
    if (!digits || sent.size() > 1) {
      throw new FetchException(ErrorCode.BAD_RESPONSE, "a Content-Length that makes no sense");
    }
    return Long.parseLong(first);
  }

  private void chunk(Buffer bytes) {
    received += bytes.length();
    touch();
    if (state == State.BODY) {
      receiver.chunk(bytes);
    } else if (state == State.DISCARDING && received > DISCARD_BYTES) {
      endDiscard(true);
    }
  }

  private void ended() {
    if (state == State.DISCARDING) {
      endDiscard(false);
    } else if (state == State.BODY) {
      boolean whole = head.contentLength() < 0 || received == head.contentLength();
      over();
      if (whole) {
        receiver.ended();
      } else {
        receiver.failed(Faults.ofAnswer(new java.io.IOException("length"), true));
      }
    }
  }

  private void broke(Throwable cause) {
    if (state == State.DISCARDING) {
      endDiscard(true);
    } else if (state != State.OVER) {
      fail(Faults.ofAnswer(cause, true));
    }
  }

  private void endDiscard(boolean cut) {
    over();
    if (cut) {
      request.reset();
    }
    discarded.run();
  }

  private void cut(FetchException why) {
    if (state != State.OVER) {
      abort();
      receiver.failed(why);
    }
  }

  private void fail(FetchException why) {
    cut(why);
  }

  private void over() {
    state = State.OVER;
    fetch.remove(this);
  }

  private void touch() {
    activeNanos = System.nanoTime();
  }

  /** Looks whether a limit has been passed. */
  void tick(long now) {
    if (state == State.DISCARDING) {
      if (now - discardUntilNanos > 0) {
        endDiscard(true);
      }
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
    if (now - startedNanos > call.connectTimeoutMs() * MS) {
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
    boolean waiting = state == State.SENT || !paused;
    if (waiting && call.idleTimeoutMs() > 0 && now - activeNanos > call.idleTimeoutMs() * MS) {
      timeOut("silence for " + call.idleTimeoutMs() + " ms");
    } else if (pace != null && state == State.BODY && !paused && pace.isTooSlow(now, received)) {
      cut(
          new FetchException(
              ErrorCode.TOO_SLOW, "less than " + call.minBytesPerSecond() + " bytes a second"));
    }
  }

  private void timeOut(String detail) {
    cut(new FetchException(ErrorCode.TIMEOUT, detail));
  }
}
