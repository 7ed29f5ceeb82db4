package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.ProtocolRange;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobStore;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Fetchers that go away, disks that are full, and jobs whose time is up. */
class LossTest extends CoordinatorCase {

  @Override
  CoordinatorSetup setup() {
    return super.setup().leases(1_500, 300);
  }

  @Test
  void whatALostFetcherHeldIsFetchedByAnother() {
    AtomicBoolean open = new AtomicBoolean();
    origin.otherwise(
        r -> open.get() ? Reply.ok("x") : Reply.ok("").with(new OriginFault.Silence()));
    String id = rig.submit(numbered(20, "'save':{'ifExists':'fail'}")).id();
    rig.await(id, j -> j.progress().active() == 20);
    List.copyOf(rig.fetchers()).forEach(rig::undeploy);
    open.set(true);
    rig.addFetcher();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(id)).allSatisfy(i -> assertThat(i.attempts()).isEqualTo(1));
  }

  @Test
  void commandThatFindsTheStoreClosedIsRefusedAndNoFault() {
    Logger commands = (Logger) LoggerFactory.getLogger(CommandHandler.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    commands.addAppender(told);
    rig.store().close();
    Command submit = new Command.Submit(Rig.document(numbered(1, "")), null, null);
    Answer.Refused refused = rig.ask(submit, Answer.Refused.class);
    commands.detachAppender(told);
    assertThat(refused).isEqualTo(new Answer.Refused(503, "the service is stopping"));
    assertThat(told.list).isEmpty();
    restart();
  }

  /** A fetcher whose every word is the test's. */
  private final class Puppet {
    final String id;
    final AtomicBoolean dismissed = new AtomicBoolean();
    final List<Long> tasks = new CopyOnWriteArrayList<>();
    volatile boolean silent;
    private final Outcome answer;
    private Welcome welcome;
    private long number;

    /**
     * @param answer to each task, or null for none: then it never reports again
     */
    Puppet(String id, Outcome answer) {
      this.id = id;
      this.answer = answer;
      rig.vertx()
          .eventBus()
          .<BusMessage>request(
              Addresses.COORDINATOR,
              new Hello(new NodeInfo("here", "here", "1"), id, 0, 1_000, ProtocolRange.SPOKEN))
          .onSuccess(
              message -> {
                welcome = (Welcome) message.body();
                report(List.of());
              });
    }

    void report(List<Result> results) {
      Report report =
          new Report(
              id,
              welcome.session(),
              ++number,
              number - 1,
              false,
              null,
              results,
              List.of(),
              List.of(),
              Map.of(),
              List.of(),
              List.of(),
              List.of());
      rig.vertx()
          .eventBus()
          .<BusMessage>request(welcome.address(), report)
          .onSuccess(message -> answered(message.body()));
    }

    private void answered(BusMessage reply) {
      if (reply instanceof FetcherMessage.Dismissed) {
        dismissed.set(true);
      } else if (reply instanceof FetcherMessage.Assignment assignment) {
        assignment.tasks().forEach(task -> tasks.add(task.id()));
        if (answer != null && !silent) {
          report(assignment.tasks().stream().map(t -> result(t.id(), answer)).toList());
        }
      }
    }

    private static Result result(long task, Outcome outcome) {
      return new Result(task, outcome, 0, null);
    }
  }

  /** Starts again without any fetcher, so that the puppet gets every task. */
  private void withoutFetchers() {
    rig.close();
    rig = Rig.start(root, 0, setup().build());
  }

  @Test
  void fetcherWhoseSessionIsOverIsNotBelieved() {
    withoutFetchers();
    Puppet puppet = new Puppet("puppet", null);
    String id = rig.submit(numbered(1, "'save':{'ifExists':'overwrite'}")).id();
    rig.await(id, j -> j.progress().active() == 1);
    rig.await(id, j -> j.progress().active() == 0);
    puppet.report(List.of(Puppet.result(puppet.tasks.get(0), new Outcome.HttpError(404, -1, 1))));
    rig.await(id, j -> puppet.dismissed.get());
    rig.addFetcher();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(item(id, 0).attempts()).isEqualTo(1);
  }

  @Test
  void jobThatWasBeingCancelledWhenTheServiceDiedIsCancelled() {
    withoutFetchers();
    new Puppet("puppet", null);
    String id = rig.submit(numbered(3, "'save':{'ifExists':'overwrite'}")).id();
    rig.await(id, j -> j.progress().active() == 3);
    assertThat(cancel(id).state()).isEqualTo(JobState.RUNNING);
    crash();
    Job job = rig.awaitEnd(id);
    assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    assertThat(job.progress().cancelled()).isEqualTo(3);
    assertThat(origin.requests()).isZero();
  }

  @Test
  void fullDiskPausesTheJobAndAResumeGoesOn() {
    withoutFetchers();
    Puppet full = new Puppet("full", new Outcome.NoSpace("no space left on device", null));
    String id = rig.submit(numbered(5, "'save':{'ifExists':'overwrite'}")).id();
    Job paused = rig.await(id, j -> j.state() == JobState.PAUSED);
    assertThat(paused.error().code()).isEqualTo(ErrorCode.DISK);
    assertThat(rig.await(id, j -> j.progress().active() == 0).progress().waiting()).isEqualTo(5);
    full.silent = true;
    rig.addFetcher();
    rig.await(id, j -> true);
    assertThat(resume(id).error()).isNull();
    Job job = rig.awaitEnd(id);
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(id)).allSatisfy(i -> assertThat(i.attempts()).isEqualTo(1));
  }

  @Test
  void jobsThatWereKeptLongEnoughAreForgottenAndTheirFilesStay() {
    restartWith(setup().keepFinishedDays(1));
    String old = rig.run(numbered(2, "")).id();
    String young = rig.run(numbered(2, "'save':{'dir':'m'}")).id();
    Instant before = Instant.now().minusSeconds(2 * 86_400);
    Rig.await(rig.store().change(JobChange.of(old).finishedAt(before).build()));
    restartWith(setup().keepFinishedDays(1));
    assertThat(gone(old)).isTrue();
    assertThat(rig.show(young).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.files()).hasSize(4);
  }

  private boolean gone(String id) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() - end < 0) {
      JobStore store = rig.store();
      if (Rig.await(store.job(id)) == null) {
        return refused(new Command.Show(id)) == 404;
      }
      Rig.await(rig.vertx().timer(10));
    }
    return false;
  }

  @Test
  void jobIsDeletedInTheMiddleOfItsDiscovery() {
    origin.on("/list", Reply.ok("").with(new OriginFault.Silence()));
    String id = rig.submit(job("{'type':'json','url':'" + origin.url("/list") + "'}", "")).id();
    rig.await(id, j -> origin.requests("/list") == 1);
    delete(id, true);
    assertThat(refused(new Command.Show(id))).isEqualTo(404);
    assertThat(rig.files()).isEmpty();
  }
}
