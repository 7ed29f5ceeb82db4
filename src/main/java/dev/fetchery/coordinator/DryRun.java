package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Collision;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.JobDocument;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobReads.Groups;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Plans without doing: the discovery of a hidden job, whose items are never let in and which is
 * removed as soon as its plan is read. So a plan of a million items takes no more memory than the
 * job itself would. Confined to the coordinator's event loop.
 */
final class DryRun {
  private static final int SAMPLE = 100;
  private static final int MOST_LISTED = 1_000;

  /** Beyond it, a plan is refused: each reads its whole source and stores what it finds. */
  private static final int MOST_AT_ONCE = 4;

  /** One that was asked for and is not answered yet. */
  private static final class Call {
    private @Nullable JobRunner runner;
    private boolean ended;
  }

  private final Confined confined = new Confined();
  private final Map<String, Call> calls = new HashMap<>();
  private final StoreCalls store;
  private final FileService files;
  private final JobQueue jobs;

  DryRun(StoreCalls store, FileService files, JobQueue jobs) {
    this.store = store;
    this.files = files;
    this.jobs = jobs;
  }

  /**
   * @param call by which {@link #end} knows it
   */
  Future<Answer> run(JobDocument document, String call) {
    assert confined.here();
    if (calls.size() >= MOST_AT_ONCE) {
      return Future.succeededFuture(
          new Refused(503, "there are " + MOST_AT_ONCE + " dry runs already"));
    }
    Call begun = new Call();
    calls.put(call, begun);
    return jobs.submit(document, null, null, true)
        .compose(created -> jobs.run(created.row(), false))
        .compose(runner -> planned(begun, runner))
        .onComplete(done -> calls.remove(call, begun));
  }

  private Future<Answer> planned(Call call, JobRunner runner) {
    call.runner = runner;
    if (call.ended) {
      runner.abandon();
    }
    return whenPlanned(runner, call);
  }

  /** Gives a dry run up: its caller is gone. */
  void end(String call) {
    assert confined.here();
    Call known = calls.get(call);
    if (known != null) {
      known.ended = true;
      if (known.runner != null) {
        known.runner.abandon();
      }
    }
  }

  private Future<Answer> whenPlanned(JobRunner runner, Call call) {
    return runner
        .whenGone()
        .compose(
            v ->
                call.ended
                    ? Future.<Answer>succeededFuture(new Refused(503, "the caller is gone"))
                    : plan(runner))
        .eventually(runner::removeWorkingFiles)
        .eventually(() -> remove(runner.id()));
  }

  /** The rows of a plan of a million items take a while to go, and are not waited for. */
  private Future<Boolean> remove(String id) {
    return store.call(rows -> rows.markDeleted(id)).onSuccess(marked -> erase(id));
  }

  private Future<Void> erase(String id) {
    return store
        .call(rows -> rows.erase(id))
        .compose(gone -> gone ? Future.succeededFuture() : erase(id));
  }

  private Future<Answer> plan(JobRunner runner) {
    String id = runner.id();
    Fault fault = runner.error();
    if (fault != null) {
      return Future.succeededFuture(
          new Refused(502, "the source could not be read: " + fault.detail()));
    }
    Future<Long> existing = existing(id, -1, 0);
    Future<Map<String, Long>> hosts = store.call(rows -> rows.hosts(id, MOST_LISTED));
    Future<Groups> collisions = store.call(rows -> rows.collisions(id, MOST_LISTED));
    Future<List<Item>> sample = store.call(rows -> rows.items(id, null, -1, SAMPLE));
    return Future.all(existing, hosts, collisions, sample)
        .map(
            all ->
                new Answer.Planned(
                    runner.discovered(),
                    existing.result(),
                    hosts.result(),
                    collisions(collisions.result()),
                    sample.result(),
                    runner.proposal()));
  }

  private static List<Collision> collisions(Groups groups) {
    return groups.groups().entrySet().stream()
        .map(group -> new Collision(group.getKey(), group.getValue()))
        .toList();
  }

  private Future<Long> existing(String id, long after, long sum) {
    return store
        .call(rows -> rows.items(id, null, after, JobReads.PAGE))
        .compose(items -> items.isEmpty() ? Future.succeededFuture(sum) : existing(id, items, sum));
  }

  private Future<Long> existing(String id, List<Item> page, long sum) {
    List<String> paths = page.stream().map(Item::file).filter(Objects::nonNull).toList();
    long last = page.get(page.size() - 1).seq();
    return files
        .ask(new FileRequest.Find(paths), FileAnswer.Found.class)
        .compose(found -> existing(id, last, sum + found.paths().size()));
  }
}
