package dev.fetchery.context;

import org.jspecify.annotations.Nullable;

/**
 * Checks that an object which is not safe for use by many threads is used by one alone, in practice
 * by the event loop of one verticle. The object holds one of these and begins each of its mutating
 * methods with {@code assert confined.here();}, which costs nothing where assertions are off. The
 * thread of the first call is the one.
 */
public final class Confined {
  private @Nullable Thread owner;

  /** True on the thread of the first call. */
  public boolean here() {
    Thread current = Thread.currentThread();
    if (owner == null) {
      owner = current;
    }
    return owner == current;
  }
}
