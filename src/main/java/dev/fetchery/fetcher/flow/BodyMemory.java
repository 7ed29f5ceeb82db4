package dev.fetchery.fetcher.flow;

import dev.fetchery.client.BufferMemory;
import dev.fetchery.context.Confined;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A fetcher's part of the memory for bodies, whether they wait to be written, or for a name, or are
 * read for the coordinator. What does not fit waits for its turn. Confined to the fetcher's event
 * loop.
 *
 * <p>A body whose memory grows while it is read could wait for others that wait for it. So one of
 * them at a time gets what it needs, beyond the limit.
 */
public final class BodyMemory implements BufferMemory {
  private final Confined confined = new Confined();
  private final MemoryBudget budget;
  private final long limit;
  private final ArrayDeque<Claim> waiting = new ArrayDeque<>();
  private final ArrayDeque<Claim> growing = new ArrayDeque<>();
  private long used;

  /** The one that may go beyond the limit, or null. */
  private @Nullable Object beyond;

  private boolean serving;

  /**
   * @param budget that all of it is counted in
   * @param limit of this part, in bytes
   */
  public BodyMemory(MemoryBudget budget, long limit) {
    this.budget = budget;
    this.limit = limit;
  }

  /** What waits for its turn. */
  static final class Claim {
    private final Object owner;
    private final long bytes;
    private final Runnable granted;

    private Claim(Object owner, long bytes, Runnable granted) {
      this.owner = owner;
      this.bytes = bytes;
      this.granted = granted;
    }
  }

  /**
   * Takes bytes for a body before it is read.
   *
   * @param granted called when it gets them later
   * @return null if it has them now
   */
  @Nullable Claim claim(Object owner, long bytes, Runnable granted) {
    assert confined.here();
    if (waiting.isEmpty() && growing.isEmpty() && fits(bytes)) {
      add(bytes);
      return null;
    }
    Claim claim = new Claim(owner, bytes, granted);
    waiting.add(claim);
    return claim;
  }

  /**
   * Takes more bytes for a body that is being read and is needed whole.
   *
   * @param granted called when it gets them later
   * @return null if it has them now
   */
  @Nullable Claim claimMore(Object owner, long bytes, Runnable granted) {
    assert confined.here();
    if (fits(bytes) || mayGoBeyond(owner)) {
      add(bytes);
      return null;
    }
    Claim claim = new Claim(owner, bytes, granted);
    growing.add(claim);
    return claim;
  }

  /** A claim that is not granted yet is wanted no more. */
  void cancel(Claim claim) {
    assert confined.here();
    if (!waiting.remove(claim)) {
      growing.remove(claim);
    }
    serve();
  }

  /** Counts bytes that have come already. */
  void take(long bytes) {
    assert confined.here();
    add(bytes);
  }

  /** Gives back bytes that were taken. */
  void give(long bytes) {
    assert confined.here();
    add(-bytes);
    serve();
  }

  /** A body holds nothing any more. */
  void left(Object owner) {
    assert confined.here();
    if (beyond == owner) {
      beyond = null;
    }
    serve();
  }

  @Override
  public long limit() {
    return limit;
  }

  @Override
  public boolean isTight() {
    return used > limit / 2 || !waiting.isEmpty();
  }

  @Override
  public long used() {
    return used;
  }

  private void add(long bytes) {
    used += bytes;
    budget.count(Use.BODIES, bytes);
  }

  private boolean fits(long bytes) {
    return used + bytes <= limit || used == 0;
  }

  private boolean mayGoBeyond(Object owner) {
    if (beyond == null) {
      beyond = owner;
    }
    return beyond == owner;
  }

  /** Grants what fits, in order; what is granted may give or claim in turn. */
  private void serve() {
    if (serving || waiting.isEmpty() && growing.isEmpty()) {
      return;
    }
    serving = true;
    Claim next = next();
    while (next != null) {
      add(next.bytes);
      next.granted.run();
      next = next();
    }
    serving = false;
  }

  private @Nullable Claim next() {
    Claim first = growing.peek();
    if (first != null && (fits(first.bytes) || mayGoBeyond(first.owner))) {
      return growing.poll();
    }
    first = waiting.peek();
    return growing.isEmpty() && first != null && fits(first.bytes) ? waiting.poll() : null;
  }
}
