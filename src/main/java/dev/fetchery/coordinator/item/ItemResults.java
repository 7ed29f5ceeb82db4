package dev.fetchery.coordinator.item;

import dev.fetchery.bus.Outcome;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Response;
import dev.fetchery.url.WebUrl;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the results of items. */
final class ItemResults {
  private ItemResults() {}

  static ItemResult saved(
      PendingItem work, Hop hop, Outcome.Saved saved, long durationMs, Instant now) {
    return ItemResult.done(
        work.seq(),
        work.attempts(),
        saved.file().size(),
        durationMs,
        now,
        saved.response().from(finalUrl(work, hop)),
        saved.file());
  }

  static ItemResult probed(
      PendingItem work, Hop hop, Outcome.Probed probed, long durationMs, Instant now) {
    return ItemResult.done(
        work.seq(),
        work.attempts(),
        probed.bytes(),
        durationMs,
        now,
        new Response(probed.status(), probed.contentType(), null, null, null, finalUrl(work, hop)),
        null);
  }

  /** The URL that answered, where it is another than the item's; see {@link Item#finalUrl}. */
  private static @Nullable String finalUrl(PendingItem work, Hop hop) {
    if (!hop.found() && work.terms().mirrors().isEmpty()) {
      return null;
    }
    String answered = hop.shown();
    return answered.equals(bare(work)) ? null : answered;
  }

  private static String bare(PendingItem work) {
    WebUrl url = work.target();
    return url == null ? work.url() : url.bare().text();
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
        fault,
        null);
  }
}
