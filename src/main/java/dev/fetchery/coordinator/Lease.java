package dev.fetchery.coordinator;

import dev.fetchery.plan.QueuedRequest;
import java.util.Objects;

/** A task in the hands of a fetcher. Confined to the coordinator's context. */
final class Lease {
  final long id;
  final QueuedRequest<Fetch> entry;
  final FetcherSession session;

  /** Whether it uses a slot of its job and host: not while it only waits for a name. */
  boolean slot = true;

  /** Body bytes so far, as reported. */
  long receivedBytes;

  /** What becomes of the item once its fetcher has let go of it; null: it goes back. */
  Runnable fate;

  boolean stopping;

  /** On {@link System#nanoTime()}. */
  final long sinceNanos = System.nanoTime();

  Lease(long id, QueuedRequest<Fetch> entry, FetcherSession session) {
    this.id = id;
    this.entry = entry;
    this.session = Objects.requireNonNull(session);
  }

  Fetch duty() {
    return entry.load();
  }
}
