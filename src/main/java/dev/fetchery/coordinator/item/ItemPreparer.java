package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.coordinator.port.Timers;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Mode;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Proof;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobReads.SavedFile;
import dev.fetchery.url.WebUrl;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes admitted items ready: undoes what a crash left of them, ends those whose file is there
 * already, has those requested conditionally that are to be refreshed, and queues the rest.
 * Confined to the coordinator's event loop.
 */
final class ItemPreparer implements Admission.Preparation {
  private static final long AGAIN_AFTER_MS = 1_000;
  private static final long UNREADABLE_MS = 20_000;

  private final Confined confined = new Confined();
  private final ItemServices services;
  private final JobEvents job;
  private final FileService files;
  private final ItemStore store;
  private final NamedTwiceItems twice;
  private final Timers timers;
  private final ExistingFiles existing;

  private final LeftItems left;

  /** Of the place of files. */
  private final FailureSpell unreadable = new FailureSpell(UNREADABLE_MS);

  /** Pages of items that are not ready yet. */
  private int underWay;

  ItemPreparer(
      ItemServices services,
      ItemStore store,
      NamedTwiceItems twice,
      Timers timers,
      LeftItems left) {
    this.services = services;
    this.job = services.support().job();
    this.files = services.files();
    this.store = store;
    this.twice = twice;
    this.timers = timers;
    this.existing =
        new ExistingFiles(
            services, item -> timers.after(AGAIN_AFTER_MS, () -> prepare(List.of(item))));
    this.left = left;
  }

  @Override
  public boolean idle() {
    return underWay == 0;
  }

  @Override
  public void prepare(List<PendingItem> items) {
    assert confined.here();
    List<PendingItem> named = items.stream().filter(item -> item.sameAs() != null).toList();
    List<PendingItem> fetched =
        named.isEmpty() ? items : items.stream().filter(item -> item.sameAs() == null).toList();
    for (int from = 0; from < fetched.size(); from += JobReads.PAGE) {
      preparePage(fetched.subList(from, Math.min(fetched.size(), from + JobReads.PAGE)));
    }
    if (!named.isEmpty()) {
      waitForSame(named);
    }
  }

  private void waitForSame(List<PendingItem> named) {
    job.writing(
        twice.wait(named).onFailure(e -> timers.after(AGAIN_AFTER_MS, () -> waitForSame(named))));
  }

  private void preparePage(List<PendingItem> page) {
    List<ItemFetch> fetches = new ArrayList<>(page.size());
    page.forEach(item -> fetches.add(fetch(item)));
    if (!needsFiles(page)) {
      queue(fetches);
      return;
    }
    underWay++;
    job.writing(
        recovered(fetches)
            .compose(existing::end)
            .compose(this::refreshed)
            .onSuccess(this::queue)
            .onSuccess(ready -> unreadable.succeeded())
            .onFailure(e -> failed(page, e))
            .onComplete(done -> underWay--));
  }

  /** A place of files that cannot be looked at for long is as good as one that takes none. */
  private void failed(List<PendingItem> page, Throwable e) {
    if (unreadable.failed(services.clock().nowMs())) {
      job.noSpace("the files cannot be looked at: " + e.getMessage());
    }
    timers.after(AGAIN_AFTER_MS, () -> prepare(page));
  }

  private ItemFetch fetch(PendingItem item) {
    if (item.part() != null) {
      services.parts().found(item.seq(), item.part().path());
    }
    return new ItemFetch(services, item);
  }

  private boolean needsFiles(List<PendingItem> items) {
    JobSpec spec = job.info().spec();
    if (spec.mode() == Mode.PROBE) {
      return false;
    }
    IfExists policy = spec.save().ifExists();
    boolean looks =
        policy == IfExists.SKIP || policy == IfExists.FAIL || policy == IfExists.REFRESH;
    return looks && services.names().knownBeforehand()
        || items.stream().anyMatch(item -> left.mayHaveLeft(item.seq()));
  }

  private void queue(List<ItemFetch> fetches) {
    for (ItemFetch fetch : fetches) {
      if (services.held().holds(fetch.work().seq())) {
        start(fetch);
      }
    }
    services.batch().flush();
    services.support().queue().wake();
  }

