package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FileRequest;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Part;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Removes a job's working files that no item will continue. */
public final class PartCleanup {
  /** Stored completions whose parts may not have gone yet when the service ended; more than are. */
  private static final long MOST_UNSETTLED = 50_000;

  private final ItemNames names;
  private final ItemStore store;
  private final FileService files;

  /** Items before this number may have left a part when the service ended. */
  private final long leftBelow;

  PartCleanup(ItemNames names, ItemStore store, FileService files, long leftBelow) {
    this.names = names;
    this.store = store;
    this.files = files;
    this.leftBelow = leftBelow;
  }

  /** Whether published items may have left parts beside their files when the service ended. */
  public boolean mayHaveLeftovers() {
    return leftBelow > 0 && names.saves();
  }

  /**
   * Removes what published items left beside their files when the service ended.
   *
   * @param lastN number of the job's last completion then
   */
  public Future<Void> removeLeftovers(long lastN) {
    return removeLeftovers(Math.max(0, lastN - MOST_UNSETTLED), lastN);
  }

  private Future<Void> removeLeftovers(long afterN, long lastN) {
    return store
        .completions(afterN, JobStore.PAGE)
        .compose(page -> page.isEmpty() ? Future.succeededFuture() : removePage(page, lastN));
  }

  private Future<Void> removePage(List<Completion> page, long lastN) {
    long last = page.get(page.size() - 1).n();
    return removeOf(page, ItemState.DONE)
        .compose(v -> last < lastN ? removeLeftovers(last, lastN) : Future.succeededFuture());
  }

  /** Removes the parts of items that came to that end. */
  Future<Void> removeOf(List<Completion> completions, ItemState end) {
    if (!mayHaveLeftovers()) {
      return Future.succeededFuture();
    }
    List<String> paths =
        completions.stream()
            .map(Completion::item)
            .filter(item -> item.seq() < leftBelow && item.state() == end)
            .map(item -> names.partPath(item.seq(), item.file()))
            .flatMap(path -> Stream.of(path, PartPaths.other(path)))
            .toList();
    return remove(paths);
  }

  /**
   * Removes all parts that are on record.
   *
   * @param spooled path of a document that is kept for discovery, or null
   */
  public Future<Void> removeAll(@Nullable String spooled) {
    return store.takeParts().compose(parts -> removeAll(parts, spooled));
  }

  private Future<Void> removeAll(List<Part> parts, @Nullable String spooled) {
    List<String> paths = new ArrayList<>();
    for (Part part : parts) {
      paths.add(part.path());
      paths.add(PartPaths.other(part.path()));
    }
    if (spooled != null) {
      paths.add(spooled);
    }
    return remove(paths);
  }

  private Future<Void> remove(List<String> paths) {
    return paths.isEmpty()
        ? Future.succeededFuture()
        : files.ask(new FileRequest.Discard(paths)).mapEmpty();
  }
}
