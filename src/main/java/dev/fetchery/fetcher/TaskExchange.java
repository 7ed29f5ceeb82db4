package dev.fetchery.fetcher;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.Exchange;
import dev.fetchery.client.FetchException;
import dev.fetchery.client.ResponseHandler;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.client.SecretFilter;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.HttpRequest;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The request of a task and its response: judged by its head, and read into a sink. Where an
 * earlier attempt is continued, the rest is asked for first, and the whole if the rest does not
 * fit. Confined to the fetcher's event loop.
 */
final class TaskExchange implements ResponseHandler {
  private final Owner owner;
  private final Task task;
  private final @Nullable FileSink file;
  private final @Nullable ResumablePart earlier;
  private final Expectation expectation;

  /** Null before the request is sent. */
  private @Nullable Exchange exchange;

  /** Null before the response. */
  private @Nullable ResponseHead head;

  /** What the body is read into; null while there is none to be read. */
  private @Nullable BodySink sink;

  private long size = -1;

  /** The task that is ended by what comes of it. */
  interface Owner extends BodySink.Owner {
    /** Whether the task ends already: nothing more is asked for or read. */
    boolean isEnding();

    /** The head alone ends the task: the body is thrown away. */
    void answered(Outcome outcome);
  }

  /**
   * @param file the sink of a body that becomes a file, else null
   */
  TaskExchange(Owner owner, @Nullable FileSink file) {
    this.owner = owner;
    this.task = owner.task();
    this.file = file;
    this.earlier = file == null ? null : file.earlier();
    this.expectation = new Expectation(task);
  }

  /** Body bytes so far, those of the attempt continued and of further connections included. */
  long received() {
    return (exchange == null ? 0 : exchange.received())
        + (file == null ? 0 : file.receivedElsewhere());
  }

  /** What it is connected to, {@code address:port}, or null before. */
  @Nullable String remoteAddress() {
    return exchange == null ? null : exchange.remoteAddress();
  }

  /** Bytes of the whole body, or -1 while the head has not told them. */
  long size() {
    return size;
  }

  /** The head of the response, or null. */
  @Nullable ResponseHead head() {
    return head;
  }

  /** For a body that is a document and may repeat secret parameters of the request; or null. */
  @Nullable SecretFilter secretFilter() {
    return exchange == null ? null : exchange.secretFilter();
  }

  /** Milliseconds since the request was sent; 0 before. */
  long elapsedMs() {
    return exchange == null ? 0 : exchange.elapsedMs();
  }

  private long retryAfterMs() {
    return exchange == null ? -1 : exchange.retryAfterMs().orElse(-1);
  }

  /** Whether it has brought more of a body that an earlier attempt began. */
  boolean hasBroughtMore() {
    return sink != null
        && sink == file
        && earlier != null
        && earlier.isContinued()
        && exchange != null
        && exchange.received() > 0;
  }

  /** What takes the body, or would have; null where there is none. */
  @Nullable BodySink sink() {
    return sink != null ? sink : file;
  }

  /** Sends the request, unless the task ends already. */
  void ask() {
    if (!owner.isEnding()) {
      exchange = owner.context().fetch().send(request(), this);
    }
  }

  private HttpRequest request() {
    return earlier != null && earlier.isContinued()
        ? earlier.askedOf(task.request())
        : expectation.askedOf(task.request());
  }

  @Override
  public void head(ResponseHead response) {
    head = response;
    int status = response.status();
    switch (ResponseKind.of(task, response, earlier)) {
      case REDIRECT ->
          owner.answered(new Outcome.Redirected(status, response.get("location"), elapsedMs()));
      case NOT_MODIFIED -> owner.answered(new Outcome.NotModified(elapsedMs()));
      case NO_REST -> fromTheStart();
      case REST -> readRest(response);
      case BODY -> readBody(response);
      case OTHER -> owner.answered(new Outcome.HttpError(status, retryAfterMs(), elapsedMs()));
    }
  }

  /** The response cannot be joined to what is there: the same is asked for once more, whole. */
  private void fromTheStart() {
    abort();
    if (file != null) {
      file.forget();
    }
    head = null;
    ask();
  }

  private void readRest(ResponseHead response) {
    ResumablePart left = Objects.requireNonNull(earlier);
    if (isAsExpected(expectation.objectionToRest(response, left.length()), left.length())) {
      FileSink rest = Objects.requireNonNull(file);
      rest.resume(left, response);
      read(rest, response.contentLength());
    }
  }

  private void readBody(ResponseHead response) {
    long length = response.contentLength();
    if (!isAsExpected(expectation.objection(response, length), length)) {
      return;
    }
    if (file != null) {
      file.begin(response);
    }
    read(file != null ? file : sinkFor(response), length);
  }

  /** Ends the task where the head shows that the body is not as it should be. */
  private boolean isAsExpected(@Nullable Fault fault, long length) {
    size = fault == null ? length : -1;
    if (fault != null) {
      failAsUnfit(fault);
    }
    return fault == null;
  }

  /** A body that is whole but too short is no body that broke off. */
  private void failAsUnfit(Fault fault) {
    owner.fail(fault, false, fault.code() == ErrorCode.TRUNCATED);
  }

  private BodySink sinkFor(ResponseHead response) {
    if (task.sink() instanceof Sink.Drop) {
      return new BodySink.Dropped(owner, retryAfterMs());
    }
    if (task.sink() instanceof Sink.ToMemory memory) {
      return new SpillSink(owner, memory, response);
    }
    Sink.ToSpool spool = (Sink.ToSpool) task.sink();
    return new SpoolSink(owner, spool.path(), response);
  }

  private void read(BodySink to, long length) {
    sink = to;
    owner.flow().begin(Objects.requireNonNull(exchange), length);
  }

  @Override
  public void chunk(Buffer bytes) {
    if (owner.isEnding() || sink == null) {
      return;
    }
    if (expectation.isTooLarge(received())) {
      failAsUnfit(expectation.tooLarge(received()));
      return;
    }
    sink.write(bytes);
    if (!owner.isEnding()) {
      owner.flow().spent(bytes.length());
    }
  }

  @Override
  public void ended() {
    owner.flow().end();
    if (owner.isEnding() || head == null || sink == null || exchange == null) {
      return;
    }
    Fault wrongSize = expectation.wrongSize(Math.max(received(), head.contentLength()));
    if (wrongSize != null) {
      failAsUnfit(wrongSize);
    } else {
      sink.end(head, exchange.received(), exchange.elapsedMs());
    }
  }

  @Override
  public void failed(FetchException why) {
    if (!owner.isEnding() && file != null && sink == file && file.continuesWithout(why.fault())) {
      owner.flow().end();
    } else if (why.code() == ErrorCode.DISK) {
      owner.noRoom(why.fault().detail());
    } else {
      owner.fail(why.fault(), true, why.permanent());
    }
  }

  /** Ends it as if the response had ended here: other connections bring the rest. */
  void enough() {
    abort();
    ended();
  }

  /** Gives the request up. */
  void abort() {
    if (exchange != null) {
      exchange.abort();
    }
  }

  /** Throws the body away; {@code then} runs once. */
  void discard(Runnable then) {
    Objects.requireNonNull(exchange).discard(then);
  }
}
