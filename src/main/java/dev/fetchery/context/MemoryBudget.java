package dev.fetchery.context;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The part of the heap that data from outside may take. Each {@link Use} has a ceiling of its own,
 * so that none can take another's room. What does not fit waits, goes to disk or is refused;
 * nothing is tried on the chance that there is memory. Safe for use by many threads.
 */
public final class MemoryBudget {
  private static final int PARTS_OF_HEAP = 64;

  /** What bytes are taken for. */
  public enum Use {
    /** Bodies of responses that fetchers hold until they are written or read. */
    BODIES(8),
    /** Posted bodies, and what is made of them while they are read. */
    POSTS(8),
    /** Specifications of running jobs, and of a job that is about to run. */
    JOBS(3),
    /** Answers to requests of callers that have not been taken by them. */
    ANSWERS(2),
    /** Events of feeds that watchers have not taken. */
    FEEDS(1),
    /** Events of feeds kept for watchers that come later. */
    FEED_CACHE(2),
    /** Lookups under way, and their answers until they are read. */
    LOOKUPS(1),
    /** What answers to lookups brought, kept for further items. */
    LOOKUP_CACHE(1),
    /** Pages and documents under way, and what of them waits to be read. */
    DOCUMENTS(1);

    private final int parts;

    Use(int parts) {
      this.parts = parts;
    }

    /** Its label in the metrics. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final long part;
  private final Map<Use, AtomicLong> used = new EnumMap<>(Use.class);

  private MemoryBudget(long part) {
    this.part = part;
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
    return new MemoryBudget(heapBytes / PARTS_OF_HEAP);
  }

  /** The budget of this process. */
  public static MemoryBudget ofThisHeap() {
    return ofHeap(Runtime.getRuntime().maxMemory());
  }

  /** The unit of all ceilings: a sixty-fourth of the heap, in bytes. */
  public long part() {
    return part;
  }

  /** Bytes that one use may take. */
  public long limit(Use use) {
    return part * use.parts;
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

  /** Counts bytes that are there already, beyond the ceiling too. */
  public void count(Use use, long bytes) {
    counter(use).addAndGet(bytes);
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
