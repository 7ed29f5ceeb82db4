package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Collision;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.JobSpec;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.JobStore.Groups;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Plans without doing: the discovery of a hidden job, whose items are never let in and which is
 * removed as soon as its plan is read. So a plan of a million items takes no more memory than the
 * job itself would.
 */
final class DryRun {
  private static final int SAMPLE = 100;
  private static final int MOST_LISTED = 1_000;

  private final Desk desk;
  private final JobQueue jobs;

  DryRun(Desk desk, JobQueue jobs) {
    this.desk = desk;
    this.jobs = jobs;
  }

  Future<Answer> run(JobSpec spec) {
    return jobs.submit(spec, null, null, true)
        .compose(
            created -> {
              JobRunner runner = jobs.run(created.row(), false);
              return runner
                  .ending
                  .whenGone()
                  .compose(v -> plan(runner))
                  .eventually(() -> runner.leftovers.discardAll())
                  .eventually(() -> remove(created.row()));
            });
  }

  /** The rows of a plan of a million items take a while to go: nobody waits for them. */
  private Future<Boolean> remove(JobRow row) {
    return desk.on(desk.store.markDeleted(row.id())).onSuccess(marked -> erase(row.id()));
  }

  private Future<Void> erase(String id) {
    return desk.on(desk.store.erase(id))
        .compose(gone -> gone ? Future.succeededFuture() : erase(id));
  }

  private Future<Answer> plan(JobRunner runner) {
    String id = runner.id();
    Fault broke = runner.error();
    if (broke != null) {
      return Future.succeededFuture(
          new Refused(502, "the source could not be read: " + broke.detail()));
    }
    Future<Long> existing = existing(id, -1, 0);
    Future<Map<String, Long>> hosts = desk.on(desk.store.hosts(id, MOST_LISTED));
    Future<Groups> collisions = desk.on(desk.store.collisions(id, MOST_LISTED));
    Future<List<Item>> sample = desk.on(desk.store.items(id, null, -1, SAMPLE));
    return Future.all(existing, hosts, collisions, sample)
        .map(
            all ->
                new Answer.Planned(
                    runner.counters().discovered(),
                    existing.result(),
                    hosts.result(),
                    collisions.result().groups().entrySet().stream()
                        .map(e -> new Collision(e.getKey(), e.getValue()))
                        .toList(),
                    sample.result()));
  }

  private Future<Long> existing(String id, long after, long sum) {
    return desk.on(desk.store.items(id, null, after, JobStore.PAGE))
        .compose(
            items -> {
              if (items.isEmpty()) {
                return Future.succeededFuture(sum);
              }
              List<String> paths = items.stream().map(Item::file).filter(Objects::nonNull).toList();
              long last = items.get(items.size() - 1).seq();
              return desk.files(new FileRequest.Find(paths), FileAnswer.Found.class)
                  .compose(found -> existing(id, last, sum + found.paths().size()));
            });
  }
}