  private static void start(ItemFetch fetch) {
    if (SendOnce.mayHaveBeenSent(fetch.work())) {
      fetch.endSent();
    } else {
      fetch.queue();
    }
  }

  /** Undoes what the end of the service left of them; a part that is gone is forgotten. */
  private Future<List<ItemFetch>> recovered(List<ItemFetch> fetches) {
    List<PartState> states = new ArrayList<>();
    for (ItemFetch fetch : fetches) {
      PendingItem work = fetch.work();
      if (left.mayHaveLeft(work.seq())) {
        for (String path : fetch.item().partPaths()) {
          boolean keep = work.part() != null && path.equals(work.part().path());
          states.add(new PartState(work.seq(), path, work.file(), keep));
        }
      }
    }
    if (states.isEmpty()) {
      return Future.succeededFuture(fetches);
    }
    return files
        .ask(new FileRequest.Recover(states), FileAnswer.Recovered.class)
        .onSuccess(recovered -> forgetParts(fetches, Set.copyOf(recovered.kept())))
        .onSuccess(recovered -> states.forEach(state -> left.seenTo(state.seq())))
        .map(fetches);
  }

  private static void forgetParts(List<ItemFetch> fetches, Set<Long> kept) {
    for (ItemFetch fetch : fetches) {
      if (fetch.work().part() != null && !kept.contains(fetch.work().seq())) {
        fetch.withoutPart();
      }
    }
  }

  private Future<List<ItemFetch>> refreshed(List<ItemFetch> fetches) {
    if (job.info().spec().save().ifExists() != IfExists.REFRESH
        || !services.names().knownBeforehand()) {
      return Future.succeededFuture(fetches);
    }
    return Future.join(fetches.stream().map(this::condition).toList()).map(fetches);
  }

  /** Requests conditionally where the file is still as it was saved (RFC 9110, 13.1). */
  private Future<Void> condition(ItemFetch fetch) {
    if (fetch.work().file() == null) {
      return Future.succeededFuture();
    }
    return store.savedFile(fetch.work().file()).compose(saved -> condition(fetch, saved));
  }

  private Future<Void> condition(ItemFetch fetch, @Nullable SavedFile saved) {
    if (saved == null || !mayBeSame(fetch, saved)) {
      return Future.succeededFuture();
    }
    return isAsSaved(fetch, saved)
        .compose(same -> same ? isAsDemanded(fetch, saved) : Future.succeededFuture(false))
        .onSuccess(
            fits -> {
              if (fits) {
                fetch.validators(saved.validators());
              }
            })
        .mapEmpty();
  }

  /**
   * Only a whole by GET has validators, and only such a request is made conditional. A file that is
   * not what the job expects now is no proof either.
   */
  private boolean mayBeSame(ItemFetch fetch, SavedFile saved) {
    PendingItem work = fetch.work();
    boolean comparable = saved.sha256() != null || saved.mtimeMs() != null;
    return comparable
        && !saved.validators().isEmpty()
        && work.terms().order().whole()
        && WebUrl.withoutFragment(saved.url()).equals(WebUrl.withoutFragment(work.url()))
        && job.info().spec().expect().takes(saved.size());
  }

  private Future<Boolean> isAsSaved(ItemFetch fetch, SavedFile saved) {
    FileRequest.Saved file =
        new FileRequest.Saved(
            fetch.work().seq(),
            saved.path(),
            saved.size(),
            saved.sha256(),
            Objects.requireNonNullElse(saved.mtimeMs(), FileRequest.Saved.ANY_TIME));
    return files
        .ask(new FileRequest.Check(List.of(file)), FileAnswer.Checked.class)
        .map(checked -> checked.ok() == 1);
  }

  /** What the entry says of the body may be news: that it has not changed does not prove it. */
  private Future<Boolean> isAsDemanded(ItemFetch fetch, SavedFile saved) {
    Proof proof = fetch.work().terms().proof();
    if (!proof.expects()) {
      return Future.succeededFuture(true);
    }
    FileRequest.Claimed file = new FileRequest.Claimed(fetch.work().seq(), saved.path(), proof);
    return files
        .ask(new FileRequest.Prove(List.of(file)), FileAnswer.Proved.class)
        .map(proved -> !proved.fitting().isEmpty());
  }
}
