package dev.fetchery.coordinator.item;

import dev.fetchery.bus.Demands;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.attempt.TaskFactory.Asked;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.coordinator.discovery.LookupState;
import dev.fetchery.job.Header;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Mode;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Terms;
import dev.fetchery.url.WebUrl;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks of a job's items, and knows where their bodies are written. Confined to the
 * coordinator's event loop.
 */
final class ItemTasks {
  private final FetchSupport support;
  private final ItemNames names;
  private final PartPaths parts;

  ItemTasks(FetchSupport support, ItemNames names, PartPaths parts) {
    this.support = support;
    this.names = names;
    this.parts = parts;
  }

  /**
   * The first request of an attempt.
   *
   * @param located whether the URL was asked for
   */
  Hop first(WebUrl url, boolean located, ItemProgress progress) {
    PendingItem work = progress.work();
    return located
        ? support
            .tasks()
            .located(
                url, Objects.requireNonNull(work.target()), work.terms().order(), work.headers())
        : support.tasks().item(url, work.terms().order(), work.headers());
  }

  /** Where its body is written, or null where that is clear only when {@code then} runs. */
  @Nullable String place(PendingItem work, Runnable then) {
    return parts.free(work.seq(), first(work), then);
  }

  /** Every place at which something of it may lie. They follow from its grant. */
  List<String> places(PendingItem work) {
    return parts.places(work.seq(), first(work));
  }

  private String first(PendingItem work) {
    return names.partPath(work.seq(), work.file());
  }

  /**
   * The task of an item.
   *
   * @param place where the body is written
   */
  Task task(long id, ItemProgress progress, @Nullable LookupState lookup, String place) {
    PendingItem work = progress.work();
    List<Header> conditions = progress.conditions();
    Hop requested = progress.hop().onlyIf(conditions);
    JobSpec spec = support.job().info().spec();
    if (spec.mode() == Mode.PROBE) {
      return support.tasks().task(id, work, requested, new Sink.Drop(), Asked.ANYTHING);
    }
    Sink sink =
        new Sink.ToFile(
            names.target(work, lookup),
            place,
            spec.save().ifExists().mayReplace(),
            work.part(),
            spec.limits().connectionsPerItem(),
            !conditions.isEmpty());
    Terms terms = work.terms();
    boolean mirrored = !terms.mirrors().isEmpty();
    Demands demands =
        new Demands(terms.proof(), terms.order().range(), spec.save().keep(), mirrored);
    return support.tasks().task(id, work, requested, sink, new Asked(spec.expect(), demands));
  }
}
