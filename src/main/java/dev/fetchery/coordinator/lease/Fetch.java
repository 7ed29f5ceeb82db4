package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FetcherMessage.PieceRefused;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Task;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a job needs fetched: an item, a lookup, or a document of its discovery. It owns
 * its life: each task that is leased for it ends in {@link #ended} or {@link #lost}, after which it
 * is queued again or over.
 */
public interface Fetch {
  JobEvents job();

  /** Attempts so far, the one under way included; 0 of what is not shown. */
  default int attempts() {
    return 0;
  }

  /**
   * The task to lease, or null where there is nothing to fetch now: it has ended itself, or is
   * queued again when what it waits for is there.
   */
  @Nullable Task begin(Lease lease);

  /** Whether what is received is read by the coordinator, from a file of its own node. */
  default boolean local() {
    return false;
  }

  /** The answer to its task has set cookies that are to be kept; before {@link #ended}. */
  default void cookies(List<String> fields) {}

  /** The task came to an end; its slot is free already. */
  void ended(Lease lease, Outcome outcome);

  /** The fetcher needs a name before it can publish. */
  default void nameAsked(Lease lease, NameRequest request) {
    throw new IllegalStateException("only an item has a name");
  }

  /** So much of its body is on disk that it is to be continued, should the process die. */
  default void partGrown(Part part) {}

  /** A further request of its task was refused; the task goes on. */
  default void pieceRefused(PieceRefused piece) {}

  /** The fetcher is gone: queued again, the attempt not counted. */
  void lost(Lease lease);

  /** Its host is given up; it is not queued any more and ends. */
  void giveUp(Fault fault);

  /** Its job is cancelled: says what becomes of it when its fetcher has let go. */
  default void cancelled(Lease lease) {
    lease.endAs(() -> {});
  }
}
