package dev.fetchery.coordinator.item;

import dev.fetchery.bus.Outcome;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Response;
import dev.fetchery.job.SavedFile;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the results of items. */
final class ItemResults {
  private ItemResults() {}

  static ItemResult saved(PendingItem work, Outcome.Saved saved, long durationMs, Instant now) {
    return ItemResult.done(
        work.seq(),
        work.attempts(),
        saved.size(),
        durationMs,
        now,
        new Response(
            saved.status(),
            saved.contentType(),
            saved.contentEncoding(),
            saved.etag(),
            saved.lastModified()),
        new SavedFile(saved.target(), saved.size(), saved.sha256(), saved.integrity()));
  }

  static ItemResult probed(PendingItem work, Outcome.Probed probed, long durationMs, Instant now) {
    return ItemResult.done(
        work.seq(),
        work.attempts(),
        probed.bytes(),
        durationMs,
        now,
        new Response(probed.status(), probed.contentType(), null, null, null),
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
        work.attempts(),
        0,
        durationMs,
        now,
        status == null ? null : Response.of(status),
        null,
        fault);
  }
}
