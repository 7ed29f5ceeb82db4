package dev.fetchery.coordinator.discovery;

import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one lookup, and who waits for it. */
public final class LookupState {
  /** An item that needs the answer. */
  public interface Waiter {
    /** The answer is there; the item may be under way meanwhile. */
    void lookupAnswered(LookupState lookup);

    /** The item did not start before the answer, and may now. */
    void mayStart();
  }

  private final List<Waiter> waiting = new ArrayList<>();

  /** Those that start only when it is answered. */
  private final List<Waiter> parked = new ArrayList<>();

  private Runnable request = () -> {};
  private @Nullable Map<String, String> fields;
  private @Nullable Fault fault;
  private @Nullable Integer notFoundStatus;

  LookupState() {}

  /** One that failed before it could be asked. */
  static LookupState failedAtOnce(Fault fault) {
    LookupState state = new LookupState();
    state.fault = fault;
    return state;
  }

  void requestedBy(Runnable queue) {
    request = queue;
  }

  /** Makes sure that it is asked: the first item that needed it may still be queued. */
  void request() {
    request.run();
  }

  public boolean answered() {
    return fields != null || fault != null;
  }

  void wait(Waiter waiter) {
    waiting.add(waiter);
  }

  void leave(Waiter waiter) {
    waiting.remove(waiter);
  }

  /** Lets the item start only when it is answered. */
  public void park(Waiter waiter) {
    parked.add(waiter);
  }

  /** The answer's fields. */
  void found(Map<String, String> values) {
    fields = values;
  }

  void failed(Fault why) {
    fault = why;
  }

  /** The answer said that there is no such thing. */
  void notFound(int status, Fault why) {
    notFoundStatus = status;
    fault = why;
  }

  /** Lets everything go on that waits. */
  void tellWaiters() {
    List<Waiter> told = List.copyOf(waiting);
    waiting.clear();
    told.forEach(waiter -> waiter.lookupAnswered(this));
    List<Waiter> started = List.copyOf(parked);
    parked.clear();
    started.forEach(Waiter::mayStart);
  }

  /** What it brought; empty where it is not answered or failed. */
  public Map<String, String> fields() {
    return fields == null ? Map.of() : fields;
  }

  /** Why it brought nothing, or null. */
  public @Nullable Fault fault() {
    return fault;
  }

  /** Status of the answer that said that there is no such thing, or null. */
  public @Nullable Integer status() {
    return notFoundStatus;
  }

  /** What a failed lookup makes of its items. */
  public ItemState itemState() {
    return notFoundStatus == null ? ItemState.FAILED : ItemState.NOT_FOUND;
  }
}
