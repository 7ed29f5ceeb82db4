package dev.fetchery.job;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job.
 *
 * @param number of the entry within the job, from 1; entries that were dropped leave gaps
 * @param detail one line without secrets, or null
 */
public record LogEntry(long number, Instant at, Kind kind, @Nullable String detail) {

  /** What happened; the wire name is the lower-case constant. */
  public enum Kind {
    CREATED,
    STARTED,
    PAUSED,
    RESUMED,
    /** A host rests or was slowed; the detail says which and why. */
    BACKOFF,
    /** The service was started again while the job ran. */
    RESTARTED,
    RETRIED,
    RENAMED,
    ENDED;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
