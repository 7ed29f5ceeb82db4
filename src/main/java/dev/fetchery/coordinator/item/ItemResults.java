package dev.fetchery.coordinator.item;

import dev.fetchery.bus.Outcome;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the results of items. */
final class ItemResults {
  private ItemResults() {}

  static ItemResult saved(PendingItem work, Outcome.Saved saved, long durationMs, Instant now) {
    return new ItemResult(
        work.seq(),
        ItemState.DONE,
        saved.target(),
        work.attempts(),
        saved.status(),
        saved.size(),
        saved.size(),
        saved.sha256(),
        saved.integrity(),
        saved.contentType(),
        durationMs,
        now,
        saved.etag(),
        saved.lastModified(),
        null);
  }

  static ItemResult probed(PendingItem work, Outcome.Probed probed, long durationMs, Instant now) {
    return new ItemResult(
        work.seq(),
        ItemState.DONE,
        null,
        work.attempts(),
        probed.status(),
        probed.bytes(),
        null,
        null,
        null,
        probed.contentType(),
        durationMs,
        now,
        null,
        null,
        null);
  }

  /** An end without a file. */
  static ItemResult ended(
      PendingItem work,
      ItemState state,
      @Nullable Integer status,
      @Nullable Long durationMs,
      @Nullable Fault fault,
      Instant now) {
    return new ItemResult(
        work.seq(),
        state,
        null,
        work.attempts(),
        status,
        0,
        null,
        null,
        null,
        null,
        durationMs,
        now,
        null,
        null,
        fault);
  }
}
