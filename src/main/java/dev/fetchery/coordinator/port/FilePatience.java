package dev.fetchery.coordinator.port;

import dev.fetchery.bus.FileRequest;
import dev.fetchery.job.Proof;

/** How long the answer to a request for work on files may take before its fetcher is given up. */
final class FilePatience {
  /** A slow disk reads as much. */
  private static final long BYTES_PER_MS = 10_000;

  /** What a file is taken for whose size is not known. */
  private static final long UNKNOWN_BYTES = 1L << 30;

  private FilePatience() {}

  /**
   * @param leastMs for a request that reads no files
   */
  static long ms(FileRequest request, long leastMs) {
    return leastMs + bytes(request) / BYTES_PER_MS;
  }

  /** What is read of files for it, about. */
  private static long bytes(FileRequest request) {
    long bytes = 0;
    if (request instanceof FileRequest.Check check) {
      for (FileRequest.Saved file : check.files()) {
        bytes += file.size();
      }
    } else if (request instanceof FileRequest.Remove remove) {
      for (FileRequest.Saved file : remove.files()) {
        bytes += file.size();
      }
    } else if (request instanceof FileRequest.Prove prove) {
      for (FileRequest.Claimed file : prove.files()) {
        long size = file.proof().size();
        bytes += size == Proof.ANY_SIZE ? UNKNOWN_BYTES : size;
      }
    }
    return bytes;
  }
}
