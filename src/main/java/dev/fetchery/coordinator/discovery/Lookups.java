package dev.fetchery.coordinator.discovery;

import dev.fetchery.context.Confined;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.Mode;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.source.LookupFields;
import dev.fetchery.url.WebUrl;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A job's lookups: each distinct one is asked once, beside the first item that needs it. Confined
 * to the coordinator's event loop.
 */
public final class Lookups {
  /** What an answer takes beside its texts. */
  private static final int ENTRY_BYTES = 512;

  private final Confined confined = new Confined();
  private final FetchSupport support;
  private final @Nullable LookupFields lookup;
  private final Function<PendingItem, Function<String, String>> variables;
  private final BooleanSupplier roomForUnnamed;
  private final long mostBytes;
  private final FetchedBodies bodies;

  /** What the answers take that are remembered. */
  private final MemoryBudget.Share remembered;

  /** The one that was not needed for longest first; it makes room, and is asked again if needed. */
  private final Map<WebUrl, LookupState> byUrl = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * @param variables of an item, for the lookup's URL
   * @param roomForUnnamed whether more items may be under way that have no name yet
   * @param mostBytes of an answer
   */
  public Lookups(
      FetchSupport support,
      Function<PendingItem, Function<String, String>> variables,
      BooleanSupplier roomForUnnamed,
      long mostBytes,
      FetchedBodies bodies) {
    this.support = support;
    this.bodies = bodies;
    this.remembered = bodies.memory().share(Use.LOOKUP_CACHE);
    this.variables = variables;
    this.roomForUnnamed = roomForUnnamed;
    this.mostBytes = mostBytes;
    JobSpec spec = support.job().info().spec();
    Lookup asked = spec.mode() == Mode.SAVE ? spec.lookup() : null;
    this.lookup = asked == null ? null : new LookupFields(asked);
  }

  /**
   * The lookup that an item needs, or null where the job has none.
   *
   * @param entry brings the lookup's request along if the item is the first that needs it
   */
  public @Nullable LookupState attach(
      PendingItem item, LookupState.Waiter waiter, QueuedRequest<Fetch> entry) {
    assert confined.here();
    if (lookup == null) {
      return null;
    }
    LookupFields.Result url = lookup.url(variables.apply(item));
    if (url instanceof LookupFields.Failed failed) {
      return LookupState.failedAtOnce(failed.fault());
    }
    LookupState state = of(((LookupFields.Url) url).url(), lookup, entry);
    if (!state.answered()) {
      state.wait(waiter);
    }
    return state;
  }

  private LookupState of(WebUrl url, LookupFields fields, QueuedRequest<Fetch> entry) {
    LookupState known = byUrl.get(url);
    if (known != null) {
      return known;
    }
    LookupState state = new LookupState();
    byUrl.put(url, state);
    LookupFetch fetch =
        new LookupFetch(
            support, fields, url, state, mostBytes, bodies, done -> answered(url, done));
    state.requestedBy(fetch::queue);
    entry.prerequisite(fetch.entry(0));
    return state;
  }

  /**
   * Whether an item may start now: not before its lookup is answered while so many wait for a name
   * that there would be no room for what brings the names. One that may not is let go on later.
   */
  public boolean mayStart(@Nullable LookupState state, LookupState.Waiter waiter) {
    assert confined.here();
    if (state == null || state.answered()) {
      return true;
    }
    state.request();
    boolean may = roomForUnnamed.getAsBoolean();
    if (!may) {
      state.park(waiter);
    }
    return may;
  }

  /** An item that has ended waits no more. */
  public void left(@Nullable LookupState state, LookupState.Waiter waiter) {
    assert confined.here();
    if (state != null && !state.answered()) {
      state.leave(waiter);
    }
  }

  /** What failed is asked again by the items that are tried again. */
  public void forgetFailures() {
    assert confined.here();
    byUrl.entrySet().removeIf(known -> known.getValue().fault() != null && forget(known));
  }

  /** Remembers no more: the job is over. */
  public void close() {
    assert confined.here();
    byUrl.clear();
    remembered.close();
  }

  private void answered(WebUrl url, LookupState state) {
    remember(url, state);
    state.tellWaiters();
    support.queue().wake();
  }

  private void remember(WebUrl url, LookupState state) {
    if (byUrl.get(url) != state) {
      return;
    }
    long bytes = bytes(url, state);
    Iterator<Map.Entry<WebUrl, LookupState>> oldest = byUrl.entrySet().iterator();
    boolean fits = remembered.grow(bytes);
    while (!fits && oldest.hasNext()) {
      Map.Entry<WebUrl, LookupState> one = oldest.next();
      if (one.getValue() != state && one.getValue().answered() && forget(one)) {
        oldest.remove();
        fits = remembered.grow(bytes);
      }
    }
    if (!fits) {
      byUrl.remove(url);
    }
  }

  private boolean forget(Map.Entry<WebUrl, LookupState> known) {
    remembered.shrinkTo(remembered.held() - bytes(known.getKey(), known.getValue()));
    return true;
  }

  private static long bytes(WebUrl url, LookupState state) {
    long chars = 2L * url.text().length();
    for (Map.Entry<String, String> field : state.fields().entrySet()) {
      chars += field.getValue().length();
    }
    return ENTRY_BYTES + 2 * chars;
  }
}
