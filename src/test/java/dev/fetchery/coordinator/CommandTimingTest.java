package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Limits;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands at the moment when a job begins or ends, and two of them at once. */
@Timeout(120)
class CommandTimingTest extends CoordinatorCase {
  private static final int ROUNDS = 10;

  enum Action {
    PAUSE,
    RESUME,
    CANCEL,
    RETRY,
    LIMIT,
    DELETE;

    Command command(String id) {
      return switch (this) {
        case PAUSE -> new Command.Pause(id);
        case RESUME -> new Command.Resume(id);
        case CANCEL -> new Command.Cancel(id);
        case RETRY -> new Command.RetryItems(id, List.of(), List.of());
        case LIMIT -> new Command.ChangeJob(id, JobPatch.of(Limits.DEFAULT));
        case DELETE -> new Command.Delete(id, true);
      };
    }
  }

  private static int status(Answer answer) {
    return answer instanceof Answer.Refused refused ? refused.status() : 200;
  }

  /**
   * Submits a job and sends a command at the first event that fits; the job's id, once answered.
   */
  private String at(Predicate<CoordinatorEvent> moment, Action action, String json) {
    Future<Answer> answer = sendAt(moment, event -> action.command(job(event)));
    String id = rig.submit(json).id();
    assertThat(status(Rig.await(answer))).isIn(200, 404, 409);
    return id;
  }

  private static String job(CoordinatorEvent event) {
    return event instanceof CoordinatorEvent.Completed completed
        ? completed.job()
        : ((CoordinatorEvent.Changed) event).job().id();
  }

  /** Goes on with what is paused, up to its end; or makes sure that nothing is left. */
  private void end(String id, Action action) {
    if (action == Action.DELETE) {
      assertThat(refused(new Command.Show(id))).isEqualTo(404);
      assertThat(rig.files()).isEmpty();
      return;
    }
    Job job = rig.await(id, now -> now.state() != JobState.QUEUED && now.progress().active() == 0);
    if (job.state() == JobState.PAUSED) {
      // It may just be ending: then there is nothing to resume.
      assertThat(status(Rig.await(rig.send(new Command.Resume(id))))).isIn(200, 409);
    }
    Job ended = rig.awaitEnd(id);
    assertThat(ended.progress().waiting()).isZero();
    assertThat(ended.lastN()).isEqualTo(rig.announced(id).size());
    delete(id, true);
  }

  @ParameterizedTest
  @EnumSource
  void asTheLastItemEnds(Action action) {
    for (int round = 0; round < ROUNDS; round++) {
      String path = "/last-" + round;
      origin.on(path, Reply.status(404), Reply.ok("now"));
      end(
          at(CoordinatorEvent.Completed.class::isInstance, action, urls(Stream.of(path), "")),
          action);
    }
    awaitErased();
  }

  @ParameterizedTest
  @EnumSource
  void asAJobIsPosted(Action action) {
    for (int round = 0; round < ROUNDS; round++) {
      end(at(CoordinatorEvent.Changed.class::isInstance, action, numbered(3, "")), action);
    }
    awaitErased();
  }

  @ParameterizedTest
  @EnumSource
  void asDiscoveryBegins(Action action) {
    origin.on("/list", Reply.ok("[\"/0\", \"/1\"]").with("Content-Type", "application/json"));
    String json = job("{'type':'json','url':'" + origin.url("/list") + "'}", "");
    for (int round = 0; round < ROUNDS; round++) {
      end(at(CommandTimingTest::runs, action, json), action);
    }
    awaitErased();
  }

  private static boolean runs(CoordinatorEvent event) {
    return event instanceof CoordinatorEvent.Changed changed
        && changed.job().state() == JobState.RUNNING;
  }

  @Test
  void twiceAtOnceIsOnce() {
    origin.on("/0", Reply.status(404));
    String id = rig.run(numbered(2, "")).id();
    assertThat(twice(Action.RETRY, id)).containsExactly(200, 409);
    rig.awaitEnd(id);
    origin.on("/0", request -> gate());
    retry(id);
    rig.await(id, job -> job.progress().active() == 1);
    assertThat(twice(Action.PAUSE, id)).containsExactly(200, 409);
    assertThat(twice(Action.RESUME, id)).containsExactly(200, 409);
    assertThat(twice(Action.DELETE, id)).containsExactly(200, 404);
    assertThat(rig.files()).isEmpty();
    awaitErased();
  }

  private List<Integer> twice(Action action, String id) {
    List<Future<Answer>> answers =
        List.of(rig.send(action.command(id)), rig.send(action.command(id)));
    return answers.stream().map(answer -> status(Rig.await(answer))).toList();
  }
}
