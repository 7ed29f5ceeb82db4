package dev.fetchery.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is: {@code discovered = waiting + active + done + skipped + notFound + failed +
 * cancelled} always.
 *
 * @param expected how many items there will be, where the source says so; else null
 * @param bytes received by done and active items
 * @param bytesExpected what {@code bytes} comes to, where the size of every item is known that is
 *     not cancelled; else null
 * @param itemsPerSecond items done, over the last 5 s, after the end over the whole run
 * @param etaMs null where it cannot be known
 */
public record Progress(
    long discovered,
    boolean discoveryDone,
    @Nullable Long expected,
    long waiting,
    long active,
    long done,
    long skipped,
    long notFound,
    long failed,
    long cancelled,
    long bytes,
    @Nullable Long bytesExpected,
    long elapsedMs,
    double itemsPerSecond,
    double bytesPerSecond,
    @Nullable Long etaMs,
    long retries,
    List<HostProgress> hosts) {
  public Progress {
    hosts = List.copyOf(hosts);
  }
}
