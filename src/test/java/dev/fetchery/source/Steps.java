package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.testing.Urls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Drives a discovery as a coordinator does, with answers that a test makes up. */
final class Steps {
  static final Fault DOWN = new Fault(ErrorCode.HTTP_STATUS, "500");

  final List<Draft> items = new ArrayList<>();
  final List<Discovery.Ask> asked = new ArrayList<>();
  final List<Integer> dropped = new ArrayList<>();
  int mostOutstanding;
  String position;
  Discovery.End end;

  private Steps() {}

  static Steps run(
      Discovery discovery, Function<Discovery.Ask, Discovery.Document> world, int maxItems) {
    return run(discovery, world, maxItems, Integer.MAX_VALUE, new Random(0));
  }

  /**
   * Runs to the end, or until so many items are there.
   *
   * @param world gives the document asked for; null for a failure
   * @param random decides which of the outstanding asks is answered next
   */
  static Steps run(
      Discovery discovery,
      Function<Discovery.Ask, Discovery.Document> world,
      int maxItems,
      int stopAfter,
      Random random) {
    Steps steps = new Steps();
    List<Discovery.Ask> open = new ArrayList<>();
    for (int i = 0; steps.end == null && steps.items.size() < stopAfter; i++) {
      if (i > 100_000) {
        throw new AssertionError("no end in sight");
      }
      Discovery.Step step = discovery.next(maxItems);
      steps.items.addAll(step.items());
      steps.position = step.position();
      steps.end = step.end();
      steps.asked.addAll(step.asks());
      steps.dropped.addAll(step.drops());
      open.addAll(step.asks());
      open.removeIf(ask -> step.drops().contains(ask.number()));
      steps.mostOutstanding = Math.max(steps.mostOutstanding, open.size());
      if (step.items().isEmpty() && step.end() == null && !open.isEmpty()) {
        Discovery.Ask ask = open.remove(random.nextInt(open.size()));
        Discovery.Document document = world.apply(ask);
        if (document == null) {
          discovery.failed(ask.number(), DOWN, Math.min(ask.attempts(), 3));
        } else {
          discovery.answered(ask.number(), document);
        }
      }
    }
    return steps;
  }

  List<String> urls() {
    return items.stream().map(Draft::url).toList();
  }

  List<String> keys() {
    return items.stream().map(Draft::key).toList();
  }

  static Discovery.Document document(String url, String body, String... headers) {
    List<Header> list = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      list.add(new Header(headers[i], headers[i + 1]));
    }
    return new Discovery.Document(Urls.url(url), list, body.getBytes(StandardCharsets.UTF_8), null);
  }
}
