package dev.fetchery.client;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.HttpRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: has it sent, reads what is answered, and watches the time limits.
 * Confined to the fetcher's event loop.
 */
public final class Exchange {
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
  private final RequestSender sender;
  private @Nullable ResponseHead head;
  private @Nullable ResponseBody body;

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
    this.sender = new RequestSender(transport, route, wanted, limits, clock, new Sent());
  }

  /** What becomes of the request. */
  private final class Sent implements RequestSender.Owner {
    @Override
    public void answered(HttpClientResponse response) {
      Exchange.this.answered(response);
    }

    @Override
    public void failed(FetchException why) {
      fail(why);
    }
  }

  /** Milliseconds since the request was sent, or since sending was begun. */
  public long elapsedMs() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - limits.sentNanos());
  }

  /** What the request was sent to, {@code address:port}, or null before. */
  public @Nullable String remoteAddress() {
    return sender.remoteAddress();
  }

  /** Bytes of the body so far. */
  public long received() {
    return body == null ? 0 : body.received();
  }

  /** For a body that is a document and may repeat secret parameters of the request; or null. */
  public @Nullable SecretFilter secretFilter() {
    return route.secretFilter();
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
    return !sender.isOver() && body != null && !body.isDiscarding();
  }

  /** Gives the request up: the connection is cut and the receiver hears nothing more. */
  public void abort() {
    assert confined.here();
    if (!sender.isOver()) {
      over();
      sender.reset();
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
    sender.start();
  }

  private void answered(HttpClientResponse response) {
    route.hideSecrets(response.headers());
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
    return sender.isOver();
  }

  /** Cuts the connection and tells the receiver why. */
  void fail(FetchException why) {
    if (!sender.isOver()) {
      abort();
      receiver.failed(why);
    }
  }

  /** Is not under way any more. */
  void over() {
    sender.end();
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
    } else if (sender.isConnecting()) {
      sender.tick(now);
    } else {
      tickResponse(now);
    }
  }

  private void tickResponse(long now) {
    boolean waiting = body == null || !body.isPaused();
    long active = body == null ? limits.sentNanos() : body.activeNanos();
    FetchException late = waiting ? limits.idle(active, now) : null;
    if (late != null) {
      // Others may have been answered at first, before the connection died.
      sender.retireSilent(active + (now - active) / 2);
    }
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
