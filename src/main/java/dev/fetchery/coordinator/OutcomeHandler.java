package dev.fetchery.coordinator;

import dev.fetchery.bus.Outcome;
import dev.fetchery.coordinator.OutcomeBatch.Settling;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.Failure;
import dev.fetchery.plan.Origins;
import dev.fetchery.plan.RedirectPolicy.Next;
import dev.fetchery.plan.RetryAfter;
import dev.fetchery.plan.RetryPolicy;
import dev.fetchery.plan.RetryPolicy.Decision;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** Decides what an attempt's outcome makes of its item: an end, another hop, another attempt. */
final class OutcomeHandler {
  private final JobRunner runner;
  private final ActiveItems items;
  private final Desk desk;

  OutcomeHandler(JobRunner runner, ActiveItems items) {
    this.runner = runner;
    this.items = items;
    this.desk = runner.desk;
  }

  void ended(ItemFetch duty, Lease lease, Outcome outcome) {
    items.left(duty);
    if (outcome instanceof Outcome.Saved saved) {
      saved(duty, lease, saved);
    } else if (outcome instanceof Outcome.Probed probed) {
      probed(duty, probed);
    } else if (outcome instanceof Outcome.NotModified same) {
      well(duty);
      items.unchanged(duty, lease, same.durationMs());
    } else if (outcome instanceof Outcome.Redirected redirected) {
      redirected(duty, lease, redirected);
    } else if (outcome instanceof Outcome.HttpError answered) {
      answered(duty, lease, answered);
    } else if (outcome instanceof Outcome.Failed broken) {
      broken(duty, lease, broken);
    } else if (outcome instanceof Outcome.Cancelled stopped) {
      items.back(duty, lease, stopped.part());
    } else if (outcome instanceof Outcome.NoSpace full) {
      items.back(duty, lease, null);
      runner.control.noSpace(full.detail());
    } else {
      throw new IllegalStateException("not an outcome of an item: " + outcome);
    }
  }

  private void well(ItemFetch duty) {
    desk.vitals.attempted("ok");
    desk.dispatcher.host(Origins.host(duty.hop.url())).succeeded();
  }

  private void saved(ItemFetch duty, Lease lease, Outcome.Saved saved) {
    well(duty);
    runner.ending.willSettle();
    if (!saved.made().isEmpty()) {
      runner.writing(desk.on(desk.store.made(runner.id(), saved.made())));
    }
    items.results.settle(new Settling(lease.session, lease.id, items.partPaths(duty.work)));
    items.end(
        duty,
        new ItemResult(
            duty.work.seq(),
            ItemState.DONE,
            saved.target(),
            duty.work.attempts(),
            saved.status(),
            saved.bytes(),
            saved.size(),
            saved.sha256(),
            saved.integrity(),
            saved.contentType(),
            duty.hop.elapsedMs() + saved.durationMs(),
            desk.now(),
            saved.etag(),
            saved.lastModified(),
            null));
  }

  private void probed(ItemFetch duty, Outcome.Probed probed) {
    well(duty);
    items.end(
        duty,
        new ItemResult(
            duty.work.seq(),
            ItemState.DONE,
            null,
            duty.work.attempts(),
            probed.status(),
            probed.bytes(),
            null,
            null,
            null,
            probed.contentType(),
            duty.hop.elapsedMs() + probed.durationMs(),
            desk.now(),
            null,
            null,
            null));
  }

  private void redirected(ItemFetch duty, Lease lease, Outcome.Redirected redirected) {
    if (runner.spec().request().maxRedirects() == 0) {
      notFollowed(duty, lease, redirected);
      return;
    }
    well(duty);
    TaskFactory.Hop hop = duty.hop;
    long elapsedMs = hop.elapsedMs() + redirected.durationMs();
    Next next = items.tasks.follow(hop, redirected.status(), redirected.location());
    if (lease.fate != null) {
      lease.fate.run();
    } else if (next instanceof Next.Follow follow) {
      duty.hop =
          new TaskFactory.Hop(
              follow.method(), follow.url(), follow.headers(), false, hop.hops() + 1, elapsedMs);
      desk.dispatcher.offer(duty.entry(Origins.host(follow.url()), true, 0), desk.nowMs());
    } else if (next instanceof Next.Refuse refuse) {
      Fault fault = refuse.fault();
      items.end(
          duty,
          items.ending(
              duty, ItemState.FAILED, redirected.status(), 0, redirected.durationMs(), fault));
    }
  }

  /** Where none is followed, a redirect is an answer like any other. */
  private void notFollowed(ItemFetch duty, Lease lease, Outcome.Redirected redirected) {
    int status = redirected.status();
    if (runner.spec().mode() == Mode.PROBE) {
      probed(duty, new Outcome.Probed(status, 0, null, redirected.durationMs()));
    } else {
      answered(
          duty, lease, new Outcome.HttpError(status, List.of(), null, redirected.durationMs()));
    }
  }

  private void answered(ItemFetch duty, Lease lease, Outcome.HttpError answered) {
    Fault fault = new Fault(ErrorCode.HTTP_STATUS, "the answer was " + answered.status());
    int status = answered.status();
    if (status == 404 || status == 410) {
      well(duty);
      items.end(
          duty, items.ending(duty, ItemState.NOT_FOUND, status, 0, answered.durationMs(), fault));
      return;
    }
    OptionalLong asked = RetryAfter.waitMs(answered.retryAfter(), desk.now().toEpochMilli());
    Failure failure = new Failure(fault, status, false, asked);
    afterFailure(duty, lease, failure, status, duty.work.part(), answered.durationMs());
  }

  private void broken(ItemFetch duty, Lease lease, Outcome.Failed broken) {
    if (broken.fault().code() == ErrorCode.CHECKSUM) {
      duty.checksumFailures++;
    }
    Failure failure = Failure.of(broken.fault(), broken.status(), broken.permanent());
    afterFailure(duty, lease, failure, broken.status(), broken.part(), broken.durationMs());
  }

  private void afterFailure(
      ItemFetch duty, Lease lease, Failure failure, Integer status, Part part, long durationMs) {
    if (lease.fate != null) {
      lease.fate.run();
      return;
    }
    PendingItem work = duty.work;
    String host = Origins.host(duty.hop.url());
    Decision decision =
        RetryPolicy.decide(
            runner.spec().retry(),
            work.attempts(),
            duty.checksumFailures,
            failure,
            ThreadLocalRandom.current().nextDouble(),
            desk.nowMs());
    desk.vitals.attempted(failure.fault().code().wire());
    desk.troubles.judge(host, duty, failure);
    if (decision instanceof Decision.GiveUp giveUp) {
      Fault fault = giveUp.fault();
      desk.problems.warn(
          "job " + runner.id() + ", " + host + ", " + fault.code().wire(), fault.detail());
      items.end(duty, items.ending(duty, ItemState.FAILED, status, 0, durationMs, fault));
    } else {
      long waitMs = decision instanceof Decision.Again again ? again.waitMs() : 0;
      items.again(duty, part, waitMs);
    }
  }
}
