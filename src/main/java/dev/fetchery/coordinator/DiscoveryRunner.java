package dev.fetchery.coordinator;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Source;
import dev.fetchery.source.Discovery;
import dev.fetchery.source.Discovery.Ask;
import dev.fetchery.source.Discovery.Document;
import dev.fetchery.source.Discovery.Step;
import dev.fetchery.store.JobStore.Appended;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job's discovery: fetches the documents its source wants, stores the items it finds with its
 * position, and lets them in. Goes on while there is room for what it finds; the source itself
 * works off the event loop, one step at a time.
 */
final class DiscoveryRunner {
  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryRunner.class);
  private static final int BATCH = 1_000;
  private static final int FIRST_BATCH = 64;
  private static final int STARTABLE_ENOUGH = 4_096;

  private final JobRunner runner;
  private final Desk desk;
  private final NewItems newItems;
  private final Map<Integer, DocumentFetch> asked = new HashMap<>();
  private final DiscoveryExecutor source;
  private boolean busy;
  private boolean again;
  private boolean done;
  private boolean stopped;
  private Fault fault;

  /** Where a discovery opened now goes on, or null. */
  private String position;

  /** Whether a document that lies there is the one that was being read. */
  private boolean spoolKept;

  DiscoveryRunner(JobRunner runner) {
    this.runner = runner;
    this.desk = runner.desk;
    this.newItems = new NewItems(runner);
    this.source = new DiscoveryExecutor(runner);
    this.done = runner.row().discoveryDone();
    this.position = runner.row().position();
    this.spoolKept = position != null;
  }

  /** Whether the source has named all it has. */
  boolean done() {
    return done;
  }

  /** Whether nothing more will be found, for whatever reason. */
  boolean ended() {
    return !busy && (done || stopped || fault != null);
  }

  /** Why it broke off, or null. */
  Fault fault() {
    return fault;
  }

  /** Where a large document lies while it is read, relative to the downloads directory, or null. */
  String spoolPath() {
    return runner.spec().source() instanceof Source.Json
        ? ".fetchery/.fetchery-" + runner.id() + "-source.part"
        : null;
  }

  /** Whether no step of it is under way. */
  boolean idle() {
    return !busy;
  }

  /** Goes on where it broke off, with documents asked for anew. */
  void again() {
    if (fault != null && !done && !stopped) {
      dropAll();
      close();
      fault = null;
      spoolKept = false;
    }
  }

  private void dropAll() {
    List.copyOf(asked.keySet()).forEach(this::drop);
  }

  void stop() {
    stopped = true;
  }

  void close() {
    source.close();
  }

  /** Takes the next step if one can be taken and what it finds is wanted. */
  void go() {
    boolean over = done || stopped || fault != null;
    if (over || !runner.mayFind()) {
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
    int most = runner.counters().discovered() == 0 ? FIRST_BATCH : BATCH;
    source
        .next(position, most)
        .compose(this::taken)
        .onComplete(
            step -> {
              busy = false;
              if (step.failed()) {
                brokeOff(step.cause());
              } else if (step.result() || again) {
                go();
              }
              runner.checkFinished();
            });
  }

  private boolean enough() {
    return !runner.dry()
        && runner.admission.full()
        && desk.dispatcher.startable(runner.id(), desk.nowMs()) > STARTABLE_ENOUGH;
  }

  private void brokeOff(Throwable cause) {
    runner.log(() -> LOG.warn("job {}: discovery broke off", runner.id(), cause));
    fault = new Fault(ErrorCode.BAD_RESPONSE, "the source could not be read");
  }

  /** Whether another step may follow at once. */
  private Future<Boolean> taken(Step step) {
    step.drops().forEach(this::drop);
    step.asks().forEach(this::ask);
    boolean something = !step.items().isEmpty();
    boolean end = step.end() != null;
    if (end) {
      fault = step.end().fault();
      dropAll();
    }
    if (!something && !end) {
      return Future.succeededFuture(false);
    }
    boolean last = end && fault == null;
    return wanted(step.items())
        .compose(drafts -> append(drafts, step.position(), last))
        .map(
            appended -> {
              done = last;
              return !end;
            });
  }

  private Future<List<Draft>> wanted(List<Draft> drafts) {
    long room = desk.options.caps().itemsPerJob() - runner.counters().discovered();
    if (drafts.size() > room) {
      fault = new Fault(ErrorCode.TOO_LARGE, "the source names more items than a job may have");
      return wanted(drafts.subList(0, (int) Math.max(0, room)));
    }
    if (drafts.isEmpty() || !source.mayRepeat()) {
      return Future.succeededFuture(drafts);
    }
    List<String> urls = drafts.stream().map(Draft::url).toList();
    return desk.on(desk.store.unlisted(runner.id(), urls)).map(fresh -> firsts(drafts, fresh));
  }

  private static List<Draft> firsts(List<Draft> drafts, Set<String> fresh) {
    Set<String> left = new HashSet<>(fresh);
    return drafts.stream().filter(draft -> left.remove(draft.url())).toList();
  }

  private Future<Appended> append(List<Draft> drafts, String position, boolean last) {
    long first = runner.counters().discovered();
    return desk.off(() -> newItems.of(drafts, first))
        .compose(
            items -> {
              Future<Appended> write =
                  desk.on(desk.store.append(runner.id(), items, position, last));
              return runner.writing(write);
            })
        .onSuccess(
            appended -> {
              this.position = position;
              runner.meter.discovered(drafts.size());
              runner.completed(appended.completions());
              if (!runner.dry()) {
                long next = appended.firstSeq() + drafts.size();
                runner.admission.found(appended.firstSeq(), next, appended.waiting());
              }
            });
  }

  // --- documents

  private void ask(Ask ask) {
    Path spooled = ask.spool() ? desk.options.downloadsDir().resolve(spoolPath()) : null;
    if (ask.spool() && spoolKept && Files.isRegularFile(spooled)) {
      // Where it came from in the end is part of the position.
      Document kept = new Document(null, List.of(), null, spooled);
      hand(told -> told.answered(ask.number(), kept));
      return;
    }
    DocumentFetch duty = new DocumentFetch(runner, this, ask);
    asked.put(ask.number(), duty);
    desk.dispatcher.offer(duty.entry(0), desk.nowMs());
    desk.pump();
  }

  private void drop(int number) {
    DocumentFetch duty = asked.remove(number);
    if (duty != null) {
      duty.drop();
    }
  }

  void answered(Ask ask, Document document) {
    asked.remove(ask.number());
    hand(told -> told.answered(ask.number(), document));
  }

  void failed(Ask ask, Fault why, int sent) {
    asked.remove(ask.number());
    hand(told -> told.failed(ask.number(), why, sent));
  }

  /** Tells the source something, off the event loop, and takes its next step. */
  private void hand(Consumer<Discovery> telling) {
    if (!source.isOpen()) {
      return;
    }
    source
        .tell(telling)
        .onComplete(
            told -> {
              if (told.failed()) {
                brokeOff(told.cause());
              }
              again = true;
              go();
              runner.checkFinished();
            });
  }
}
