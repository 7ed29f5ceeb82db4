package dev.fetchery.context;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The share of the heap that data from outside may take: a quarter of it. Each {@link Use} has a
 * ceiling within it, so that none can take another's room. What does not fit waits, goes to disk or
 * is refused; nothing is tried on the chance that there is memory. Safe for use by many threads.
 */
public final class MemoryBudget {
  private static final int PART_OF_HEAP = 4;

  /** What bytes are taken for. */
  public enum Use {
    /** Posted bodies, and what is made of them while they are read. */
    POSTS(8),
    /** Specifications of running jobs, and of a job that is about to run. */
    JOBS(3),
    /** Answers to requests of callers that have not been taken by them. */
    ANSWERS(2),
    /** Lookups under way, and their answers until they are read. */
    LOOKUPS(1),
    /** What answers to lookups brought, kept for further items. */
    LOOKUP_CACHE(1),
    /** Pages and documents under way, and what of them waits to be read. */
    DOCUMENTS(1);

    private static final int PARTS = 16;

    private final int parts;

    Use(int parts) {
      this.parts = parts;
    }

    /** Its label in the metrics. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final long limit;
  private final Map<Use, AtomicLong> used = new EnumMap<>(Use.class);

  /**
   * @param limit bytes of all uses together; at least 1
   */
  public MemoryBudget(long limit) {
    this.limit = limit;
    for (Use use : Use.values()) {
      used.put(use, new AtomicLong());
    }
  }

  /**
   * The budget of a process.
   *
   * @param heapBytes the most its heap may grow to
   */
  public static MemoryBudget ofHeap(long heapBytes) {
    return new MemoryBudget(heapBytes / PART_OF_HEAP);
  }

  /** The budget of this process. */
  public static MemoryBudget ofThisHeap() {
    return ofHeap(Runtime.getRuntime().maxMemory());
  }

  /** Bytes of all uses together. */
  public long limit() {
    return limit;
  }

  /** Bytes that one use may take. */
  public long limit(Use use) {
    return limit / Use.PARTS * use.parts;
  }

  /** Bytes taken for a use now. */
  public long used(Use use) {
    return counter(use).get();
  }

  /** Takes bytes, unless the use would go beyond its ceiling. */
  public boolean take(Use use, long bytes) {
    AtomicLong counter = counter(use);
    long most = limit(use);
    long before = counter.get();
    while (bytes <= most - before) {
      long seen = counter.compareAndExchange(before, before + bytes);
      if (seen == before) {
        return true;
      }
      before = seen;
    }
    return false;
  }

  /** Gives back bytes that were taken. */
  public void give(Use use, long bytes) {
    counter(use).addAndGet(-bytes);
  }

  /** A share of a use, empty at first, that remembers what it has taken. */
  public Share share(Use use) {
    return new Share(this, use);
  }

  private AtomicLong counter(Use use) {
    AtomicLong counter = used.get(use);
    if (counter == null) {
      throw new IllegalStateException("a use without a counter: " + use);
    }
    return counter;
  }

  /** Bytes that one holder has taken. Safe for use by many threads. */
  public static final class Share implements AutoCloseable {
    private final MemoryBudget budget;
    private final Use use;
    private long held;
    private boolean closed;

    private Share(MemoryBudget budget, Use use) {
      this.budget = budget;
      this.use = use;
    }

    /** Takes more; false where it does not fit, or the share is closed. */
    public synchronized boolean grow(long bytes) {
      if (closed || !budget.take(use, bytes)) {
        return false;
      }
      held += bytes;
      return true;
    }

    /** Bytes held. */
    public synchronized long held() {
      return held;
    }

    /** Gives back what is more than so many bytes. */
    public synchronized void shrinkTo(long bytes) {
      if (bytes < held) {
        budget.give(use, held - bytes);
        held = bytes;
      }
    }

    /** Gives everything back; further calls do nothing. */
    @Override
    public synchronized void close() {
      shrinkTo(0);
      closed = true;
    }
  }
}
