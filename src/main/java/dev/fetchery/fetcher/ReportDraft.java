package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.Held;
import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FetcherMessage.PartCheckpoint;
import dev.fetchery.bus.FetcherMessage.PieceRefused;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has happened since the last report. Confined to the fetcher's event loop. */
final class ReportDraft {
  final List<Result> results = new ArrayList<>();
  final List<NameRequest> asks = new ArrayList<>();
  final List<Long> bodiesWhole = new ArrayList<>();
  final List<Long> cleaned = new ArrayList<>();
  final List<PartCheckpoint> grown = new ArrayList<>();
  final List<PieceRefused> refused = new ArrayList<>();

  /** What a report says besides what has happened. */
  record Heading(
      String fetcher,
      long session,
      boolean leaving,
      @Nullable Held held,
      Map<Long, Received> received) {}

  /** The report; the draft is not used after that. */
  Report report(Heading heading, long number, long arrived) {
    return new Report(
        heading.fetcher,
        heading.session,
        number,
        arrived,
        heading.leaving,
        heading.held,
        results,
        asks,
        bodiesWhole,
        heading.received,
        cleaned,
        grown,
        refused);
  }
}
