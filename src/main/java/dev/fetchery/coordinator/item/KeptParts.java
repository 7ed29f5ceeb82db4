package dev.fetchery.coordinator.item;

import dev.fetchery.bus.Answer.Kept;
import dev.fetchery.context.Confined;
import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of bodies of a job's waiting items, to be continued, as far as fetchers have told it
 * to this coordinator. Confined to the coordinator's event loop.
 */
public final class KeptParts {
  private final Confined confined = new Confined();
  private final Map<Long, Kept> kept = new HashMap<>();

  /** An item waits, perhaps with a part. */
  void waits(PendingItem item) {
    assert confined.here();
    Part part = item.part();
    if (part == null || part.keptBytes() <= 0) {
      kept.remove(item.seq());
      return;
    }
    ByteSpan piece = item.terms().order().range();
    long size = piece == null ? part.totalBytes() : piece.length();
    kept.put(item.seq(), new Kept(item.seq(), part.keptBytes(), size < 0 ? null : size));
  }

  /** An item is under way, or has ended. */
  void left(long seq) {
    assert confined.here();
    kept.remove(seq);
  }

  /** Of all items together, or null where nothing is kept. */
  public Progress.@Nullable Kept sum() {
    if (kept.isEmpty()) {
      return null;
    }
    long bytes = 0;
    Long size = 0L;
    for (Kept one : kept.values()) {
      bytes += one.bytes();
      size = size == null || one.size() == null ? null : Long.valueOf(size + one.size());
    }
    return new Progress.Kept(kept.size(), bytes, size);
  }

  /** What is to be told of each. */
  public List<Kept> views() {
    return List.copyOf(kept.values());
  }
}
