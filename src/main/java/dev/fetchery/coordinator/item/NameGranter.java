package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.discovery.LookupState;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.coordinator.port.Timers;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Proof;
import dev.fetchery.log.JobMdc;
import dev.fetchery.naming.Naming;
import dev.fetchery.naming.SafeName;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grants an active item its final name, once the answer and the lookup tell it: claims the path in
 * the store and tells the fetcher, or ends the item where there is none for it.
 */
final class NameGranter {
  private static final Logger LOG = LoggerFactory.getLogger(NameGranter.class);

  /** Numbered names found taken on disk, beyond which an item ends as existing. */
  private static final int MOST_TAKEN = 10_000;

  private static final long AGAIN_AFTER_MS = 1_000;
  private static final Pattern NUMBERED = Pattern.compile(".* \\((\\d{1,9})\\)(\\.[^/]*)?");

  private final JobEvents job;
  private final FetchQueue queue;
  private final ItemNames names;
  private final ItemStore store;
  private final FileService files;
  private final Timers timers;
  private final SteadyClock clock;

  NameGranter(
      FetchSupport support,
      ItemNames names,
      ItemStore store,
      FileService files,
      Timers timers,
      SteadyClock clock) {
    this.job = support.job();
    this.queue = support.queue();
    this.names = names;
    this.store = store;
    this.files = files;
    this.timers = timers;
    this.clock = clock;
  }

  /** Grants if all is known; else the lookup's answer calls again. */
  void grantWhenKnown(ActiveItem item, Lease lease) {
    NameRequest head = item.nameRequest();
    if (head == null || lease.stopping()) {
      return;
    }
    LookupState lookup = item.lookup();
    if (lookup == null) {
      grant(item, lease, names.resolve(item.work(), item.place().fields(), head));
    } else if (lookup.fault() != null) {
      refuse(item, lease, lookup);
    } else if (lookup.answered()) {
      grant(item, lease, names.resolve(item.work(), askedFields(item), head));
    }
  }

  /** Variables that the lookup brought, and the request for the item's URL. */
  private static Map<String, String> askedFields(ActiveItem item) {
    LookupState lookup = item.lookup();
    if (lookup == null || lookup.fields().isEmpty()) {
      return item.place().fields();
    }
    Map<String, String> fields = new HashMap<>(lookup.fields());
    fields.putAll(item.place().fields());
    return fields;
  }

  private void grant(ActiveItem item, Lease lease, Naming.Plan plan) {
    if (plan instanceof Naming.Known known) {
      if (holds(item.work().file(), known.path())) {
        grant(item, lease, known.path(), Future.succeededFuture(item.work().file()));
      } else {
        claim(item, lease, known.path());
      }
    } else if (plan instanceof Naming.Bad bad) {
      refuse(item, lease, ItemState.FAILED, new Fault(ErrorCode.BAD_NAME, bad.why()));
    } else {
      throw new IllegalStateException("a name that is not known when all is: " + plan);
    }
  }

  /** Whether what an earlier attempt was granted is this name, or a number of it. */
  private static boolean holds(@Nullable String granted, String path) {
    if (granted == null || granted.equals(path)) {
      return granted != null;
    }
    Matcher number = NUMBERED.matcher(granted);
    return number.matches()
        && granted.equals(SafeName.numbered(path, Integer.parseInt(number.group(1))));
  }

  private void claim(ActiveItem item, Lease lease, String path) {
    long seq = item.work().seq();
    grant(item, lease, path, job.writing(store.claim(seq, path, names.numbering())));
  }

  private void grant(ActiveItem item, Lease lease, String path, Future<@Nullable String> claimed) {
    claimed
        .compose(granted -> granted == null ? Future.succeededFuture() : find(granted))
        .onFailure(e -> claimLater(item, lease, path, e))
        .onSuccess(grant -> claimed(item, lease, path, grant));
  }

  /** Its fetcher waits for an answer as long as it has the lease. */
  private void claimLater(ActiveItem item, Lease lease, String path, Throwable cause) {
    String id = job.info().id();
    JobMdc.of(id, () -> LOG.warn("job {}: no name could be granted: {}", id, cause.getMessage()));
    timers.after(
        AGAIN_AFTER_MS,
        () -> {
          if (item.heldUnder(lease) && !lease.stopping()) {
            claim(item, lease, path);
          }
        });
  }

