package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.testing.Urls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** Drives a discovery as a coordinator does, with answers that a test makes up. */
final class Steps {
  static final Fault DOWN = new Fault(ErrorCode.HTTP_STATUS, "500");

  final List<Draft> items = new ArrayList<>();
  final List<Discovery.Ask> asked = new ArrayList<>();
  final List<Integer> dropped = new ArrayList<>();
  final Set<String> listed = new HashSet<>();
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
    return run(discovery, world, maxItems, stopAfter, random, Set.of());
  }

  /**
   * The same.
   *
   * @param listed URLs that an earlier discovery of the job listed
   */
  static Steps run(
      Discovery discovery,
      Function<Discovery.Ask, Discovery.Document> world,
      int maxItems,
      int stopAfter,
      Random random,
      Set<String> listed) {
    Steps steps = new Steps();
    steps.listed.addAll(listed);
    List<Discovery.Ask> open = new ArrayList<>();
    for (int i = 0; steps.end == null && steps.items.size() < stopAfter; i++) {
      if (i > 100_000) {
        throw new AssertionError("no end in sight");
      }
      Discovery.Step step = steps.counted(discovery, discovery.next(maxItems));
      steps.position = step.position();
      steps.end = step.end();
      steps.asked.addAll(step.asks());
      steps.dropped.addAll(step.drops());
      open.addAll(step.asks());
      Discovery.Step taken = step;
      open.removeIf(ask -> taken.drops().contains(ask.number()));
      steps.mostOutstanding = Math.max(steps.mostOutstanding, open.size());
      if (step.items().isEmpty() && step.end() == null && !open.isEmpty()) {
        Discovery.Ask ask = open.remove(random.nextInt(open.size()));
        Discovery.Document document = world.apply(ask);
        if (document == null) {
          discovery.failed(
              ask.number(), new Discovery.Failure(DOWN, 500, Math.min(ask.attempts(), 3)));
        } else {
          discovery.answered(ask.number(), document);
        }
      }
    }
    return steps;
  }

  /** Counts the items that were not listed before, as a coordinator does with its store. */
  private Discovery.Step counted(Discovery discovery, Discovery.Step step) {
    items.addAll(step.items());
    if (step.items().isEmpty() || !discovery.mayRepeat()) {
      return step;
    }
    int fresh = (int) step.items().stream().filter(item -> listed.add(item.url())).count();
    return merged(step, discovery.listed(step, fresh));
  }

  private static Discovery.Step merged(Discovery.Step first, Discovery.Step then) {
    List<Discovery.Ask> asks = new ArrayList<>(first.asks());
    asks.addAll(then.asks());
    List<Integer> drops = new ArrayList<>(first.drops());
    drops.addAll(then.drops());
    return new Discovery.Step(then.items(), then.position(), asks, drops, then.end());
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
    return new Discovery.Document(
        Urls.url(url), list, body.getBytes(StandardCharsets.UTF_8), null, 16 << 20);
  }
}
