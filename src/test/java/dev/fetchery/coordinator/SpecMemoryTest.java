package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobStore;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose specifications do not fit into memory beside each other. */
@Timeout(60)
class SpecMemoryTest {
  @TempDir Path root;

  private final MemoryBudget memory = budget();
  private final Promise<Void> until = Promise.promise();
  private OriginServer origin;

  @BeforeEach
  void serve() {
    origin = OriginServer.start();
    origin.on("/slow", Reply.ok("xx").with(new OriginFault.Held(1, until.future())));
    origin.on("/0", Reply.ok("x"));
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private static MemoryBudget budget() {
    return MemoryBudget.ofHeap(4L * (64 << 10));
  }

  private Rig rig(MemoryBudget budget) {
    return Rig.start(root, 1, CoordinatorSetup.in(root).memory(budget).build());
  }

  private String submitSlow(Rig rig) {
    String id = rig.submit(job(origin.url("/slow"))).id();
    rig.await(id, job -> job.progress().active() == 1);
    return id;
  }

  private String submitWaiting(Rig rig) {
    return rig.submit(job(origin.url("/0"))).id();
  }

  /** What fits goes first: a large job must not hold up all behind it. */
  private void smallOneRuns(Rig rig) {
    String small = "{\"source\":{\"type\":\"urls\",\"urls\":[\"" + origin.url("/0") + "\"]}}";
    assertThat(rig.run(small).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void jobWaitsUntilItsSpecificationFits() {
    try (Rig rig = rig(memory)) {
      endInTurn(rig, submitSlow(rig), submitWaiting(rig));
    }
    assertThat(memory.used(Use.JOBS)).isZero();
  }

  private void endInTurn(Rig rig, String first, String second) {
    smallOneRuns(rig);
    assertThat(rig.show(second).state()).isEqualTo(JobState.QUEUED);
    until.complete();
    assertThat(rig.awaitEnd(first).state())
        .as("%s", rig.items(first))
        .isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.awaitEnd(second).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void soItDoesAfterAKill() {
    Rig killed = rig(budget());
    String first = submitSlow(killed);
    String second = submitWaiting(killed);
    killed.kill();
    try (Rig rig = rig(memory)) {
      rig.await(first, job -> job.progress().active() == 1);
      endInTurn(rig, first, second);
    }
    assertThat(memory.used(Use.JOBS)).isZero();
  }

  @Test
  void cancelledJobsWithLargeSpecificationsEndOneAfterTheOtherAfterAKillToo() {
    Rig killed = rig(budget());
    submitSlow(killed);
    List<String> jobs = List.of(submitWaiting(killed), submitWaiting(killed));
    for (String job : jobs) {
      Rig.await(killed.store().change(JobChange.of(job).cancelling(true).build()));
    }
    killed.kill();
    StoreLog log = new StoreLog();
    try (Rig rig = Rig.start(root, CoordinatorSetup.in(root).memory(memory).build(), log::of)) {
      jobs.forEach(job -> assertThat(rig.awaitEnd(job).state()).isEqualTo(JobState.CANCELLED));
      assertOneAfterTheOther(log, jobs);
      until.complete();
    }
  }

  @Test
  void queuedJobsWithLargeSpecificationsAreCancelledOneAfterTheOther() {
    StoreLog log = new StoreLog();
    try (Rig rig = Rig.start(root, CoordinatorSetup.in(root).memory(memory).build(), log::of)) {
      submitSlow(rig);
      List<String> jobs = List.of(submitWaiting(rig), submitWaiting(rig));
      List<Future<Answer>> answers =
          jobs.stream().map(job -> rig.send(new Command.Cancel(job))).toList();
      Rig.await(Future.all(answers));
      jobs.forEach(job -> assertThat(rig.awaitEnd(job).state()).isEqualTo(JobState.CANCELLED));
      assertOneAfterTheOther(log, jobs);
      until.complete();
    }
  }

  /**
   * What a job did before is asked for when it is put to work. Which of the two is first is open:
   * their rows are read beside each other.
   */
  private static void assertOneAfterTheOther(StoreLog log, List<String> jobs) {
    List<String> inTurn =
        jobs.stream().sorted(Comparator.comparingInt(job -> log.first("series", job))).toList();
    assertThat(log.calls).containsAll(jobs.stream().map(job -> "series " + job).toList());
    assertThat(log.first("series", inTurn.get(1)))
        .isGreaterThan(log.calls.lastIndexOf("change " + inTurn.get(0)));
  }

  /** Notes which call came for which job. */
  private static final class StoreLog {
    final List<String> calls = new CopyOnWriteArrayList<>();

    int first(String call, String job) {
      return calls.indexOf(call + " " + job);
    }

    JobStore of(JobStore real) {
      return (JobStore)
          Proxy.newProxyInstance(
              JobStore.class.getClassLoader(),
              new Class<?>[] {JobStore.class},
              (proxy, method, values) -> {
                if (values != null) {
                  Object first = values[0];
                  calls.add(
                      method.getName() + " " + (first instanceof JobChange c ? c.id() : first));
                }
                return method.invoke(real, values);
              });
    }
  }

  private static String job(String url) {
    String filler = "f".repeat(20_000);
    return """
    {"source": {"type": "urls", "urls": [{"url": "%s", "filler": "%s"}]}}
    """
        .formatted(url, filler);
  }
}
