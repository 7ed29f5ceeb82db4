package dev.fetchery.coordinator;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Mode;
import dev.fetchery.naming.Naming;
import dev.fetchery.naming.SafeName;
import dev.fetchery.store.NewItem;
import io.vertx.core.Future;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Grants names: beforehand where they are known, else when the answer (or the lookup) tells. */
final class ItemNames {
  /** More numbered names than that being taken on disk is somebody's joke. */
  private static final int MOST_TAKEN = 10_000;

  private static final Pattern NUMBERED = Pattern.compile(".* \\((\\d{1,9})\\)(\\.[^/]*)?");
  private static final Logger LOG = LoggerFactory.getLogger(ItemNames.class);

  private static final IntPredicate FILE_NAMES =
      SafeName.encodable(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));

  private final JobRunner runner;
  private final ActiveItems items;
  private final Naming naming;

  ItemNames(JobRunner runner, ActiveItems items) {
    this.runner = runner;
    this.items = items;
    JobSpec spec = runner.spec();
    this.naming =
        Naming.of(
            spec,
            runner.id(),
            runner.row().createdAt().getEpochSecond(),
            FILE_NAMES,
            rootBytes(runner.desk.options.downloadsDir()));
  }

  private static int rootBytes(Path root) {
    return root.toString().getBytes(StandardCharsets.UTF_8).length + 1;
  }

  NewItem.Numbering numbering() {
    return naming.numbering() ? NewItem.Numbering.YES : NewItem.Numbering.NO;
  }

  Naming naming() {
    return naming;
  }

  /** Whether names follow from the items themselves, so that they are granted when discovered. */
  boolean knownBeforehand() {
    return !naming.usesLookup() && !naming.usesAnswer();
  }

  /**
   * Where a whole body may be published without another word, or null where its fetcher is to ask:
   * also a name that is known waits for a lookup, which may say that there is no such item.
   */
  String target(ItemFetch duty) {
    boolean free = duty.lookup == null || duty.lookup.answered();
    return knownBeforehand() && free ? duty.work.file() : null;
  }

  /**
   * Follows from the job and the grant, so that recovery knows where to look. What waits for a
   * lookup is written apart: it may turn out that no directory is needed for it.
   */
  String partPath(long seq, String file) {
    String part = ".fetchery-" + runner.id() + "-" + seq + ".part";
    if (!knownBeforehand() || runner.spec().lookup() != null || file == null) {
      return ".fetchery/" + part;
    }
    int slash = file.lastIndexOf('/');
    return file.substring(0, slash + 1) + part;
  }

  void asked(ItemFetch duty, Lease lease, NameRequest ask) {
    duty.asked = ask;
    if (ask.taken() != null) {
      taken(duty, lease, ask);
    } else {
      grantWhenKnown(duty, lease);
    }
  }

  /** Grants if all is known; else the lookup's answer calls again. */
  void grantWhenKnown(ItemFetch duty, Lease lease) {
    if (duty.asked == null || lease.stopping) {
      return;
    }
    Map<String, String> fields = Map.of();
    if (duty.lookup != null) {
      if (!duty.lookup.answered()) {
        return;
      }
      if (duty.lookup.fault() != null) {
        refuse(duty, lease, duty.lookup);
        return;
      }
      fields = duty.lookup.fields();
    }
    Naming.Plan plan = plan(duty, fields);
    if (plan instanceof Naming.Known known) {
      if (holds(duty, known.path())) {
        grant(duty, lease, known.path(), Future.succeededFuture(duty.work.file()));
      } else {
        claim(duty, lease, known.path());
      }
    } else if (plan instanceof Naming.Bad bad) {
      refuse(duty, lease, ItemState.FAILED, new Fault(ErrorCode.BAD_NAME, bad.why()));
    } else {
      throw new IllegalStateException("a name that is not known when all is: " + plan);
    }
  }

  private Naming.Plan plan(ItemFetch duty, Map<String, String> fields) {
    NameRequest head = duty.asked;
    List<String> served =
        head.servedName() == null ? List.of() : List.of(head.servedName().split("\n"));
    return naming.resolve(duty.work, fields, served, head.contentType());
  }

  /** Whether an earlier attempt was granted this name, or a number of it. */
  private boolean holds(ItemFetch duty, String path) {
    String held = duty.work.file();
    if (held == null || held.equals(path)) {
      return held != null;
    }
    Matcher number = NUMBERED.matcher(held);
    return number.matches()
        && held.equals(SafeName.numbered(path, Integer.parseInt(number.group(1))));
  }

  private void claim(ItemFetch duty, Lease lease, String path) {
    Future<String> claimed =
        runner.writing(
            runner.desk.on(
                runner.desk.store.claim(runner.id(), duty.work.seq(), path, numbering())));
    grant(duty, lease, path, claimed);
  }

  private void grant(ItemFetch duty, Lease lease, String path, Future<String> claimed) {
    claimed
        .compose(granted -> granted == null ? Future.succeededFuture() : free(granted))
        .onFailure(e -> claimLater(duty, lease, path, e))
        .onSuccess(
            grant -> {
              if (grant == null) {
                Fault fault =
                    new Fault(ErrorCode.COLLISION, "another item is to be saved as " + path);
                refuse(duty, lease, ItemState.FAILED, fault);
              } else {
                granted(duty, lease, grant);
              }
            });
  }

  /** Its fetcher waits for an answer as long as it has the lease. */
  private void claimLater(ItemFetch duty, Lease lease, String path, Throwable cause) {
    runner.log(
        () -> LOG.warn("job {}: no name could be granted: {}", runner.id(), cause.getMessage()));
    runner.desk.vertx.setTimer(
        1000,
        t -> {
          if (items.leaseOf(duty) == lease && !lease.stopping) {
            claim(duty, lease, path);
          }
        });
  }

  /** A granted path, and whether a file stands there that is not to be replaced. */
  private record Grant(String path, boolean exists) {}

  private Future<Grant> free(String path) {
    IfExists policy = runner.spec().save().ifExists();
    if (policy != IfExists.SKIP && policy != IfExists.FAIL) {
      return Future.succeededFuture(new Grant(path, false));
    }
    return runner
        .desk
        .files(new FileRequest.Find(List.of(path)), FileAnswer.Found.class)
        .map(found -> new Grant(path, !found.paths().isEmpty()));
  }

  private void granted(ItemFetch duty, Lease lease, Grant grant) {
    duty.work = duty.work.withFile(grant.path());
    if (grant.exists()) {
      exists(duty, lease, grant.path());
      return;
    }
    boolean replace = runner.spec().save().ifExists().mayReplace();
    lease.session.order(new NameGrant(lease.id, grant.path(), replace));
    runner.desk.pump();
  }

  /** Another file was found under the granted name when publishing. */
  private void taken(ItemFetch duty, Lease lease, NameRequest ask) {
    if (runner.spec().save().ifExists() != IfExists.RENAME || ++duty.namesTaken > MOST_TAKEN) {
      exists(duty, lease, ask.taken());
      return;
    }
    claim(duty, lease, wantedPath(duty, ask));
  }

  private String wantedPath(ItemFetch duty, NameRequest ask) {
    Map<String, String> fields = duty.lookup == null ? Map.of() : duty.lookup.fields();
    return plan(duty, fields) instanceof Naming.Known known ? known.path() : ask.taken();
  }

  private void exists(ItemFetch duty, Lease lease, String path) {
    if (runner.spec().save().ifExists() == IfExists.FAIL) {
      refuse(duty, lease, ItemState.FAILED, existsFault(path));
    } else {
      refuse(duty, lease, ItemState.SKIPPED, null);
    }
  }

  static Fault existsFault(String path) {
    return new Fault(ErrorCode.EXISTS, "there is a file at " + path);
  }

  /** The item ends as its lookup says. */
  void refuse(ItemFetch duty, Lease lease, Lookups.Found lookup) {
    refuse(duty, lease, lookup.state(), lookup.status(), lookup.fault());
  }

  /** The item ends so for its name, after the head of an answer. */
  private void refuse(ItemFetch duty, Lease lease, ItemState state, Fault fault) {
    // A claim may be answered when its attempt is over and another has begun.
    Integer status = duty.asked == null ? null : duty.asked.status();
    refuse(duty, lease, state, status, fault);
  }

  /** Stops the body; the item ends so when its fetcher has let go. */
  private void refuse(ItemFetch duty, Lease lease, ItemState state, Integer status, Fault fault) {
    if (lease.fate == null) {
      lease.fate = () -> items.end(duty, items.ending(duty, state, status, 0, null, fault));
    }
    runner.desk.fetchers.stop(lease, false);
    runner.desk.pump();
  }

  boolean saves() {
    return runner.spec().mode() == Mode.SAVE;
  }
}
