package dev.fetchery.coordinator;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Part;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Removes a job's working files that no item will continue. */
final class PartCleanup {
  /** Stored completions whose parts may not have gone yet when the service ended; more than are. */
  private static final long MOST_UNSETTLED = 50_000;

  private final JobRunner runner;
  private final Desk desk;

  /** Items before this number may have left a part when the service ended. */
  private final long leftBelow;

  PartCleanup(JobRunner runner, long leftBelow) {
    this.runner = runner;
    this.desk = runner.desk;
    this.leftBelow = leftBelow;
  }

  /** Removes what published items left beside their files when the service ended. */
  void tidy() {
    if (leftBelow > 0 && runner.items.naming.saves()) {
      runner.writing(tidy(Math.max(0, runner.row().lastN() - MOST_UNSETTLED)));
    }
  }

  private Future<Void> tidy(long afterN) {
    return desk.on(desk.store.completions(runner.id(), afterN, JobStore.PAGE))
        .compose(
            page -> {
              if (page.isEmpty()) {
                return Future.succeededFuture();
              }
              long last = page.get(page.size() - 1).n();
              return discardOf(page, ItemState.DONE)
                  .compose(
                      v -> last < runner.row().lastN() ? tidy(last) : Future.succeededFuture());
            });
  }

  /** Removes the parts of items that came to that end. */
  Future<Void> discardOf(List<Completion> completions, ItemState end) {
    ItemNames naming = runner.items.naming;
    if (leftBelow == 0 || !naming.saves()) {
      return Future.succeededFuture();
    }
    List<String> parts =
        completions.stream()
            .map(Completion::item)
            .filter(item -> item.seq() < leftBelow && item.state() == end)
            .map(item -> naming.partPath(item.seq(), item.file()))
            .flatMap(path -> Stream.of(path, PartPaths.other(path)))
            .toList();
    return discard(parts);
  }

  /** Removes all parts that are on record, and what discovery keeps. */
  Future<Void> discardAll() {
    return desk.on(desk.store.takeParts(runner.id()))
        .compose(
            parts -> {
              List<String> paths = new ArrayList<>();
              for (Part part : parts) {
                paths.add(part.path());
                paths.add(PartPaths.other(part.path()));
              }
              if (runner.finding.spoolPath() != null) {
                paths.add(runner.finding.spoolPath());
              }
              return discard(paths);
            });
  }

  private Future<Void> discard(List<String> paths) {
    return paths.isEmpty()
        ? Future.succeededFuture()
        : desk.files(new FileRequest.Discard(paths), FileAnswer.Removed.class).mapEmpty();
  }
}
