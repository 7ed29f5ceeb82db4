package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.JobView;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Limits;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobViews;
import dev.fetchery.store.StoreException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what is asked of the coordinator; commands to one job one after the other. */
final class CommandHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

  /** So long a job of which nothing is active may take to end before its cancel is answered. */
  private static final long CANCELLED_WITHIN_MS = 300;

  private final Desk desk;
  private final JobQueue jobs;
  private final ItemRetry reopening;
  private final JobVerification verifying;
  private final JobDeletion deleting;
  private final DryRun dryRuns;

  CommandHandler(Desk desk, JobQueue jobs) {
    this.desk = desk;
    this.jobs = jobs;
    this.reopening = new ItemRetry(desk, jobs);
    this.verifying = new JobVerification(desk);
    this.deleting = new JobDeletion(desk);
    this.dryRuns = new DryRun(desk, jobs);
  }

  JobDeletion deleting() {
    return deleting;
  }

  Future<Answer> carryOut(Command command) {
    return answer(command).recover(CommandHandler::refusal);
  }

  private Future<Answer> answer(Command command) {
    if (command instanceof Command.DryRun c) {
      return dryRuns.run(c.spec());
    } else if (command instanceof Command.Show c) {
      return shown(c.job());
    } else if (command instanceof Command.ShowOpen) {
      return showOpen();
    } else if (command instanceof Command.ShowActive c) {
      return active(c.job());
    } else if (command instanceof Command.Verify c) {
      return verifying.verify(c.job());
    } else if (command instanceof Command.Drain c) {
      return jobs.drain(c.graceMs()).map(new Answer.Done());
    } else if (desk.store.health().failingSince() != null) {
      // It would be carried out when there is room again, long after its caller has given up.
      return Future.succeededFuture(new Refused(503, "nothing can be stored now"));
    }
    return changing(command);
  }

  private Future<Answer> changing(Command command) {
    if (command instanceof Command.Submit c) {
      return submit(c);
    } else if (command instanceof Command.Pause c) {
      return jobs.inTurn(c.job(), () -> pause(c.job()));
    } else if (command instanceof Command.Resume c) {
      return jobs.inTurn(c.job(), () -> resume(c.job()));
    } else if (command instanceof Command.Cancel c) {
      return jobs.inTurn(c.job(), () -> cancel(c.job()));
    } else if (command instanceof Command.RetryItems c) {
      return jobs.inTurn(c.job(), () -> reopening.retry(c, shown(c.job())));
    } else if (command instanceof Command.ChangeLimits c) {
      return jobs.inTurn(c.job(), () -> limits(c.job(), c.limits()));
    } else if (command instanceof Command.Delete c) {
      return jobs.inTurn(c.job(), () -> delete(c));
    }
    throw new IllegalStateException("a command without an action: " + command);
  }

  private static Future<Answer> refusal(Throwable cause) {
    if (cause instanceof StoreException.KeyReused) {
      return Future.succeededFuture(new Refused(422, cause.getMessage()));
    }
    if (cause instanceof StoreException.TooManyOpen) {
      return Future.succeededFuture(new Refused(429, cause.getMessage()));
    }
    if (cause instanceof StoreException.Closed) {
      return Future.succeededFuture(new Refused(503, "the service is stopping"));
    }
    LOG.error("a command failed", cause);
    return Future.succeededFuture(new Refused(503, "the command could not be carried out now"));
  }

  private Future<Answer> submit(Command.Submit c) {
    return jobs.submit(c.spec(), c.idempotencyKey(), c.fingerprint(), false)
        .compose(
            created ->
                jobs.view(created.row().id())
                    .map(job -> new Answer.Submitted(job, created.existed())));
  }

  private Future<Answer> shown(String id) {
    return jobs.view(id).map(job -> job == null ? unknown(id) : new JobView(job));
  }

  static Answer unknown(String id) {
    return new Refused(404, "there is no job " + id);
  }

  private Future<Answer> showOpen() {
    return desk.on(desk.store.openJobs())
        .map(
            rows -> {
              List<Job> views = new ArrayList<>(rows.size());
              for (JobRow row : rows) {
                JobRunner runner = desk.runners.get(row.id());
                if (!row.hidden()) {
                  views.add(runner == null ? JobViews.of(row) : runner.view());
                }
              }
              return new Answer.JobViews(views);
            });
  }

  private Future<Answer> active(String id) {
    JobRunner runner = desk.runners.get(id);
    return Future.succeededFuture(
        new Answer.ActiveItems(
            runner == null ? List.of() : List.copyOf(runner.items.leasedSeqs())));
  }

  /** The job's row for a state change, or a refusal. */
  private Future<Answer> onRow(
      String id, java.util.function.Function<JobRow, Future<Answer>> then) {
    return desk.on(desk.store.job(id))
        .compose(row -> row == null ? Future.succeededFuture(unknown(id)) : then.apply(row));
  }

  private static Future<Answer> conflict(JobState state, String what) {
    return Future.succeededFuture(
        new Refused(409, "a job that is " + state.wire() + " cannot be " + what));
  }

  private Future<Answer> pause(String id) {
    JobRunner runner = desk.runners.get(id);
    if (runner != null && !runner.cancelling() && runner.state() == JobState.RUNNING) {
      return runner.control.pause(null).compose(v -> shown(id)).onSuccess(v -> jobs.promote());
    }
    return onRow(
        id,
        row -> {
          if (row.state() != JobState.QUEUED || row.cancelling()) {
            return conflict(row.state(), "paused");
          }
          jobs.dequeue(id);
          return changed(new ChangeBuilder(id).state(JobState.PAUSED), id);
        });
  }

  private Future<Answer> resume(String id) {
    JobRunner runner = desk.runners.get(id);
    if (runner != null && !runner.cancelling() && runner.state() == JobState.PAUSED) {
      if (!jobs.full()) {
        return runner.control.resume().compose(v -> shown(id));
      }
      // Its place was given to another: it goes back in line, as soon as nothing of it is active.
      runner.control.stopAll();
      return runner.ending.whenGone().compose(v -> resumeStored(id));
    }
    return resumeStored(id);
  }

  private Future<Answer> resumeStored(String id) {
    return onRow(
        id,
        row -> {
          if (row.state() != JobState.PAUSED || row.cancelling()) {
            return conflict(row.state(), "resumed");
          }
          return changed(new ChangeBuilder(id).state(JobState.QUEUED).clearError(), id)
              .onSuccess(v -> jobs.enqueue(id));
        });
  }

  private Future<Answer> changed(ChangeBuilder change, String id) {
    return desk.on(desk.store.change(change.build()))
        .compose(
            row -> {
              desk.announce(new CoordinatorEvent.Changed(JobViews.of(row)));
              return shown(id);
            });
  }

  private Future<Answer> cancel(String id) {
    JobRunner runner = desk.runners.get(id);
    if (runner != null && !runner.cancelling() && runner.state().open()) {
      return runner.control.cancel().compose(v -> afterEnd(runner));
    }
    return onRow(
        id,
        row -> {
          if (!row.state().open() || row.cancelling()) {
            return conflict(row.state(), "cancelled");
          }
          jobs.dequeue(id);
          return desk.on(desk.store.change(new ChangeBuilder(id).cancelling(true).build()))
              .compose(cancelling -> afterEnd(jobs.run(cancelling, true)));
        });
  }

  /** Where nothing is active all there is to wait for is the store, and the answer can tell it. */
  private Future<Answer> afterEnd(JobRunner cancelling) {
    Future<?> end =
        cancelling.leases().isEmpty()
            ? Future.any(cancelling.ending.whenGone(), desk.vertx.timer(CANCELLED_WITHIN_MS))
            : Future.succeededFuture();
    return end.compose(v -> shown(cancelling.id()));
  }

  private Future<Answer> limits(String id, Limits limits) {
    JobRunner runner = desk.runners.get(id);
    if (runner != null && runner.state().open()) {
      return runner.changeLimits(limits).compose(v -> shown(id));
    }
    return onRow(
        id,
        row -> {
          if (!row.state().open()) {
            return conflict(row.state(), "given other limits");
          }
          JobSpec spec = JobReader.readStored(row.specJson()).withLimits(limits);
          return changed(
              new ChangeBuilder(id).spec(JobWriter.toJson(spec), JobWriter.toShownJson(spec)), id);
        });
  }

  /** What is open is cancelled first, so that all that its end cleans up is cleaned up. */
  private Future<Answer> delete(Command.Delete c) {
    String id = c.job();
    return over(id)
        .compose(
            v ->
                onRow(
                    id,
                    row -> {
                      jobs.dequeue(id);
                      return deleting.delete(row, c.files());
                    }));
  }

  private Future<Void> over(String id) {
    JobRunner runner = desk.runners.get(id);
    boolean running = runner != null && !runner.cancelling() && runner.state().open();
    Future<?> cancelled = running || runner == null ? cancel(id) : Future.succeededFuture();
    return cancelled.compose(
        v -> {
          JobRunner cancelling = desk.runners.get(id);
          return cancelling == null ? Future.succeededFuture() : cancelling.ending.whenGone();
        });
  }
}
