package dev.fetchery.context;

import org.jspecify.annotations.Nullable;

/**
 * An {@link OutOfMemoryError} is no fault of the work in which it comes up: any part of the program
 * may have been left half done. What catches whatever its work throws asks here first.
 */
public final class OutOfMemory {
  private OutOfMemory() {}

  /**
   * Hands an {@link OutOfMemoryError}, or one that caused {@code e}, to the JVM's handler of
   * uncaught exceptions, which ends the program.
   *
   * @return whether there was one; the caller goes on only where that handler lets it
   */
  public static boolean passOn(@Nullable Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof OutOfMemoryError) {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        if (handler != null) {
          handler.uncaughtException(Thread.currentThread(), at);
        }
        return true;
      }
    }
    return false;
  }
}
