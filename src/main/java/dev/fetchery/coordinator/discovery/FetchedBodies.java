package dev.fetchery.coordinator.discovery;

import dev.fetchery.bus.Sink;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.coordinator.port.Worker;
import java.nio.file.Path;

/**
 * Where the bodies are that a job fetches for itself: small ones in memory, others in working
 * files. Each request takes its share of the budget before it is sent.
 *
 * @param memory what bodies in memory are taken from
 * @param worker where bodies are read
 * @param downloads the directory that working files are in
 */
public record FetchedBodies(MemoryBudget memory, Worker worker, Path downloads) {
  /** Bytes of the answer to a lookup that are held in memory. */
  static final int LOOKUP_BYTES = 16 << 10;

  /** Bytes of a page that are held in memory. */
  static final int PAGE_BYTES = 64 << 10;

  /** After so long a request that found no room is tried again. */
  static final long AGAIN_AFTER_MS = 50;

  /**
   * The sink of a request.
   *
   * @param task number of the request, by which its file is told from those of others
   * @param heldBytes a larger body goes to the file
   */
  static Sink.ToMemory sink(String job, long task, long maxBytes, int heldBytes) {
    return new Sink.ToMemory(
        maxBytes, heldBytes, ".fetchery/.fetchery-" + job + "-spill-" + task + ".part");
  }

  /** What one request takes: its body as it is gathered, and once more as it is handed on. */
  static long shareBytes(int heldBytes) {
    return 2L * heldBytes;
  }

  /** The working file of a sink. */
  Path file(Sink.ToMemory sink) {
    return downloads.resolve(sink.spill());
  }
}
