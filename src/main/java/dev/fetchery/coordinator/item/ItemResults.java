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

  /**
   * An end with a file.
   *
   * @param node that fetched it
   */
  static ItemResult saved(
      PendingItem work, Hop hop, Outcome.Saved saved, Instant now, String node) {
    return new ItemResult(
        work.seq(),
        ItemState.DONE,
        work.attempts(),
        saved.file().size(),
        hop.elapsedMs() + saved.durationMs(),
        now,
        saved.response().from(finalUrl(work, hop)),
        saved.file(),
        null,
        node);
  }

  /**
   * The end of a probe.
   *
   * @param node that made it
   */
  static ItemResult probed(
      PendingItem work, Hop hop, Outcome.Probed probed, Instant now, String node) {
    return new ItemResult(
        work.seq(),
        ItemState.DONE,
        work.attempts(),
        probed.bytes(),
        hop.elapsedMs() + probed.durationMs(),
        now,
        new Response(probed.status(), probed.contentType(), null, null, null, finalUrl(work, hop)),
        null,
        null,
        node);
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

  /** An end without a file, after an attempt at this hop. */
  static ItemResult ended(
      PendingItem work,
      Hop hop,
      ItemState state,
      @Nullable Integer status,
      @Nullable Long durationMs,
      @Nullable Fault fault,
      Instant now) {
    Response response = status == null ? null : Response.of(status).from(finalUrl(work, hop));
    return unsaved(work, state, response, durationMs, fault, now);
  }

  /** An end without a file that no attempt decided. */
  static ItemResult ended(
      PendingItem work,
      ItemState state,
      @Nullable Integer status,
      @Nullable Fault fault,
      Instant now) {
    return unsaved(work, state, status == null ? null : Response.of(status), null, fault, now);
  }

  private static ItemResult unsaved(
      PendingItem work,
      ItemState state,
      @Nullable Response response,
      @Nullable Long durationMs,
      @Nullable Fault fault,
      Instant now) {
    return new ItemResult(
        work.seq(), state, work.attempts(), 0, durationMs, now, response, null, fault, null);
  }
}
