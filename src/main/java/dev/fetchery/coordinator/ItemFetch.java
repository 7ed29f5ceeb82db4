package dev.fetchery.coordinator;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Task;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.QueuedRequest;
import java.util.List;

/** An item to be fetched, with what has become of it so far. */
final class ItemFetch implements Fetch {
  final JobRunner runner;
  PendingItem work;

  /** Validators of the file that is there, for a refresh. */
  List<Header> conditions = List.of();

  /** Where its redirects have led, or null. */
  TaskFactory.Hop hop;

  /** How long it took to find its file unchanged, in milliseconds; null where it was not. */
  Long unchangedMs;

  Lookups.Found lookup;
  int checksumFailures;

  /** What the head of the answer said, for its name; null before. */
  NameRequest asked;

  /** Paths that were granted and found taken on disk by another file. */
  int namesTaken;

  ItemFetch(JobRunner runner, PendingItem work) {
    this.runner = runner;
    this.work = work;
  }

  @Override
  public JobRunner runner() {
    return runner;
  }

  @Override
  public Task begin(Lease lease) {
    return runner.items.begin(this, lease);
  }

  @Override
  public void ended(Lease lease, Outcome outcome) {
    runner.items.outcomes.ended(this, lease, outcome);
  }

  @Override
  public void nameAsked(Lease lease, NameRequest ask) {
    runner.items.naming.asked(this, lease, ask);
  }

  @Override
  public void grown(Part part) {
    runner.items.grown(this, part);
  }

  @Override
  public void lost(Lease lease) {
    runner.items.lost(this, lease);
  }

  @Override
  public void giveUp(Fault fault) {
    runner.items.end(this, runner.items.ending(this, ItemState.FAILED, null, 0, null, fault));
  }

  @Override
  public Object identity() {
    return runner.id() + '/' + work.seq();
  }

  QueuedRequest<Fetch> entry(String host, boolean urgent, long notBeforeMs) {
    return new QueuedRequest<>(runner.id(), host, this, urgent, notBeforeMs);
  }
}
