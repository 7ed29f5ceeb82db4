package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.client.SecretFilter;
import dev.fetchery.context.Confined;
import dev.fetchery.fetcher.flow.BackPressure;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The life of one task: what begins it, and the one outcome that ends it. Its exchange sends the
 * request and reads the response. Confined to the fetcher's event loop.
 */
final class TaskRun implements TaskExchange.Owner {
  private final Confined confined = new Confined();
  private final Task task;
  private final FetcherContext context;
  private final @Nullable FileSink file;
  private final BackPressure flow;
  private final TaskExchange exchange;
  private final TaskEnding ending;
  private final long startedNanos;

  /**
   * @param startedNanos on the fetcher's monotonic clock
   */
  TaskRun(
      Task task, FetcherContext context, long startedNanos, BiConsumer<TaskRun, Outcome> whenOver) {
    this.task = task;
    this.startedNanos = startedNanos;
    this.context = context;
    this.flow = context.backPressure(task.job());
    this.file = task.sink() instanceof Sink.ToFile to ? new FileSink(this, to) : null;
    this.exchange = new TaskExchange(this, file);
    ResumablePart earlier = file == null ? null : file.earlier();
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
  public boolean isEnding() {
    return ending.isBegun();
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
    return exchange.received();
  }

  /** What it is connected to, {@code address:port}, or null before. */
  @Nullable String remoteAddress() {
    return exchange.remoteAddress();
  }

  /** Bytes of the whole body, or -1 while the head has not told them. */
  long size() {
    return exchange.size();
  }

  /** The cookies that its answer has set and that are to be kept, now that it ended so. */
  List<String> cookies(Outcome outcome) {
    ResponseHead head = exchange.head();
    return head == null ? List.of() : AnswerCookies.kept(task, head, outcome);
  }

  @Override
  public BackPressure flow() {
    return flow;
  }

  @Override
  public @Nullable SecretFilter secretFilter() {
    return exchange.secretFilter();
  }

  @Override
  public long elapsedMs() {
    return exchange.elapsedMs();
  }

  void start() {
    assert confined.here();
    ResumablePart earlier = file == null ? null : file.earlier();
    if (file != null && earlier != null && earlier.isUsable(task.request().url().text())) {
      file.reopen(earlier).onComplete(opened -> exchange.ask());
    } else {
      exchange.ask();
    }
  }

  @Override
  public void enough() {
    exchange.enough();
  }

  @Override
  public void fail(Fault fault, boolean keep, boolean permanent) {
    ResponseHead head = exchange.head();
    boolean more = exchange.hasBroughtMore();
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
    exchange.abort();
    return exchange.sink();
  }

  @Override
  public void answered(Outcome outcome) {
    ending.begin();
    if (file != null) {
      file.close();
    }
    exchange.discard(() -> finish(outcome));
  }

  private void end(boolean keep, Function<@Nullable Part, Outcome> outcome) {
    if (ending.begin()) {
      exchange.abort();
      ending.close(exchange::sink, keep, outcome);
    }
  }

  @Override
  public void finish(Outcome outcome) {
    ending.finish(outcome);
  }
}
