package dev.fetchery.coordinator.discovery;

import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.job.Fault;
import dev.fetchery.source.LookupFields;
import dev.fetchery.url.WebUrl;
import java.util.function.Consumer;

/** The request of a lookup, for all items that need its answer. */
final class LookupFetch extends AnswerFetch {
  private final WebUrl url;
  private final LookupState state;
  private final Consumer<LookupState> onAnswered;

  /** Whether it is queued by itself or has been leased. */
  private boolean begun;

  LookupFetch(
      FetchSupport support,
      LookupFields lookup,
      WebUrl url,
      LookupState state,
      long mostBytes,
      FetchedBodies bodies,
      Consumer<LookupState> onAnswered) {
    super(support, support.tasks().lookup(url), lookup, "the lookup", mostBytes, bodies);
    this.url = url;
    this.state = state;
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
  boolean mayBegin() {
    begun |= !state.answered();
    return !state.answered();
  }

  @Override
  void found(LookupFields.Result result, WebUrl from) {
    if (result instanceof LookupFields.Fields fields) {
      state.found(fields.values());
    } else if (result instanceof LookupFields.Failed failed) {
      state.failed(failed.fault());
    }
    onAnswered.accept(state);
  }

  @Override
  void absent(int status, Fault why) {
    state.notFound(status, why);
    onAnswered.accept(state);
  }

  @Override
  void failed(Fault why) {
    state.failed(why);
    onAnswered.accept(state);
  }

  @Override
  Object identity() {
    return job().info().id() + "/lookup/" + url.text();
  }
}
