package dev.fetchery.fetcher;

import dev.fetchery.bus.Message.Named;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Request;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.Call;
import dev.fetchery.client.Exchange;
import dev.fetchery.client.FetchException;
import dev.fetchery.client.Head;
import dev.fetchery.client.Receiver;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The life of one task: from the request, over the judgement of the answer's head, to an outcome.
 * The body is its sink's. One event loop's.
 */
final class TaskRun implements Receiver {
  private final Task task;
  private final Tools tools;
  private final BiConsumer<TaskRun, Outcome> whenOver;
  private final FileSink file;
  private final Expectation expectation;
  private final Flow flow;

  private Exchange exchange;
  private Head head;
  private BodySink sink;
  private boolean ranged;
  private boolean ending;
  private boolean over;

  TaskRun(Task task, Tools tools, BiConsumer<TaskRun, Outcome> whenOver) {
    this.task = task;
    this.tools = tools;
    this.whenOver = whenOver;
    this.expectation = new Expectation(task);
    this.flow = new Flow(tools, task.job());
    this.file = task.sink() instanceof Sink.ToFile to ? new FileSink(this, task, to) : null;
  }

  Task task() {
    return task;
  }

  Tools tools() {
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
    Part left = task.sink() instanceof Sink.ToFile to ? to.resume() : null;
    if (left == null || !Continuation.isUsable(left, task.request().url())) {
      send(List.of());
      return;
    }
    file.reopen(left)
        .onSuccess(
            from -> {
              if (!ending) {
                ranged = true;
                send(
                    List.of(
                        new Header("Range", "bytes=" + from + "-"),
                        new Header("If-Range", Continuation.validator(left))));
              }
            })
        .onFailure(
            e -> {
              if (!ending) {
                send(List.of());
              }
            });
  }

  private void send(List<Header> further) {
    Request request = task.request();
    List<Header> headers = new ArrayList<>(request.headers());
    headers.addAll(further);
    exchange =
        tools
            .fetch()
            .send(
                new Call(
                    request.method(),
                    request.url(),
                    headers,
                    request.body(),
                    request.contentType(),
                    request.connectTimeoutMs(),
                    request.idleTimeoutMs(),
                    request.totalTimeoutMs(),
                    request.minBytesPerSecond()),
                this);
  }

  @Override
  public void head(Head answer) {
    head = answer;
    int status = answer.status();
    boolean probe = task.sink() instanceof Sink.Drop;
    if (isRedirect(status)) {
      String location = answer.get("location");
      discard(new Outcome.Redirected(status, location, exchange.elapsedMs()));
    } else if (status == 304 && isConditional()) {
      discard(new Outcome.NotModified(exchange.elapsedMs()));
    } else if (ranged && status == 416) {
      fromTheStart();
    } else if (ranged && status == 206) {
      continued(answer);
    } else if (probe) {
      sink = new BodySink.Nowhere(this);
      read();
    } else if (status == 200 || status == 203) {
      success(answer);
    } else {
      discard(
          new Outcome.Answered(
              status, answer.all("retry-after"), answer.mediaType(), exchange.elapsedMs()));
    }
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private boolean isConditional() {
    return task.request().headers().stream()
        .map(Header::name)
        .anyMatch(
            name ->
                name.equalsIgnoreCase("if-none-match")
                    || name.equalsIgnoreCase("if-modified-since"));
  }

  private void continued(Head answer) {
    Fault fault = expectation.objection(answer, file.total());
    if (!file.fits(answer)) {
      fromTheStart();
    } else if (fault != null) {
      broken(fault, false, false);
    } else {
      file.goOn(answer);
      sink = file;
      read();
    }
  }

  /** What came cannot be joined to what is there: the same is asked for once more, whole. */
  private void fromTheStart() {
    exchange.abort();
    file.forget();
    head = null;
    ranged = false;
    send(List.of());
  }

  private void success(Head answer) {
    Fault fault = expectation.objection(answer, answer.contentLength());
    if (fault != null) {
      broken(fault, false, false);
      return;
    }
    if (file != null) {
      file.begin(answer);
      sink = file;
    } else if (task.sink() instanceof Sink.ToSpool spool) {
      sink = new SpoolSink(this, spool.path(), answer);
    } else {
      sink = new BodySink.InMemory(this);
    }
    ranged = false;
    read();
  }

  private void read() {
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
    if (!(sink instanceof BodySink.Nowhere) && expectation.isTooLarge(received())) {
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
    if (!(sink instanceof BodySink.Nowhere) && tooSmall != null) {
      broken(tooSmall, false, true);
      return;
    }
    sink.end(head, exchange.received(), exchange.elapsedMs());
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
    end(true, part -> brokenOutcome(why.fault(), why.permanent(), part));
  }

  /** The answer is whole or not, but it is not what it should be: nothing of it is kept. */
  void broken(Fault fault, boolean keep, boolean permanent) {
    end(keep, part -> brokenOutcome(fault, permanent, part));
  }

  /** The platform did not take the bytes. */
  void diskFailed(Throwable e) {
    IOException cause = e instanceof IOException io ? io : new IOException(e.toString());
    Publication.Result result = Publisher.fromFault(cause, where());
    if (result instanceof Publication.Result.Full full) {
      end(true, part -> new Outcome.NoSpace(full.detail()));
    } else if (result instanceof Publication.Result.Failed failed) {
      end(false, part -> brokenOutcome(failed.fault(), true, part));
    }
  }

  private String where() {
    if (task.sink() instanceof Sink.ToFile to) {
      return to.part();
    }
    return task.sink() instanceof Sink.ToSpool spool ? spool.path() : "";
  }

  private Outcome brokenOutcome(Fault fault, boolean permanent, Part part) {
    return new Outcome.Broken(
        fault,
        head == null ? null : head.status(),
        permanent,
        exchange == null ? 0 : exchange.received(),
        part,
        exchange == null ? 0 : exchange.elapsedMs());
  }

  /** The granted name has come. */
  void named(Named named) {
    if (file != null && !ending) {
      file.named(named);
    }
  }

  /** Gives up, unless it is being published. */
  void stop(boolean keepPart) {
    if (file == null || !file.isBeingPublished()) {
      end(keepPart, Outcome.Stopped::new);
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
      Future<Void> cleared = file == null ? Future.succeededFuture() : file.cleared();
      if (cleared.isComplete()) {
        whenOver.accept(this, outcome);
      } else {
        cleared.onComplete(done -> whenOver.accept(this, outcome));
      }
    }
  }
}