  /** A granted path, and whether a file stands there that is not to be replaced. */
  private record Grant(String path, boolean exists) {}

  private Future<Grant> find(String path) {
    IfExists policy = ifExists();
    if (policy != IfExists.SKIP && policy != IfExists.FAIL) {
      return Future.succeededFuture(new Grant(path, false));
    }
    return files
        .ask(new FileRequest.Find(List.of(path)), FileAnswer.Found.class)
        .map(found -> new Grant(path, !found.paths().isEmpty()));
  }

  private IfExists ifExists() {
    return job.info().spec().save().ifExists();
  }

  private void claimed(ActiveItem item, Lease lease, String path, @Nullable Grant grant) {
    if (grant == null) {
      Fault fault = new Fault(ErrorCode.COLLISION, "another item is to be saved as " + path);
      refuse(item, lease, ItemState.FAILED, fault);
      return;
    }
    item.granted(grant.path());
    if (grant.exists()) {
      exists(item, lease, grant.path());
    } else {
      lease.grant(grant.path(), ifExists().mayReplace());
      queue.wake();
    }
  }

  /** Another file was found under the granted name when publishing. */
  void taken(ActiveItem item, Lease lease, NameRequest request, String taken) {
    if (ifExists() != IfExists.RENAME || item.pathTaken() > MOST_TAKEN) {
      exists(item, lease, taken);
    } else {
      claim(item, lease, wantedPath(item, request, taken));
    }
  }

  private String wantedPath(ActiveItem item, NameRequest request, String taken) {
    Naming.Plan plan = names.resolve(item.work(), askedFields(item), request);
    return plan instanceof Naming.Known known ? known.path() : taken;
  }

  private void exists(ActiveItem item, Lease lease, String path) {
    Proof proof = item.work().terms().fileProof();
    if (ifExists() == IfExists.FAIL) {
      refuse(item, lease, ItemState.FAILED, ItemNames.existsFault(path));
    } else if (proof.expects()) {
      existsPerhaps(item, lease, path, new FileRequest.Claimed(item.work().seq(), path, proof));
    } else {
      refuse(item, lease, ItemState.SKIPPED, null);
    }
  }

  /** The file is believed where it is as the item expects it. */
  private void existsPerhaps(
      ActiveItem item, Lease lease, String path, FileRequest.Claimed claimed) {
    files
        .ask(new FileRequest.Prove(List.of(claimed)), FileAnswer.Proved.class)
        .onFailure(
            e ->
                timers.after(
                    AGAIN_AFTER_MS,
                    () -> {
                      if (item.heldUnder(lease) && !lease.stopping()) {
                        existsPerhaps(item, lease, path, claimed);
                      }
                    }))
        .onSuccess(
            proved -> {
              boolean fits = !proved.fitting().isEmpty();
              refuse(
                  item,
                  lease,
                  fits ? ItemState.SKIPPED : ItemState.FAILED,
                  fits ? null : ItemNames.otherFault(path, claimed.proof()));
            });
  }

  /** The item ends as its lookup says. */
  void refuse(ActiveItem item, Lease lease, LookupState lookup) {
    refuse(item, lease, lookup.itemState(), lookup.status(), lookup.fault());
  }

  /** The item ends so for its name, after the head of an answer. */
  private void refuse(ActiveItem item, Lease lease, ItemState state, @Nullable Fault fault) {
    // A claim may be answered when its attempt is over and another has begun.
    NameRequest head = item.nameRequest();
    refuse(item, lease, state, head == null ? null : head.status(), fault);
  }

  /** Stops the body; the item ends so when its fetcher has let go. */
  private void refuse(
      ActiveItem item,
      Lease lease,
      ItemState state,
      @Nullable Integer status,
      @Nullable Fault fault) {
    if (!lease.endDecided()) {
      lease.endAs(
          () -> item.end(ItemResults.ended(item.work(), state, status, fault, clock.now())));
    }
    lease.stop(false);
    queue.wake();
  }
}
