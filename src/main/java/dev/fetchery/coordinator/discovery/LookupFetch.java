package dev.fetchery.coordinator.discovery;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.attempt.TaskFactory.Asked;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.source.Discovery;
import dev.fetchery.source.LookupFields;
import dev.fetchery.url.WebUrl;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The request of a lookup, for all items that need its answer. The answer is read away from the
 * event loop.
 */
final class LookupFetch extends SourceFetch {
  private final LookupFields lookup;
  private final WebUrl url;
  private final LookupState state;
  private final Consumer<LookupState> onAnswered;
  private final long mostBytes;
  private final FetchedBodies bodies;
  private final MemoryBudget.Share share;
  private Sink.@Nullable ToMemory sink;

  /** Whether it is queued by itself or has been leased. */
  private boolean begun;

  private boolean leased;

  LookupFetch(
      FetchSupport support,
      LookupFields lookup,
      WebUrl url,
      LookupState state,
      long mostBytes,
      FetchedBodies bodies,
      Consumer<LookupState> onAnswered) {
    super(support, support.tasks().lookup(url), Integer.MAX_VALUE);
    this.lookup = lookup;
    this.url = url;
    this.state = state;
    this.mostBytes = mostBytes;
    this.bodies = bodies;
    this.share = bodies.memory().share(Use.LOOKUPS);
    this.onAnswered = onAnswered;
  }

  /** Queues it by itself, if it is not yet and has not been leased. */
  void queue() {
    if (!begun) {
      begun = true;
      offer(0);
    }
  }

  @Override
  public @Nullable Task begin(Lease lease) {
    if (leased || state.answered()) {
      return null;
    }
    begun = true;
    if (share.held() == 0 && !share.grow(FetchedBodies.shareBytes(FetchedBodies.LOOKUP_BYTES))) {
      offer(support.queue().nowMs() + FetchedBodies.AGAIN_AFTER_MS);
      return null;
    }
    leased = true;
    Sink.ToMemory to =
        FetchedBodies.sink(job().info().id(), lease.id(), mostBytes, FetchedBodies.LOOKUP_BYTES);
    sink = to;
    return support
        .tasks()
        .task(lease.id(), -1, beginHop(), null, null, to, Asked.ANYTHING)
        .withCookies(cookies());
  }

  @Override
  public void ended(Lease lease, Outcome outcome) {
    leased = false;
    if (lease.endDecided() || !(outcome instanceof Outcome.Read)) {
      share.shrinkTo(0);
    }
    if (!lease.endDecided()) {
      handle(outcome);
    }
  }

  @Override
  public void lost(Lease lease) {
    leased = false;
    share.shrinkTo(0);
    repeatHop();
  }

  @Override
  void read(Outcome.Read read, WebUrl from) {
    Path file = read.body() != null || sink == null ? null : bodies.file(sink);
    Discovery.Document answered =
        new Discovery.Document(from, read.headers(), read.body(), file, mostBytes);
    job()
        .writing(bodies.worker().run(() -> lookup.extract(answered)))
        .otherwise(LookupFetch::unreadable)
        .onSuccess(this::found);
  }

  private static LookupFields.Result unreadable(Throwable cause) {
    return new LookupFields.Failed(
        new Fault(ErrorCode.LOOKUP, "the lookup's answer could not be read: " + cause));
  }

  private void found(LookupFields.Result result) {
    share.shrinkTo(0);
    if (result instanceof LookupFields.Fields fields) {
      state.found(fields.values());
    } else if (result instanceof LookupFields.Failed failed) {
      state.failed(failed.fault());
    }
    onAnswered.accept(state);
    job().flush();
  }

  @Override
  boolean isAbsent(int status) {
    return status == 404 || status == 410;
  }

  @Override
  void absent(int status) {
    state.notFound(status, new Fault(ErrorCode.LOOKUP, "the lookup's answer was HTTP " + status));
    onAnswered.accept(state);
  }

  @Override
  void gaveUp(Discovery.Failure why) {
    Fault cause = why.fault();
    String detail =
        cause.code() == ErrorCode.HTTP_STATUS
            ? "the lookup's answer was " + cause.detail()
            : "the lookup failed: " + cause.code().wire() + ", " + cause.detail();
    state.failed(new Fault(ErrorCode.LOOKUP, detail));
    onAnswered.accept(state);
  }

  @Override
  Object identity() {
    return job().info().id() + "/lookup/" + url.text();
  }
}
