package dev.fetchery.coordinator;

import dev.fetchery.plan.Entry;
import java.util.Objects;

/** A task in the hands of a fetcher. Confined to the coordinator's context. */
final class Lease {
  final long id;
  final Entry<Duty> entry;
  final Session session;

  /** Whether it uses a slot of its job and host: not while it only waits for a name. */
  boolean slot = true;

  /** Body bytes so far, as reported. */
  long receivedBytes;

  /** What becomes of the item once its fetcher has let go of it; null: it goes back. */
  Runnable fate;

  boolean stopping;

  /** On {@link System#nanoTime()}. */
  final long sinceNanos = System.nanoTime();

  Lease(long id, Entry<Duty> entry, Session session) {
    this.id = id;
    this.entry = entry;
    this.session = Objects.requireNonNull(session);
  }

  Duty duty() {
    return entry.load();
  }
}
