package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobRow;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands that arrive while something else changes the same job. */
@Timeout(60)
class CommandRacesTest extends CoordinatorCase {
  private static final int MANY = 20_000;

  @Override
  CoordinatorSetup setup() {
    return CoordinatorSetup.in(root).pauseGraceMs(TimeUnit.MINUTES.toMillis(1));
  }

  /** A job with many cancelled items, whose rows take a while to remove. */
  private String manyCancelled() {
    String id = rig.submit(numbered(MANY, "'mode':'probe','limits':{'concurrency':1}")).id();
    rig.await(id, job -> job.progress().discovered() == MANY);
    cancel(id);
    rig.awaitEnd(id);
    return id;
  }

  /** Otherwise each undoes what the other does, for ever. */
  @Test
  void retryWhileItemsOfAHostAreGivenUpPutsBackThoseThatHadEnded() {
    OriginServer dead = OriginServer.start();
    String url = dead.url("/");
    dead.close();
    Future<Answer> retried =
        sendAt(
            CoordinatorEvent.Completed.class::isInstance,
            event ->
                new Command.RetryItems(
                    ((CoordinatorEvent.Completed) event).job(), List.of(), List.of()));
    String list =
        String.join(",", IntStream.range(0, MANY).mapToObj(i -> "'" + url + i + "'").toList());
    String id =
        rig.submit(
                job(
                    "{'type':'urls','urls':[" + list + "]}",
                    "'mode':'probe','retry':{'attempts':1000,'backoffMs':20,'maxBackoffMs':40,"
                        + "'giveUpMs':1500}"))
            .id();
    assertThat(Rig.await(retried)).isInstanceOf(Answer.JobView.class);
    cancel(id);
    assertThat(rig.awaitEnd(id).progress().waiting()).isZero();
  }

  @Test
  void resumeDuringADrainIsStoredAndStartsNothing() {
    origin.on("/0", request -> gate());
    String id = rig.submit(numbered(3, "'limits':{'concurrency':1}")).id();
    rig.await(id, job -> job.progress().active() == 1);
    pause(id);
    Future<Answer> drained = rig.send(new Command.Drain(500));
    assertThat(resume(id).state()).isEqualTo(JobState.RUNNING);
    Rig.await(drained);
    assertThat(origin.requests("/0") + origin.requests("/1")).isEqualTo(1);
    open.set(true);
    restart();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void jobThatIsBeingStartedAtTheEndStartsNothingAfterIt() {
    origin.on("/once", Reply.status(404), Reply.ok("now"));
    String id = rig.run(urls(Stream.of("/once"), "")).id();
    Future<Answer> drained =
        sendAt(CoordinatorEvent.Changed.class::isInstance, event -> new Command.Drain(1_000));
    retry(id);
    Rig.await(drained);
    int requests = origin.requests("/once");
    rig.close();
    assertThat(origin.requests("/once")).isEqualTo(requests);
    rig = begin();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void jobThatIsTriedAgainWhileOldOnesAreForgottenIsKept() {
    String old = manyCancelled();
    origin.on("/once", Reply.status(404), Reply.ok("now"));
    String again = rig.run(urls(Stream.of("/once"), "")).id();
    String last = rig.run(numbered(1, "'save':{'dir':'m'}")).id();
    Instant before = Instant.now().minusSeconds(2 * 86_400);
    Rig.await(rig.store().change(JobChange.of(old).finishedAt(before).build()));
    Rig.await(rig.store().change(JobChange.of(again).finishedAt(before).build()));
    restartWith(setup().keepFinishedDays(1));
    Answer answer = Rig.await(rig.send(new Command.RetryItems(again, List.of(), List.of())));
    assertThat(answer).isInstanceOf(Answer.JobView.class);
    // Its rows go after those of the old ones.
    delete(last, false);
    awaitErased();
    assertThat(rig.awaitEnd(again).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(again, ItemState.DONE)).hasSize(1);
  }

  @Test
  void jobThatIsDeletedWhileAnotherIsErasedIsErasedToo() {
    String large = manyCancelled();
    String small = rig.run(numbered(1, "")).id();
    Future<Answer> first = rig.send(new Command.Delete(large, false));
    Rig.await(first);
    rig.ask(new Command.Delete(small, true), Answer.Done.class);
    awaitErased();
  }

  @Test
  void jobThatCannotBeStartedHoldsUpNoOther() {
    restartWith(setup().maxRunningJobs(1));
    origin.on("/0", request -> gate());
    String first = rig.submit(numbered(1, "")).id();
    String broken = rig.submit(urls(Stream.of("/1"), "")).id();
    String last = rig.submit(urls(Stream.of("/2"), "")).id();
    JobRow row = Rig.await(rig.store().job(broken));
    document(broken, "unreadable", row.shownSpec());
    cancel(first);
    assertThat(rig.awaitEnd(last).state()).isEqualTo(JobState.SUCCEEDED);
    document(broken, row.specJson(), row.shownSpec());
    assertThat(rig.awaitEnd(broken).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void noMoreJobsRunThanMayWhenOneIsResumedWhileAnotherStarts() {
    restartWith(setup().maxRunningJobs(1));
    origin.otherwise(request -> gate());
    String first = rig.submit(numbered(1, "")).id();
    rig.await(first, job -> job.progress().active() == 1);
    String second = rig.submit(urls(Stream.of("/1"), "")).id();
    Future<Answer> paused = rig.send(new Command.Pause(first));
    Future<Answer> resumed = rig.send(new Command.Resume(first));
    assertThat(Rig.await(paused)).isInstanceOf(Answer.JobView.class);
    assertThat(Rig.await(resumed)).isInstanceOf(Answer.JobView.class);
    rig.await(second, job -> job.state() == JobState.RUNNING);
    assertThat(rig.show(first).state()).isEqualTo(JobState.QUEUED);
    open.set(true);
    cancel(second);
    rig.awaitEnd(second);
    assertThat(rig.awaitEnd(first).state()).isEqualTo(JobState.SUCCEEDED);
  }

  private void document(String id, String json, String shown) {
    JobChange.Builder change = JobChange.of(id);
    Rig.await(rig.store().change(change.document(new JobChange.Document(json, shown)).build()));
  }
}
