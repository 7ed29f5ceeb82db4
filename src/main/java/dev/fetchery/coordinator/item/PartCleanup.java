package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.store.JobReads;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Removes a job's working files that no item will continue, and undoes what a crash left published
 * and not stored.
 */
public final class PartCleanup {
  /** Stored completions whose parts may not have gone yet when the service ended; more than are. */
  private static final long MOST_UNSETTLED = 50_000;

  private final ItemNames names;
  private final ItemStore store;
  private final FileService files;

  private final LeftItems left;

  PartCleanup(ItemNames names, ItemStore store, FileService files, LeftItems left) {
    this.names = names;
    this.store = store;
    this.files = files;
    this.left = left;
  }

  /** Whether published items may have left parts beside their files when the service ended. */
  public boolean mayHaveLeftovers() {
    return left.mayBeAny() && names.saves();
  }

  /**
   * Removes what ended items left when the service ended. None of them may be put back to waiting
   * meanwhile: what it publishes then would be taken for what it had published before.
   *
   * @param lastN number of the job's last completion then
   */
  public Future<Void> removeLeftovers(long lastN) {
    return removeLeftovers(Math.max(0, lastN - MOST_UNSETTLED), lastN);
  }

  private Future<Void> removeLeftovers(long afterN, long lastN) {
    return store
        .ends(afterN, JobReads.PAGE)
        .compose(page -> page.isEmpty() ? Future.succeededFuture() : removePage(page, lastN));
  }

  private Future<Void> removePage(List<Completion> page, long lastN) {
    long last = page.get(page.size() - 1).n();
    return removeOf(page)
        .compose(v -> last < lastN ? removeLeftovers(last, lastN) : Future.succeededFuture());
  }

  /**
   * Removes what ended items left when the service ended. The part of one that is done may go; that
   * of any other is proof of a file that the item published, which goes with it.
   */
  Future<Void> removeOf(List<Completion> completions) {
    if (!mayHaveLeftovers()) {
      return Future.succeededFuture();
    }
    List<String> parts = new ArrayList<>();
    List<PartState> undone = new ArrayList<>();
    for (Completion completion : completions) {
      Item item = completion.item();
      if (item.state() == ItemState.DONE && left.isOfBefore(item.seq())) {
        parts.addAll(places(item.seq(), item.file()));
      } else if (item.state() != ItemState.DONE && left.mayHaveLeft(item.seq())) {
        undone.addAll(states(item.seq(), item.file()));
      }
    }
    return remove(parts).compose(v -> undo(undone));
  }

  private List<String> places(long seq, @Nullable String file) {
    String path = names.partPath(seq, file);
    return List.of(path, PartPaths.other(path));
  }

  private List<PartState> states(long seq, @Nullable String file) {
    return places(seq, file).stream().map(path -> new PartState(seq, path, file, false)).toList();
  }

  /** Whether an item was known when the service ended. */
  boolean isOfBefore(long seq) {
    return left.isOfBefore(seq);
  }

  /** Whether an item may have left something then that has not been seen to. */
  boolean mayHaveLeft(long seq) {
    return left.mayHaveLeft(seq);
  }

  /**
   * Undoes what these items, which wait, published just before the service ended, and removes their
   * parts: they are to end without being fetched.
   */
  Future<Void> undoOf(List<PendingItem> waiting) {
    List<PartState> states = new ArrayList<>();
    for (PendingItem item : waiting) {
      states.addAll(states(item.seq(), item.file()));
    }
    return undo(states);
  }

  private Future<Void> undo(List<PartState> states) {
    return states.isEmpty()
        ? Future.succeededFuture()
        : files
            .ask(new FileRequest.Recover(states))
            .onSuccess(undone -> states.forEach(state -> left.seenTo(state.seq())))
            .mapEmpty();
  }

  /**
   * Removes all parts that are on record.
   *
   * @param spooled path of a document that is kept for discovery, or null
   */
  public Future<Void> removeAll(@Nullable String spooled) {
    return removeSlices().compose(v -> remove(spooled == null ? List.of() : List.of(spooled)));
  }

  private Future<Void> removeSlices() {
    return store
        .takeParts()
        .compose(
            parts ->
                parts.isEmpty()
                    ? Future.succeededFuture()
                    : remove(pathsOf(parts)).compose(v -> removeSlices()));
  }

  private static List<String> pathsOf(List<Part> parts) {
    return parts.stream()
        .flatMap(part -> Stream.of(part.path(), PartPaths.other(part.path())))
        .toList();
  }

  private Future<Void> remove(List<String> paths) {
    return paths.isEmpty()
        ? Future.succeededFuture()
        : files.ask(new FileRequest.Discard(paths)).mapEmpty();
  }
}
