package dev.fetchery.http.route;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections of clients there may be.
 *
 * @param all together
 * @param perAddress of one peer address, so that one cannot take every place
 */
public record ConnectionLimit(int all, int perAddress) {
  /** What a connection may take whose peer does not read. */
  private static final long BYTES_OF_ONE = 96 << 10;

  private static final int LEAST = 16;
  private static final int KEPT_DESCRIPTORS = 64;

  public ConnectionLimit {
    if (all < 1 || perAddress < 1) {
      throw new IllegalArgumentException("no connection is let in: " + all + ", " + perAddress);
    }
  }

  /**
   * The limit of a process: half of its descriptors without a reserve, as the other half are for
   * downloads and their files, and no more than fit into its heap.
   *
   * @param heapBytes the most the heap may grow to
   * @param descriptors files and sockets that may be open
   */
  static ConnectionLimit of(long heapBytes, long descriptors) {
    long all = Math.min(heapBytes / BYTES_OF_ONE, descriptors / 2 - KEPT_DESCRIPTORS);
    int most = (int) Math.max(LEAST, Math.min(Integer.MAX_VALUE, all));
    return new ConnectionLimit(most, most - most / 4);
  }

  /** The limit of this process. */
  public static ConnectionLimit ofThisProcess() {
    return of(Runtime.getRuntime().maxMemory(), descriptors());
  }

  /** Files and sockets that may be open; only platforms like Unix tell. */
  private static long descriptors() {
    // Not asked of the MBean server: to register all beans of the platform takes 50 ms of a start.
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }
}
