package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.Exchange;
import dev.fetchery.client.FetchException;
import dev.fetchery.client.ResponseHandler;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.client.SecretFilter;
import dev.fetchery.context.Confined;
import dev.fetchery.fetcher.flow.BackPressure;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The life of one task: from the request, over the judgement of the response's head, to an outcome.
 * Its sink takes the body. Confined to the fetcher's event loop.
 */
final class TaskRun implements ResponseHandler, BodySink.Owner {
  private final Confined confined = new Confined();
  private final Task task;
  private final FetcherContext context;
  private final @Nullable FileSink file;
  private final @Nullable ResumablePart earlier;
  private final Expectation expectation;
  private final BackPressure flow;
  private final TaskEnding ending;
  private final long startedNanos;

  private @Nullable Exchange exchange;
  private @Nullable ResponseHead head;
  private @Nullable BodySink sink;
  private long size = -1;

  /**
   * @param startedNanos on the fetcher's monotonic clock
   */
  TaskRun(
      Task task, FetcherContext context, long startedNanos, BiConsumer<TaskRun, Outcome> whenOver) {
    this.task = task;
    this.startedNanos = startedNanos;
    this.context = context;
    this.expectation = new Expectation(task);
    this.flow = context.backPressure(task.job());
    this.file = task.sink() instanceof Sink.ToFile to ? new FileSink(this, to) : null;
    this.earlier = file == null ? null : file.earlier();
    this.ending = new TaskEnding(context.link(), flow, earlier, end -> whenOver.accept(this, end));
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public FetcherContext context() {
    return context;
  }

  @Override
  public boolean isOver() {
    return ending.isOver();
  }

  long startedNanos() {
    return startedNanos;
  }

  /** Path of the part; null where the body becomes no file. */
  @Nullable String partPath() {
    return file == null ? null : file.path();
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

  @Override
  public BackPressure flow() {
    return flow;
  }

  /** Bytes of the whole body, or -1 while the head has not told them. */
  long size() {
    return size;
  }

  @Override
  public @Nullable SecretFilter secretFilter() {
    return exchange == null ? null : exchange.secretFilter();
  }

  @Override
  public long elapsedMs() {
    return exchange == null ? 0 : exchange.elapsedMs();
  }

  /** The cookies that its answer has set and that are to be kept, now that it ended so. */
  List<String> cookies(Outcome outcome) {
    return head == null ? List.of() : AnswerCookies.kept(task, head, outcome);
  }

  void start() {
    assert confined.here();
    if (file != null && earlier != null && earlier.isUsable(task.request().url().text())) {
      file.reopen(earlier).onComplete(opened -> ask());
    } else {
      ask();
    }
  }

  private long retryAfterMs() {
    return exchange == null ? -1 : exchange.retryAfterMs().orElse(-1);
  }

  private HttpRequest request() {
    return earlier != null && earlier.isContinued()
        ? earlier.askedOf(task.request())
        : expectation.askedOf(task.request());
  }

  private void ask() {
    if (!ending.isBegun()) {
      exchange = context.fetch().send(request(), this);
    }
  }

  @Override
  public void head(ResponseHead response) {
    head = response;
    int status = response.status();
    switch (ResponseKind.of(task, response, earlier)) {
      case REDIRECT ->
          discard(new Outcome.Redirected(status, response.get("location"), elapsedMs()));
      case NOT_MODIFIED -> discard(new Outcome.NotModified(elapsedMs()));
      case NO_REST -> fromTheStart();
      case REST -> readRest(response);
      case BODY -> readBody(response);
      case OTHER -> discard(new Outcome.HttpError(status, retryAfterMs(), elapsedMs()));
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
    fail(fault, false, fault.code() == ErrorCode.TRUNCATED);
  }

  private BodySink sinkFor(ResponseHead response) {
    if (task.sink() instanceof Sink.Drop) {
      return new BodySink.Dropped(this, retryAfterMs());
    }
    if (task.sink() instanceof Sink.ToMemory memory) {
      return new SpillSink(this, memory, response);
    }
    Sink.ToSpool spool = (Sink.ToSpool) task.sink();
    return new SpoolSink(this, spool.path(), response);
  }

  private void read(BodySink to, long length) {
    sink = to;
    flow.begin(Objects.requireNonNull(exchange), length);
  }

  @Override
  public void chunk(Buffer bytes) {
    if (ending.isBegun() || sink == null) {
      return;
    }
    if (expectation.isTooLarge(received())) {
      failAsUnfit(expectation.tooLarge(received()));
      return;
    }
    sink.write(bytes);
    if (!ending.isBegun()) {
      flow.spent(bytes.length());
    }
  }

  @Override
  public void ended() {
    flow.end();
    if (ending.isBegun() || head == null || sink == null || exchange == null) {
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
  public void enough() {
    abort();
    ended();
  }

  private void abort() {
    if (exchange != null) {
      exchange.abort();
    }
  }

  @Override
  public void failed(FetchException why) {
    if (!ending.isBegun() && file != null && sink == file && file.continuesWithout(why.fault())) {
      flow.end();
    } else if (why.code() == ErrorCode.DISK) {
      noRoom(why.fault().detail());
    } else {
      fail(why.fault(), true, why.permanent());
    }
  }

  @Override
  public void fail(Fault fault, boolean keep, boolean permanent) {
    boolean more = isContinuing() && exchange != null && exchange.received() > 0;
    end(
        keep,
        part ->
            new Outcome.Failed(
                fault,
                head == null ? null : head.status(),
                permanent,
                part,
                more && part != null,
                elapsedMs()));
  }

  /** Whether the response is the rest of what an earlier attempt left. */
  private boolean isContinuing() {
    return sink != null && sink == file && earlier != null && earlier.isContinued();
  }

  @Override
  public void noRoom(String detail) {
    end(true, part -> new Outcome.NoSpace(detail, part));
  }

  @Override
  public void hostRests() {
    end(true, Outcome.Cancelled::new);
  }

  /** The granted name has come. */
  void named(NameGrant named) {
    assert confined.here();
    if (file != null && !ending.isBegun()) {
      file.named(named);
    }
  }

  /** Gives up, unless the file is being published. */
  void stop(boolean keepPart) {
    assert confined.here();
    if (file == null || !file.isPublishing()) {
      end(keepPart, Outcome.Cancelled::new);
    }
  }

  /** Gives up without an outcome and keeps what can be continued. */
  Future<Void> drop() {
    assert confined.here();
    BodySink closing = cut();
    return closing == null ? Future.succeededFuture() : closing.abandon(true).mapEmpty();
  }

  /** Gives up without an outcome: what is on disk may be another's by now. */
  void leave() {
    assert confined.here();
    BodySink closing = cut();
    if (closing != null) {
      closing.leave();
    }
  }

  /** Ends it; returns what is there to be closed, or null. */
  private @Nullable BodySink cut() {
    if (!ending.cut()) {
      return null;
    }
    abort();
    return open();
  }

  /** What takes the body, or would have; null where there is none. */
  private @Nullable BodySink open() {
    return sink != null ? sink : file;
  }

  private void discard(Outcome outcome) {
    ending.begin();
    if (file != null) {
      file.close();
    }
    Objects.requireNonNull(exchange).discard(() -> finish(outcome));
  }

  private void end(boolean keep, Function<@Nullable Part, Outcome> outcome) {
    if (ending.begin()) {
      abort();
      ending.close(this::open, keep, outcome);
    }
  }

  @Override
  public void finish(Outcome outcome) {
    ending.finish(outcome);
  }
}
