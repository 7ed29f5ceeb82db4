package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.JobView;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.JobServices;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what is asked of the coordinator; commands to one job one after the other. Confined
 * to the coordinator's event loop.
 */
final class CommandHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

  /** So long a job of which nothing is active may take to end before its cancel is answered. */
  private static final long CANCELLED_WITHIN_MS = 300;

  private final Confined confined = new Confined();
  private final JobServices services;
  private final StoreCalls store;
  private final RunningJobs running;
  private final JobQueue jobs;
  private final ItemRetry retry;
  private final JobVerification verification;
  private final JobDeletion deletion;
  private final DryRun dryRun;
  private final JobPatches changes;
  private final HostViews hosts;

  CommandHandler(
      JobServices services, RunningJobs running, JobQueue jobs, CoordinatorOptions options) {
    this.services = services;
    this.store = services.store();
    this.running = running;
    this.jobs = jobs;
    this.retry = new ItemRetry(store, running, jobs);
    this.verification = new JobVerification(store, services.items().files());
    this.deletion = new JobDeletion(services, running, options.keepFinishedDays());
    this.changes = new JobPatches(services, running, jobs);
    this.hosts = new HostViews(services.dispatcher(), services.clock());
    this.dryRun = new DryRun(store, services.items().files(), jobs);
  }

  /** Goes on removing what is marked as deleted, and what has been kept long enough. */
  void sweep() {
    deletion.sweep();
  }

  Future<Answer> carryOut(Command command) {
    assert confined.here();
    return answer(command).recover(CommandHandler::refusal);
  }

  private Future<Answer> answer(Command command) {
    if (command instanceof Command.DryRun c) {
      return dryRun.run(c.document(), c.call());
    } else if (command instanceof Command.EndDryRun c) {
      dryRun.end(c.call());
      return Future.succeededFuture(new Answer.Done());
    } else if (command instanceof Command.Show c) {
      return show(c.job());
    } else if (command instanceof Command.ShowOpen) {
      return showOpen();
    } else if (command instanceof Command.ShowHosts) {
      return Future.succeededFuture(hosts.view());
    } else if (command instanceof Command.ShowFetchers) {
      return Future.succeededFuture(new Answer.FetcherNodes(services.fetchers().nodes()));
    } else if (command instanceof Command.DrainFetchers c) {
      return Future.succeededFuture(drain(c.node()));
    } else if (command instanceof Command.ShowActive c) {
      return showActive(c.job());
    } else if (command instanceof Command.Verify c) {
      return verification.verify(c.job());
    } else if (command instanceof Command.ShowVerification c) {
      return Future.succeededFuture(verification.progress(c.job()));
    } else if (command instanceof Command.Drain c) {
      return jobs.drain(c.graceMs()).map(new Answer.Done());
    } else if (store.failing()) {
      // It would be carried out when there is room again, long after its caller has given up.
      return Future.succeededFuture(new Refused(503, "nothing can be stored now"));
    }
    return change(command);
  }

  private Future<Answer> change(Command command) {
    if (command instanceof Command.Submit c) {
      return submit(c);
    } else if (command instanceof Command.Pause c) {
      return jobs.inTurn(c.job(), () -> pause(c.job()));
    } else if (command instanceof Command.Resume c) {
      return jobs.inTurn(c.job(), () -> resume(c.job()));
    } else if (command instanceof Command.Cancel c) {
      return jobs.inTurn(c.job(), () -> cancel(c.job()));
    } else if (command instanceof Command.RetryItems c) {
      return jobs.inTurn(c.job(), () -> retry.retry(c, show(c.job())));
    } else if (command instanceof Command.ChangeJob c) {
      return jobs.inTurn(c.job(), () -> changes.change(c).compose(done -> shown(c.job(), done)));
    } else if (command instanceof Command.Delete c) {
      return jobs.inTurn(c.job(), () -> delete(c));
    }
    throw new IllegalStateException("a command without an action: " + command);
  }

  private static Future<Answer> refusal(Throwable cause) {
    if (cause instanceof StoreException.KeyReused) {
      return Future.succeededFuture(new Refused(422, String.valueOf(cause.getMessage())));
    }
    if (cause instanceof StoreException.TooManyOpen) {
      return Future.succeededFuture(new Refused(429, String.valueOf(cause.getMessage())));
    }
    if (cause instanceof StoreException.Closed) {
      return Future.succeededFuture(new Refused(503, "the service is stopping"));
    }
    LOG.error("a command failed", cause);
    return Future.succeededFuture(new Refused(503, "the command could not be carried out now"));
  }

  private Future<Answer> submit(Command.Submit c) {
    return jobs.submit(c.document(), c.idempotencyKey(), c.fingerprint(), false)
        .compose(
            created ->
                jobs.view(created.row().id())
                    .map(job -> new Answer.Submitted(job, created.existed())));
  }

  /** The job as it is after a change, or why there was none. */
  private Future<Answer> shown(String id, Answer done) {
    return done instanceof Refused ? Future.succeededFuture(done) : show(id);
  }

  private Future<Answer> show(String id) {
    return jobs.view(id).map(job -> job == null ? Refusals.unknownJob(id) : new JobView(job));
  }

  private Future<Answer> showOpen() {
    return store.call(JobStore::openJobs).map(this::views);
  }

  private Answer views(List<JobRow> rows) {
    List<Job> views = new ArrayList<>(rows.size());
    for (JobRow row : rows) {
      JobRunner runner = running.get(row.id());
      if (!row.hidden()) {
        views.add(runner == null ? row.view(jobs.place()) : runner.view());
      }
    }
    return new Answer.JobViews(views);
  }

  private Answer drain(String node) {
    FetcherNode drained = services.fetchers().drain(node);
    return drained == null
        ? new Refused(404, "there is no fetcher of a node with this name")
        : new Answer.FetcherNodes(List.of(drained));
  }

  private Future<Answer> showActive(String id) {
    JobRunner runner = running.get(id);
    List<Answer.Active> items = runner == null ? List.of() : runner.activeItems();
    return Future.succeededFuture(new Answer.ActiveItems(items));
  }

  /** Does something with the job's row, or refuses where there is none. */
  private Future<Answer> onRow(String id, Function<JobRow, Future<Answer>> then) {
    return store
        .call(rows -> rows.job(id))
        .compose(
            row -> row == null ? Future.succeededFuture(Refusals.unknownJob(id)) : then.apply(row));
  }

  private static Future<Answer> conflict(JobState state, String what) {
    return Future.succeededFuture(
        new Refused(409, "a job that is " + state.wire() + " cannot be " + what));
  }

  /** Changes a job that is not at work. */
  private Future<Answer> change(JobChange.Builder change, String id) {
    return store
        .call(rows -> rows.change(change.build()))
        .onSuccess(jobs::announce)
        .compose(row -> show(id));
  }

  private Future<Answer> pause(String id) {
    JobRunner runner = running.get(id);
    if (runner != null && !runner.cancelling() && runner.state() == JobState.RUNNING) {
      return runner.pause().compose(v -> show(id)).onSuccess(v -> jobs.promote());
    }
    return onRow(id, this::pauseStored);
  }

  private Future<Answer> pauseStored(JobRow row) {
    if (row.state() != JobState.QUEUED || row.cancelling()) {
      return conflict(row.state(), "paused");
    }
    jobs.dequeue(row.id());
    return change(JobChange.of(row.id()).state(JobState.PAUSED), row.id());
  }

  private Future<Answer> resume(String id) {
    JobRunner runner = running.get(id);
    if (runner == null || runner.cancelling() || runner.state() != JobState.PAUSED) {
      return onRow(id, this::resumeStored);
    }
    if (!jobs.full()) {
      return runner.resume().compose(v -> show(id));
    }
    // Its place was given to another: it is queued again as soon as nothing of it is active.
    runner.stopAll();
    return runner.whenGone().compose(v -> onRow(id, this::resumeStored));
  }

  private Future<Answer> resumeStored(JobRow row) {
    if (row.state() != JobState.PAUSED || row.cancelling()) {
      return conflict(row.state(), "resumed");
    }
    return change(JobChange.of(row.id()).state(JobState.QUEUED).clearError(), row.id())
        .onSuccess(v -> jobs.enqueue(row.id()));
  }

  private Future<Answer> cancel(String id) {
    JobRunner runner = running.get(id);
    if (runner != null && !runner.cancelling() && runner.state().open()) {
      return runner.cancel().compose(v -> afterEnd(runner));
    }
    return onRow(id, this::cancelStored);
  }

  private Future<Answer> cancelStored(JobRow row) {
    if (!row.state().open() || row.cancelling()) {
      return conflict(row.state(), "cancelled");
    }
    jobs.dequeue(row.id());
    JobChange.Builder change = JobChange.of(row.id()).cancelling(true);
    return store
        .call(rows -> rows.change(change.build()))
        .compose(cancelling -> jobs.run(cancelling, true))
        .compose(this::afterEnd);
  }

  /** Where nothing is active all there is to wait for is the store, and the answer can tell it. */
  private Future<Answer> afterEnd(JobRunner cancelled) {
    if (!cancelled.leases().isEmpty()) {
      return show(cancelled.id());
    }
    Promise<Void> within = Promise.promise();
    services.timers().after(CANCELLED_WITHIN_MS, within::tryComplete);
    return Future.any(cancelled.whenGone(), within.future()).compose(v -> show(cancelled.id()));
  }

  /** What is open is cancelled first, so that all that its end cleans up is cleaned up. */
  private Future<Answer> delete(Command.Delete c) {
    return end(c.job()).compose(v -> onRow(c.job(), row -> deleteStored(row, c.files())));
  }

  private Future<Answer> deleteStored(JobRow row, boolean files) {
    jobs.dequeue(row.id());
    return deletion.delete(row, files);
  }

  private Future<Void> end(String id) {
    JobRunner runner = running.get(id);
    boolean atWork = runner != null && !runner.cancelling() && runner.state().open();
    Future<?> cancelled = atWork || runner == null ? cancel(id) : Future.succeededFuture();
    return cancelled.compose(v -> whenGone(id));
  }

  private Future<Void> whenGone(String id) {
    JobRunner runner = running.get(id);
    return runner == null ? Future.succeededFuture() : runner.whenGone();
  }
}
