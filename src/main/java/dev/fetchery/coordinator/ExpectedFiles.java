package dev.fetchery.coordinator;

import dev.fetchery.bus.FileRequest;
import dev.fetchery.job.Item;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a saved file must look like, as its item knows it. */
final class ExpectedFiles {
  private ExpectedFiles() {}

  /** Of items that are done and were saved, with their digests where they have one. */
  static List<FileRequest.Saved> of(List<Item> items, Map<Long, Long> times) {
    return items.stream()
        .filter(item -> item.file() != null && item.size() != null)
        .map(item -> of(item, times.getOrDefault(item.seq(), FileRequest.Saved.ANY_TIME)))
        .toList();
  }

  private static FileRequest.Saved of(Item item, long mtimeMs) {
    return new FileRequest.Saved(
        item.seq(),
        Objects.requireNonNull(item.file()),
        Objects.requireNonNull(item.size()),
        item.sha256(),
        mtimeMs);
  }

  /** Whether the files of these items are known by their time. */
  static boolean needTimes(List<Item> items) {
    return items.stream().anyMatch(item -> item.size() != null && item.sha256() == null);
  }
}
