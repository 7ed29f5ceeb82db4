package dev.fetchery.http.view;

import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.spec.Secrets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request made for an item. */
public record AttemptView(
    Instant at,
    String url,
    @Nullable Integer status,
    @Nullable ErrorCode code,
    @Nullable String detail,
    long bytes,
    @Nullable Long durationMs,
    @Nullable String remoteAddress,
    @Nullable String node) {

  /** The attempts kept of an item; where none are, the one that the item itself tells of. */
  public static List<AttemptView> of(Item item, List<AttemptRecord> kept) {
    if (!kept.isEmpty()) {
      return kept.stream().map(AttemptView::of).toList();
    }
    Instant finishedAt = item.finishedAt();
    Long durationMs = item.durationMs();
    return item.attempts() > 0 && finishedAt != null && durationMs != null
        ? List.of(last(item, finishedAt, durationMs))
        : List.of();
  }

  private static AttemptView of(AttemptRecord attempt) {
    Fault fault = attempt.fault();
    return new AttemptView(
        attempt.at(),
        Secrets.maskUrl(attempt.url()),
        attempt.status(),
        fault == null ? null : fault.code(),
        fault == null ? null : fault.detail(),
        attempt.bytes(),
        attempt.durationMs(),
        attempt.remoteAddress(),
        attempt.node());
  }

  private static AttemptView last(Item item, Instant finishedAt, long durationMs) {
    Fault fault = item.error();
    return new AttemptView(
        finishedAt.minusMillis(durationMs),
        Secrets.maskUrl(item.url()),
        item.status(),
        fault == null ? null : fault.code(),
        fault == null ? null : fault.detail(),
        item.bytes(),
        durationMs,
        null,
        item.node());
  }
}
