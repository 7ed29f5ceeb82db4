package dev.fetchery.coordinator.discovery;

import dev.fetchery.config.Settings;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.coordinator.port.Trace;
import dev.fetchery.coordinator.port.Worker;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Proposal;
import dev.fetchery.source.Discovery;
import dev.fetchery.source.Discovery.Step;
import dev.fetchery.source.ReadFault;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore.Appended;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job's discovery: takes steps of its source, stores the items they name together with its
 * position, and hands them on. Goes on while there is room for what it finds; the source itself
 * works away from the event loop, one step at a time. Confined to the coordinator's event loop.
 */
public final class DiscoveryRunner {
  /** Items that are stored together: all that is written besides waits for their commit. */
  private static final int BATCH = 250;

  /** The first ones: a program that has just begun is slow, and waits for something to do. */
  private static final int FIRST_BATCH = 64;

  private static final int STARTABLE_ENOUGH = 4_096;

  private final Confined confined = new Confined();
  private final JobEvents job;
  private final FetchQueue queue;
  private final DiscoveryExecutor source;
  private final SourceDocuments documents;
  private final ItemMaker maker;
  private final ItemStore store;
  private final DiscoveredItems items;
  private final Worker worker;
  private final long mostItems;
  private boolean busy;
  private boolean again;
  private boolean done;
  private boolean stopped;
  private @Nullable Fault fault;

  /** Where a discovery opened now goes on, or null. */
  private @Nullable String position;

  /** Items that the source said it has, or null. */
  private @Nullable Long expected;

  /**
   * What a discovery begins from.
   *
   * @param reached how far an earlier run came
   * @param single whether it reads one document alone, which may be kept over a restart
   */
  public record Start(JobRow.Discovery reached, boolean single) {}

  /**
   * @param caps how much a job, and each of its documents, may be
   */
  public DiscoveryRunner(
      FetchSupport support,
      Start start,
      DiscoveryExecutor source,
      SpoolFile spool,
      Settings.Caps caps,
      ItemMaker maker,
      ItemStore store,
      DiscoveredItems items,
      FetchedBodies bodies) {
    this.job = support.job();
    this.queue = support.queue();
    this.source = source;
    this.maker = maker;
    this.store = store;
    this.items = items;
    this.worker = bodies.worker();
    this.mostItems = caps.itemsPerJob();
    this.done = start.reached().done();
    this.position = start.reached().position();
    this.expected = start.reached().expected();
    Boolean spoolKept = start.single() ? position != null : null;
    this.documents = new SourceDocuments(support, spool, caps, bodies, spoolKept, this::tell);
  }

  /** Whether the source has named all it has. */
  public boolean done() {
    return done;
  }

  /** How many items there will be, as far as the source says, or null. */
  public @Nullable Long expected() {
    return new JobRow.Discovery(position, done, expected).expected(job.info().discovered());
  }

  /** Whether nothing more will be found. */
  public boolean ended() {
    return !busy && (done || stopped || fault != null);
  }

  /** Why it broke off, or null. */
  public @Nullable Fault fault() {
    return fault;
  }

  /** What its source proposes of how pages are read, or null. */
  public @Nullable Proposal proposal() {
    return source.proposal();
  }

  /** Whether no step of it is under way. */
  public boolean idle() {
    return !busy;
  }

  /** After it broke off: ready to go on from its position, with documents asked for anew. */
  public void reset() {
    assert confined.here();
    if (fault != null && !done && !stopped) {
      documents.dropAll();
      documents.forgetSpool();
      source.close();
      fault = null;
    }
  }

  /** Takes no further step. */
  public void stop() {
    assert confined.here();
    stopped = true;
  }

  /** Releases the source. */
  public void close() {
    assert confined.here();
    source.close();
  }

  /** Takes the next step if one can be taken and what it finds is wanted. */
  public void go() {
    assert confined.here();
    boolean over = done || stopped || fault != null;
    if (over || !job.info().mayDiscover()) {
      return;
    }
    if (busy) {
      again = true;
      return;
    }
    if (enough()) {
      return;
    }
    busy = true;
    again = false;
    int most = (int) Math.min(BATCH, Math.max(FIRST_BATCH, job.info().discovered()));
    source
        .next(position, most)
        .compose(this::take)
        .onSuccess(this::taken)
        .onFailure(this::brokeOff);
  }

