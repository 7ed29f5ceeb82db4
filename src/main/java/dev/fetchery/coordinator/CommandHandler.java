package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.job.JobServices;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.lease.Fetchers;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.store.StoreException;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what is asked of the coordinator; commands to one job one after the other. Confined
 * to the coordinator's event loop.
 */
final class CommandHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

  private final Confined confined = new Confined();
  private final Fetchers fetchers;
  private final StoreCalls store;
  private final JobQueue jobs;
  private final JobViews views;
  private final ItemRetry retry;
  private final JobVerification verification;
  private final JobDeletion deletion;
  private final DryRun dryRun;
  private final JobPatches patches;
  private final JobStateCommands states;
  private final HostViews hosts;

  /**
   * @param keepDays how long ended jobs are kept; 0 for ever
   */
  CommandHandler(
      JobServices services, RunningJobs running, JobQueue jobs, PostedLists lists, int keepDays) {
    this.fetchers = services.fetchers();
    this.store = services.store();
    this.jobs = jobs;
    this.views = new JobViews(store, running, services.options().files().shown());
    this.retry = new ItemRetry(store, running, jobs, views);
    this.verification = new JobVerification(store, services.items().files());
    this.deletion = new JobDeletion(services, jobs, lists, keepDays);
    this.patches = new JobPatches(store, services.loop().worker(), running, jobs);
    this.states =
        new JobStateCommands(store, services.loop().timers(), running, jobs, views, deletion);
    this.hosts = new HostViews(services.dispatcher(), services.loop().clock());
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
      return views.show(c.job());
    } else if (command instanceof Command.ShowOpen) {
      return views.showOpen();
    } else if (command instanceof Command.ShowHosts) {
      return Future.succeededFuture(hosts.view());
    } else if (command instanceof Command.ShowFetchers) {
      return Future.succeededFuture(new Answer.FetcherNodes(fetchers.nodes()));
    } else if (command instanceof Command.DrainFetchers c) {
      return Future.succeededFuture(drain(c.node()));
    } else if (command instanceof Command.ShowActive c) {
      return Future.succeededFuture(views.showActive(c.job()));
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
      return jobs.inTurn(c.job(), () -> states.pause(c.job()));
    } else if (command instanceof Command.Resume c) {
      return jobs.inTurn(c.job(), () -> states.resume(c.job()));
    } else if (command instanceof Command.Cancel c) {
      return jobs.inTurn(c.job(), () -> states.cancel(c.job()));
    } else if (command instanceof Command.RetryItems c) {
      return jobs.inTurn(c.job(), () -> retry.retry(c, views.show(c.job())));
    } else if (command instanceof Command.ChangeJob c) {
      return jobs.inTurn(c.job(), () -> patches.change(c).compose(done -> shown(c.job(), done)));
    } else if (command instanceof Command.Delete c) {
      return jobs.inTurn(c.job(), () -> states.delete(c.job(), c.files()));
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
                views
                    .view(created.row().id())
                    .map(job -> new Answer.Submitted(job, created.existed())));
  }

  /** The job as it is after a change, or why there was none. */
  private Future<Answer> shown(String id, Answer done) {
    return done instanceof Refused ? Future.succeededFuture(done) : views.show(id);
  }

  private Answer drain(String node) {
    FetcherNode drained = fetchers.drain(node);
    return drained == null
        ? new Refused(404, "there is no fetcher of a node with this name")
        : new Answer.FetcherNodes(List.of(drained));
  }
}
