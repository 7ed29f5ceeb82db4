package dev.fetchery.demo.origin;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the requests to an origin. Shared by its event loops. */
final class OriginCounts {
  private final AtomicLong requests = new AtomicLong();
  private final AtomicInteger current = new AtomicInteger();
  private final AtomicInteger highest = new AtomicInteger();
  private final Map<String, Integer> downloads = new ConcurrentHashMap<>();

  void entered() {
    requests.incrementAndGet();
    highest.accumulateAndGet(current.incrementAndGet(), Math::max);
  }

  void left() {
    current.decrementAndGet();
  }

  void downloaded(String endpoint) {
    downloads.merge(endpoint, 1, Integer::sum);
  }

  long requests() {
    return requests.get();
  }

  int maxConcurrent() {
    return highest.get();
  }

  Map<String, Integer> downloads() {
    return new TreeMap<>(downloads);
  }
}
