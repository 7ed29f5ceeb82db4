package dev.fetchery.http.view;

import dev.fetchery.job.LogEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry of a job's log, or a mark beside its series. */
public record LogView(Instant at, String kind, @Nullable String detail) {
  public static LogView of(LogEntry entry) {
    return new LogView(entry.at(), entry.kind().wire(), entry.detail());
  }
}
