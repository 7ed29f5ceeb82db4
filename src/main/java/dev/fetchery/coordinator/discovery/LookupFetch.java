package dev.fetchery.coordinator.discovery;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.attempt.TaskFactory.Asked;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.source.Discovery;
import dev.fetchery.source.LookupFields;
import dev.fetchery.url.WebUrl;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The request of a lookup, for all items that need its answer. */
final class LookupFetch extends SourceFetch {
  private final LookupFields lookup;
  private final WebUrl url;
  private final LookupState state;
  private final Consumer<LookupState> onAnswered;
  private final Sink.ToMemory sink;

  /** Whether it is queued by itself or has been leased. */
  private boolean begun;

  private boolean leased;

  LookupFetch(
      FetchSupport support,
      LookupFields lookup,
      WebUrl url,
      LookupState state,
      long mostBytes,
      Consumer<LookupState> onAnswered) {
    super(support, support.tasks().lookup(url), Integer.MAX_VALUE);
    this.lookup = lookup;
    this.url = url;
    this.state = state;
    this.sink = new Sink.ToMemory(mostBytes);
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
    leased = true;
    return support.tasks().task(lease.id(), -1, beginHop(), null, null, sink, Asked.ANYTHING);
  }

  @Override
  public void ended(Lease lease, Outcome outcome) {
    leased = false;
    if (!lease.endDecided()) {
      handle(outcome);
    }
  }

  @Override
  public void lost(Lease lease) {
    leased = false;
    repeatHop();
  }

  @Override
  void read(Outcome.Read read, WebUrl from) {
    LookupFields.Result result =
        lookup.extract(
            new Discovery.Document(from, read.headers(), read.body(), null, sink.maxBytes()));
    if (result instanceof LookupFields.Fields fields) {
      state.found(fields.values());
    } else if (result instanceof LookupFields.Failed failed) {
      state.failed(failed.fault());
    }
    onAnswered.accept(state);
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
