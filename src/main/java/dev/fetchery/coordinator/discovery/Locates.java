package dev.fetchery.coordinator.discovery;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.port.Timers;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Locate;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.source.LookupFields;
import dev.fetchery.url.WebUrl;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a job asks where its items are, when their turn has come. What is found is kept in memory
 * alone. Confined to the coordinator's event loop.
 */
public final class Locates {
  /** An item whose place is asked for. */
  public interface Asker {
    PendingItem work();

    /** Whether it would be fetched now if its place were known; if not, it sees to that itself. */
    boolean mayBeLocated();

    /** It is to be fetched there. */
    void located(Located place);

    /** It ends so. */
    void notLocated(ItemState state, @Nullable Integer status, Fault why);
  }

  /** How a request for an item's place begins. */
  public sealed interface Begin {}

  /** It is queued so. */
  public record Entry(QueuedRequest<Fetch> entry) implements Begin {}

  /** It cannot be sent. */
  public record Bad(Fault fault) implements Begin {}

  private final Confined confined = new Confined();
  private final FetchSupport support;
  private final Function<PendingItem, Function<String, String>> variables;
  private final long mostBytes;
  private final FetchedBodies bodies;
  private final LocateGate gate;
  private final @Nullable LookupFields fields;
  private final long validForMs;

  /**
   * @param variables of an item, for the URL of the request
   * @param mostBytes of an answer
   */
  public Locates(
      FetchSupport support,
      Function<PendingItem, Function<String, String>> variables,
      long mostBytes,
      FetchedBodies bodies,
      Timers timers) {
    this.support = support;
    this.variables = variables;
    this.mostBytes = mostBytes;
    this.bodies = bodies;
    this.gate = new LocateGate(support.job().info().id(), support.queue(), timers);
    Locate locate = support.job().info().spec().locate();
    this.fields = locate == null ? null : LookupFields.of(locate);
    this.validForMs = locate == null ? 0 : locate.validForMs();
  }

  /** Whether the job asks where its items are. */
  public boolean asks() {
    return fields != null;
  }

  /**
   * The request for an item's place, to be queued in place of the item.
   *
   * @param urgent goes before the others of its job and host
   */
  public Begin ask(Asker asker, boolean urgent, long notBeforeMs) {
    assert confined.here();
    if (fields == null) {
      throw new IllegalStateException("the job's items are where their URLs say");
    }
    PendingItem work = asker.work();
    Function<String, String> own = variables.apply(work);
    LookupFields.Result url = fields.url(name -> name.equals("url") ? work.url() : own.apply(name));
    if (url instanceof LookupFields.Failed failed) {
      return new Bad(failed.fault());
    }
    WebUrl asked = ((LookupFields.Url) url).url();
    LocateFetch fetch = new LocateFetch(support, fields, asked, asker, gate, mostBytes, bodies);
    return new Entry(fetch.entry(urgent, notBeforeMs));
  }

  /** Whether the job says that a place is not good any more. */
  public boolean isOver(Located place) {
    return validForMs > 0 && support.queue().nowMs() - place.sinceMs() >= validForMs;
  }

  /** A located item is requested, or will not be. */
  public void taken(long seq) {
    assert confined.here();
    gate.taken(seq);
  }

  /** A request for an item is over. */
  public void freed() {
    assert confined.here();
    gate.freed();
  }

  /** Asks no more: the job is over. */
  public void close() {
    assert confined.here();
    gate.close();
  }
}
