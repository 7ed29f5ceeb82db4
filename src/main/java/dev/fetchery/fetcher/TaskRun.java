package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.Exchange;
import dev.fetchery.client.FetchException;
import dev.fetchery.client.ResponseHandler;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The life of one task: from the request, over the judgement of the answer's head, to an outcome.
 * The body is its sink's. One event loop's.
 */
final class TaskRun implements ResponseHandler {
  private final Task task;
  private final FetcherContext tools;
  private final BiConsumer<TaskRun, Outcome> whenOver;
  private final FileSink file;
  private final ResumablePart earlier;
  private final Expectation expectation;
  private final BackPressure flow;

  private Exchange exchange;
  private ResponseHead head;
  private BodySink sink;
  private boolean ending;
  private boolean over;

  TaskRun(Task task, FetcherContext tools, BiConsumer<TaskRun, Outcome> whenOver) {
    this.task = task;
    this.tools = tools;
    this.whenOver = whenOver;
    this.expectation = new Expectation(task);
    this.flow = new BackPressure(tools, task.job());
    this.file = task.sink() instanceof Sink.ToFile to ? new FileSink(this, to) : null;
    this.earlier = file == null ? null : file.earlier();
  }

  Task task() {
    return task;
  }

  FetcherContext tools() {
    return tools;
  }

  boolean isOver() {
    return over;
  }

  /** Whether it only waits for a name. */
  boolean isBodyWhole() {
    return file != null && file.isWaitingForName();
  }

  /** Where the body is written to; null where it becomes no file. */
  String partPath() {
    return file == null ? null : file.path();
  }

  /** Body bytes so far, those of the attempt continued and of further connections included. */
  long received() {
    return (exchange == null ? 0 : exchange.received())
        + (file == null ? 0 : file.broughtElsewise());
  }

  /** Milliseconds since the request was sent. */
  long elapsedMs() {
    return exchange.elapsedMs();
  }

  void start() {
    if (earlier != null && earlier.isUsable(task.request().url())) {
      file.reopen().onComplete(opened -> ask());
    } else {
      ask();
    }
  }

  private void ask() {
    if (!ending) {
      exchange = tools.fetch().send(Calls.of(task.request(), earlier), this);
    }
  }

  @Override
  public void head(ResponseHead answer) {
    head = answer;
    int status = answer.status();
    switch (ResponseKind.of(task, answer, earlier)) {
      case REDIRECT -> discard(new Outcome.Redirected(status, answer.get("location"), elapsedMs()));
      case NOT_MODIFIED -> discard(new Outcome.NotModified(elapsedMs()));
      case NO_REST -> fromTheStart();
      case REST -> read(answer, true);
      case BODY -> read(answer, false);
      case OTHER ->
          discard(
              new Outcome.HttpError(
                  status, answer.all("retry-after"), answer.mediaType(), elapsedMs()));
    }
  }

  /** What came cannot be joined to what is there: the same is asked for once more, whole. */
  private void fromTheStart() {
    exchange.abort();
    file.forget();
    head = null;
    ask();
  }

  /** Reads the body, or the rest of it, unless it is seen already that it is no good. */
  private void read(ResponseHead answer, boolean rest) {
    long length = rest ? earlier.continued().totalBytes() : answer.contentLength();
    Fault fault = expectation.objection(answer, length);
    if (fault != null) {
      broken(fault, false, false);
      return;
    }
    if (rest) {
      file.goOn(answer);
    } else if (file != null) {
      file.begin(answer);
    }
    sink = file != null ? file : BodySink.of(this, answer);
    flow.begin(exchange);
  }

  /** So much of the body waits to be written. */
  void throttle(long queuedBytes) {
    if (!ending) {
      flow.throttle(queuedBytes);
    }
  }

  @Override
  public void chunk(Buffer bytes) {
    if (ending) {
      return;
    }
    if (expectation.isTooLarge(received())) {
      broken(expectation.tooLarge(), false, true);
      return;
    }
    sink.write(bytes);
    if (!ending) {
      flow.spent(bytes.length());
    }
  }

  @Override
  public void ended() {
    flow.end();
    if (ending) {
      return;
    }
    Fault tooSmall = expectation.tooSmall(Math.max(received(), head.contentLength()));
    if (tooSmall != null) {
      broken(tooSmall, false, true);
    } else {
      sink.end(head, exchange.received(), exchange.elapsedMs());
    }
  }

  /** The rest of the answer comes by other connections. */
  void enough() {
    exchange.abort();
    ended();
  }

  @Override
  public void failed(FetchException why) {
    if (!ending && sink != null && sink == file && file.goesOnWithout(why.fault())) {
      flow.end();
      return;
    }
    broken(why.fault(), true, why.permanent());
  }

  /** The answer is whole or not, but it is not what it should be. */
  void broken(Fault fault, boolean keep, boolean permanent) {
    end(
        keep,
        part ->
            new Outcome.Failed(
                fault,
                head == null ? null : head.status(),
                permanent,
                exchange == null ? 0 : exchange.received(),
                part,
                exchange == null ? 0 : exchange.elapsedMs()));
  }

  /** The platform did not take the bytes into that file. */
  void diskFailed(Throwable e, String relative) {
    IOException cause = e instanceof IOException io ? io : new IOException(e.toString());
    Publication.Result result = Publisher.fromFault(cause, relative);
    if (result instanceof Publication.Result.Full full) {
      end(true, part -> new Outcome.NoSpace(full.detail()));
    } else if (result instanceof Publication.Result.Failed failed) {
      broken(failed.fault(), false, true);
    }
  }

  /** The granted name has come. */
  void named(NameGrant named) {
    if (file != null && !ending) {
      file.named(named);
    }
  }

  /** Gives up, unless it is being published. */
  void stop(boolean keepPart) {
    if (file == null || !file.isBeingPublished()) {
      end(keepPart, Outcome.Cancelled::new);
    }
  }

  /** Gives up without a word and keeps what can be continued. */
  Future<Void> drop() {
    BodySink closing = cut();
    return closing == null ? Future.succeededFuture() : closing.abandon(true).mapEmpty();
  }

  /** Gives up without a word: what lies there may be another's by now. */
  void leave() {
    BodySink closing = cut();
    if (closing != null) {
      closing.leave();
    }
  }

  /** Ends it; what is there to be closed, or null. */
  private BodySink cut() {
    if (over) {
      return null;
    }
    over = true;
    ending = true;
    if (exchange != null) {
      exchange.abort();
    }
    return sink != null ? sink : file;
  }

  private void discard(Outcome outcome) {
    ending = true;
    if (file != null) {
      file.close();
    }
    exchange.discard(() -> finish(outcome));
  }

  private void end(boolean keep, Function<Part, Outcome> outcome) {
    if (ending) {
      return;
    }
    ending = true;
    if (exchange != null) {
      exchange.abort();
    }
    // What is removed must be its own, and the outcome is of use to nobody without the lease.
    tools.session().whenLeased(() -> close(keep, outcome));
  }

  private void close(boolean keep, Function<Part, Outcome> outcome) {
    if (over) {
      return;
    }
    BodySink closing = sink != null ? sink : file;
    Future<Part> closed = closing == null ? Future.succeededFuture() : closing.abandon(keep);
    closed.onComplete(done -> finish(outcome.apply(done.result())));
  }

  /** Tells what came of it, once. */
  void finish(Outcome outcome) {
    if (!over) {
      over = true;
      ending = true;
      if (earlier == null) {
        whenOver.accept(this, outcome);
      } else {
        earlier.cleared().onComplete(done -> whenOver.accept(this, outcome));
      }
    }
  }
}
