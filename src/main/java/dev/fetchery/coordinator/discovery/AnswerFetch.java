package dev.fetchery.coordinator.discovery;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.attempt.TaskFactory.Asked;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.source.Discovery;
import dev.fetchery.source.LookupFields;
import dev.fetchery.url.WebUrl;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A request beside items whose answer is a small JSON document: a lookup, or where an item is. The
 * answer is read away from the event loop.
 */
abstract class AnswerFetch extends SourceFetch {
  private final LookupFields fields;
  private final String what;
  private final long mostBytes;
  private final FetchedBodies bodies;
  private final MemoryBudget.Share share;
  private Sink.@Nullable ToMemory sink;
  private boolean leased;

  /**
   * @param what names the request in messages
   * @param mostBytes of the answer
   */
  AnswerFetch(
      FetchSupport support,
      Hop first,
      LookupFields fields,
      String what,
      long mostBytes,
      FetchedBodies bodies) {
    super(support, first, Integer.MAX_VALUE);
    this.fields = fields;
    this.what = what;
    this.mostBytes = mostBytes;
    this.bodies = bodies;
    this.share = bodies.memory().share(Use.LOOKUPS);
  }

  @Override
  public final @Nullable Task begin(Lease lease) {
    if (leased || !mayBegin()) {
      return null;
    }
    if (share.held() == 0 && !share.grow(FetchedBodies.shareBytes(FetchedBodies.LOOKUP_BYTES))) {
      offer(support.queue().nowMs() + FetchedBodies.AGAIN_AFTER_MS);
      return null;
    }
    leased = true;
    begun();
    Sink.ToMemory to =
        FetchedBodies.sink(job().info().id(), lease.id(), mostBytes, FetchedBodies.LOOKUP_BYTES);
    sink = to;
    return support
        .tasks()
        .task(lease.id(), -1, beginHop(), null, null, to, Asked.ANYTHING)
        .withCookies(cookies());
  }

  @Override
  public final void ended(Lease lease, Outcome outcome) {
    leased = false;
    if (lease.endDecided() || !(outcome instanceof Outcome.Read)) {
      share.shrinkTo(0);
      over();
    }
    if (!lease.endDecided()) {
      handle(outcome);
    }
  }

  @Override
  public final void lost(Lease lease) {
    leased = false;
    over();
    share.shrinkTo(0);
    repeatHop();
  }

  @Override
  final void read(Outcome.Read read, WebUrl from) {
    Path file = read.body() != null || sink == null ? null : bodies.file(sink);
    Discovery.Document answered =
        new Discovery.Document(from, read.headers(), read.body(), file, mostBytes);
    job()
        .writing(bodies.worker().run(() -> fields.extract(answered)))
        .otherwise(this::unreadable)
        .onSuccess(result -> read(result, from));
  }

  private LookupFields.Result unreadable(Throwable cause) {
    return new LookupFields.Failed(
        new Fault(ErrorCode.LOOKUP, what + "'s answer could not be read: " + cause));
  }

  private void read(LookupFields.Result result, WebUrl from) {
    share.shrinkTo(0);
    found(result, from);
    over();
    job().flush();
  }

  @Override
  final boolean isAbsent(int status) {
    return status == 404 || status == 410;
  }

  @Override
  final void absent(int status) {
    absent(status, new Fault(ErrorCode.LOOKUP, what + "'s answer was HTTP " + status));
  }

  @Override
  final void gaveUp(Discovery.Failure why) {
    Fault cause = why.fault();
    String detail =
        cause.code() == ErrorCode.HTTP_STATUS
            ? what + "'s answer was " + cause.detail()
            : what + " failed: " + cause.code().wire() + ", " + cause.detail();
    failed(new Fault(ErrorCode.LOOKUP, detail));
  }

  /** Whether it is sent now that it could be. */
  abstract boolean mayBegin();

  /** It is leased. */
  void begun() {}

  /** It is under way no more: what it brought has been handed on. */
  void over() {}

  /**
   * It was answered.
   *
   * @param from the URL that answered
   */
  abstract void found(LookupFields.Result result, WebUrl from);

  /** The answer says that there is no such thing. */
  abstract void absent(int status, Fault why);

  /** There is no answer. */
  abstract void failed(Fault why);
}
