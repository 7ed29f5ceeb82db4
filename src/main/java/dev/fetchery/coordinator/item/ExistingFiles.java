package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.job.Fault;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends items whose file is there already, where it is not to be replaced, before a slot or rate is
 * taken for them. A file is believed where the item says nothing of it, or where it fits its
 * checksum and size. Confined to the coordinator's event loop.
 */
final class ExistingFiles {
  /** Files read in one request: a job can be paused or cancelled in between. */
  private static final int PROVED_AT_ONCE = 4;

  /** Files of which the size alone is looked at in one request. */
  private static final int MEASURED_AT_ONCE = 256;

  private final Confined confined = new Confined();
  private final ItemServices services;
  private final JobEvents job;
  private final Consumer<PendingItem> again;

  /** The last reading of files that was asked for; a job has one at a time. */
  private Future<Void> proving = Future.succeededFuture();

  /**
   * @param again takes an item whose file could not be read, to be looked at once more
   */
  ExistingFiles(ItemServices services, Consumer<PendingItem> again) {
    this.services = services;
    this.job = services.support().job();
    this.again = again;
  }

  /** Those that are left to be fetched; the rest has ended, or ends when its file is read. */
  Future<List<ItemFetch>> end(List<ItemFetch> fetches) {
    assert confined.here();
    IfExists policy = job.info().spec().save().ifExists();
    boolean looks = policy == IfExists.SKIP || policy == IfExists.FAIL;
    if (!looks || !services.names().knownBeforehand()) {
      return Future.succeededFuture(fetches);
    }
    List<String> paths =
        fetches.stream().map(fetch -> fetch.work().file()).filter(Objects::nonNull).toList();
    return services
        .files()
        .ask(new FileRequest.Find(paths), FileAnswer.Found.class)
        .map(found -> end(fetches, Set.copyOf(found.paths()), policy));
  }

  private List<ItemFetch> end(List<ItemFetch> fetches, Set<String> there, IfExists policy) {
    List<ItemFetch> left = new ArrayList<>(fetches.size());
    List<ItemFetch> doubted = new ArrayList<>();
    List<ItemFetch> measured = new ArrayList<>();
    for (ItemFetch fetch : fetches) {
      PendingItem work = fetch.work();
      if (work.file() == null || !there.contains(work.file())) {
        left.add(fetch);
      } else if (policy == IfExists.FAIL) {
        end(fetch, ItemState.FAILED, ItemNames.existsFault(work.file()));
      } else if (work.terms().fileProof().hasChecksum()) {
        doubted.add(fetch);
      } else if (work.terms().fileProof().expects()) {
        measured.add(fetch);
      } else {
        end(fetch, ItemState.SKIPPED, null);
      }
    }
    services.batch().flush();
    prove(measured, MEASURED_AT_ONCE);
    prove(doubted, PROVED_AT_ONCE);
    return left;
  }

  private void prove(List<ItemFetch> fetches, int atOnce) {
    for (int from = 0; from < fetches.size(); from += atOnce) {
      List<ItemFetch> some = fetches.subList(from, Math.min(fetches.size(), from + atOnce));
      proving = proving.compose(before -> prove(some));
    }
  }

  /** Completes when they have ended; does not fail. */
  private Future<Void> prove(List<ItemFetch> fetches) {
    List<ItemFetch> held =
        fetches.stream()
            .filter(fetch -> services.held().holds(fetch.work().seq()))
            .filter(fetch -> !job.info().cancelling())
            .toList();
    if (held.isEmpty()) {
      return Future.succeededFuture();
    }
    return job.writing(
        services
            .files()
            .ask(
                new FileRequest.Prove(held.stream().map(ExistingFiles::claim).toList()),
                FileAnswer.Proved.class)
            .onSuccess(proved -> proved(held, Set.copyOf(proved.fitting())))
            .onFailure(e -> held.forEach(fetch -> again.accept(fetch.work())))
            .<Void>mapEmpty()
            .otherwiseEmpty());
  }

  private static FileRequest.Claimed claim(ItemFetch fetch) {
    PendingItem work = fetch.work();
    return new FileRequest.Claimed(
        work.seq(), Objects.requireNonNull(work.file()), work.terms().fileProof());
  }

  private void proved(List<ItemFetch> fetches, Set<Long> fitting) {
    for (ItemFetch fetch : fetches) {
      if (job.info().cancelling()) {
        return;
      } else if (fitting.contains(fetch.work().seq())) {
        end(fetch, ItemState.SKIPPED, null);
      } else {
        end(
            fetch,
            ItemState.FAILED,
            ItemNames.otherFault(fetch.work().file(), fetch.work().terms().fileProof()));
      }
    }
    services.batch().flush();
  }

  private void end(ItemFetch fetch, ItemState state, @Nullable Fault fault) {
    fetch.item().end(ItemResults.ended(fetch.work(), state, null, fault, services.clock().now()));
  }
}