  private boolean enough() {
    return !job.info().dryRun()
        && items.full()
        && queue.startable(job.info().id()) > STARTABLE_ENOUGH;
  }

  private void taken(boolean more) {
    busy = false;
    if (more || again) {
      go();
    }
    job.checkFinished();
  }

  private void brokeOff(Throwable cause) {
    busy = false;
    fail(cause);
    job.checkFinished();
  }

  private void fail(Throwable cause) {
    DiscoveryLog.brokeOff(job.info().id(), cause);
    fault = ReadFault.of(cause);
  }

  /** Whether another step may follow at once. */
  private Future<Boolean> take(Step step) {
    request(step);
    if (step.items().isEmpty() && step.end() == null) {
      return Future.succeededFuture(false);
    }
    return fresh(step.items())
        .compose(
            fresh -> {
              Future<Step> decided =
                  step.items().isEmpty()
                      ? Future.succeededFuture(step)
                      : source.listed(step, fresh.size()).onSuccess(this::request);
              return decided.compose(as -> store(withinCap(fresh), as));
            });
  }

  private void request(Step step) {
    step.drops().forEach(documents::drop);
    step.asks().forEach(documents::fetch);
  }

  private Future<Boolean> store(List<Draft> drafts, Step step) {
    Discovery.End end = step.end();
    if (end != null) {
      fault = fault == null ? end.fault() : fault;
      documents.dropAll();
    }
    boolean last = end != null && fault == null;
    expected = step.expected() == null ? expected : step.expected();
    return append(drafts, new JobRow.Discovery(step.position(), last, expected))
        .onSuccess(appended -> done = last)
        .map(end == null);
  }

  /** Those that were not named before. */
  private Future<List<Draft>> fresh(List<Draft> drafts) {
    if (drafts.isEmpty() || !source.mayRepeat()) {
      return Future.succeededFuture(drafts);
    }
    List<String> named = drafts.stream().map(Draft::identity).toList();
    return store.unlisted(named).map(fresh -> firsts(drafts, fresh));
  }

  private List<Draft> withinCap(List<Draft> drafts) {
    long room = mostItems - job.info().discovered();
    if (drafts.size() <= room) {
      return drafts;
    }
    fault = new Fault(ErrorCode.TOO_LARGE, "the source names more items than a job may have");
    return drafts.subList(0, (int) Math.max(0, room));
  }

  private static List<Draft> firsts(List<Draft> drafts, Set<String> fresh) {
    Set<String> left = new HashSet<>(fresh);
    return drafts.stream().filter(draft -> left.remove(draft.identity())).toList();
  }

  private Future<Appended> append(List<Draft> drafts, JobRow.Discovery reached) {
    long first = job.info().discovered();
    return worker
        .run(() -> maker.of(drafts, first))
        .compose(made -> job.writing(store.append(made, reached)))
        .onSuccess(appended -> appended(appended, drafts.size(), reached.position()));
  }

  private void appended(Appended appended, int count, @Nullable String next) {
    position = next;
    long nextSeq = appended.firstSeq() + count;
    if (Trace.on()) {
      for (long seq = appended.firstSeq(); seq < nextSeq; seq++) {
        Trace.step(job.info().id(), seq, "discovered");
      }
    }
    job.discovered(count);
    job.completed(appended.completions());
    if (!job.info().dryRun()) {
      items.found(appended.firstSeq(), nextSeq, appended.waiting());
    }
  }

  /** Tells the source something, away from the event loop, and takes its next step. */
  private void tell(Consumer<Discovery> telling) {
    Future<Void> told = source.tell(telling);
    if (told != null) {
      told.onFailure(this::fail).onComplete(done -> stepAgain());
    }
  }

  private void stepAgain() {
    again = true;
    go();
    job.checkFinished();
  }
}
