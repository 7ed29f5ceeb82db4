package dev.fetchery.coordinator.item;

import dev.fetchery.bus.Outcome;
import dev.fetchery.coordinator.attempt.AttemptCounter;
import dev.fetchery.coordinator.attempt.FetchAttempts;
import dev.fetchery.coordinator.attempt.FetchAttempts.Next;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Part;
import dev.fetchery.log.ProblemLog;
import dev.fetchery.plan.Failure;
import dev.fetchery.store.JobStore.ItemAttempt;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what an attempt's outcome makes of its item: an end, another hop, another attempt. */
final class OutcomeHandler {
  /** Failures before a request is sent. */
  private static final Set<ErrorCode> NOT_SENT =
      EnumSet.of(ErrorCode.DNS, ErrorCode.PROXY, ErrorCode.CONNECT, ErrorCode.TLS);

  private final JobEvents job;
  private final FetchAttempts attempts;
  private final OutcomeBatch batch;
  private final AttemptCounter counter;
  private final ProblemLog problems;
  private final SteadyClock clock;

  /**
   * @param problems takes what goes wrong with items
   */
  OutcomeHandler(
      FetchSupport support,
      OutcomeBatch batch,
      AttemptCounter counter,
      ProblemLog problems,
      SteadyClock clock) {
    this.job = support.job();
    this.attempts = support.attempts();
    this.batch = batch;
    this.counter = counter;
    this.problems = problems;
    this.clock = clock;
  }

  void ended(ActiveItem item, Lease lease, Outcome outcome) {
    AttemptRecord attempt = AttemptRecords.of(item, lease, outcome, clock);
    if (attempt != null) {
      batch.keep(new ItemAttempt(item.work().seq(), attempt));
    }
    if (outcome instanceof Outcome.Saved saved) {
      saved(item, lease, saved);
    } else if (outcome instanceof Outcome.Probed probed) {
      probed(item, lease, probed);
    } else if (outcome instanceof Outcome.NotModified same) {
      succeeded(item);
      item.unchanged(lease, same.durationMs());
    } else if (outcome instanceof Outcome.Redirected redirect) {
      redirected(item, lease, redirect);
    } else if (outcome instanceof Outcome.HttpError error) {
      httpError(item, lease, error);
    } else if (outcome instanceof Outcome.Failed failed) {
      failed(item, lease, failed);
    } else if (outcome instanceof Outcome.Cancelled cancelled) {
      item.back(lease, cancelled.part());
    } else if (outcome instanceof Outcome.NoSpace full) {
      item.back(lease, full.part());
      job.noSpace(full.detail());
    } else {
      throw new IllegalStateException("not an outcome of an item: " + outcome);
    }
  }

  private void succeeded(ActiveItem item) {
    counter.count(AttemptCounter.OK);
    attempts.succeeded(item.hop());
  }

  private void saved(ActiveItem item, Lease lease, Outcome.Saved saved) {
    succeeded(item);
    batch.published(lease, item.partPaths(), saved.made());
    item.end(ItemResults.saved(item.work(), item.hop(), saved, clock.now(), lease.node()));
  }

  private void probed(ActiveItem item, Lease lease, Outcome.Probed probed) {
    counter.count(AttemptCounter.OK);
    attempts.probed(item.hop(), probed);
    item.end(ItemResults.probed(item.work(), item.hop(), probed, clock.now(), lease.node()));
  }

  private void redirected(ActiveItem item, Lease lease, Outcome.Redirected redirect) {
    if (job.info().spec().request().maxRedirects() == 0) {
      notFollowed(item, lease, redirect);
      return;
    }
    Failure nowhere = FetchAttempts.failure(redirect);
    if (nowhere != null) {
      int status = redirect.status();
      afterFailure(item, lease, nowhere, status, item.work().part(), redirect.durationMs());
      return;
    }
    counter.count(AttemptCounter.OK);
    long elapsedMs = item.hop().elapsedMs() + redirect.durationMs();
    Next next = attempts.redirected(item.hop(), redirect, elapsedMs);
    if (lease.end()) {
      return;
    }
    if (next instanceof Next.Follow follow) {
      item.follow(follow.hop());
    } else if (next instanceof Next.GiveUp giveUp) {
      item.mirrors().failed();
      if (item.mirrors().hasNext()) {
        item.toMirror(item.work().part());
        return;
      }
      end(item, ItemState.FAILED, redirect.status(), redirect.durationMs(), giveUp.fault());
    }
  }

  /** Where none is followed, a redirect is an answer like any other. */
  private void notFollowed(ActiveItem item, Lease lease, Outcome.Redirected redirect) {
    int status = redirect.status();
    if (job.info().spec().mode() == Mode.PROBE) {
      probed(item, lease, new Outcome.Probed(status, 0, null, redirect.durationMs()));
    } else {
      httpError(item, lease, new Outcome.HttpError(status, -1, redirect.durationMs()));
    }
  }

  private void httpError(ActiveItem item, Lease lease, Outcome.HttpError error) {
    int status = error.status();
    Failure plain = attempts.failure(error);
    Failure failure = item.place().isLocated() ? plain.ofLocated() : plain;
    if (!failure.outdated()
        && isAbsent(status)
        && !job.info().spec().retry().statuses().contains(status)) {
      succeeded(item);
      absent(item, lease, error);
      return;
    }
    afterFailure(item, lease, failure, status, item.work().part(), error.durationMs());
  }

  private void absent(ActiveItem item, Lease lease, Outcome.HttpError error) {
    if (!item.mirrors().hasNext()) {
      Fault fault = FetchAttempts.status(error.status());
      end(item, ifAbsent(item, true), error.status(), error.durationMs(), fault);
    } else if (!lease.end()) {
      item.toMirror(item.work().part());
    }
  }

  /** An item is absent where each of its URLs said so. */
  private static ItemState ifAbsent(ActiveItem item, boolean absent) {
    return absent && item.mirrors().isAbsent() ? ItemState.NOT_FOUND : ItemState.FAILED;
  }

  private void failed(ActiveItem item, Lease lease, Outcome.Failed failed) {
    Failure failure = FetchAttempts.failure(failed);
    afterFailure(item, lease, failure, failed.status(), failed.part(), failed.durationMs());
  }

  private void afterFailure(
      ActiveItem item,
      Lease lease,
      Failure failure,
      @Nullable Integer status,
      @Nullable Part part,
      long durationMs) {
    if (lease.end()) {
      return;
    }
    counter.count(failure.fault().code().wire());
    int most = mayRepeat(item, failure) ? Integer.MAX_VALUE : 0;
    Next next = attempts.failed(item.hop(), failure, item.identity(), item.budget(), most);
    if (next instanceof Next.Again again) {
      if (failure.outdated()) {
        item.place().outdated();
      }
      item.again(status, part, again.waitMs(), again.budget());
    } else if (next instanceof Next.GiveUp giveUp) {
      boolean absent =
          failure.fault().code() == ErrorCode.HTTP_STATUS && isAbsent(failure.status());
      if (!absent) {
        item.mirrors().failed();
      }
      if (item.mirrors().hasNext()) {
        item.toMirror(part);
        return;
      }
      warn(item, giveUp.fault());
      end(item, ifAbsent(item, absent), status, durationMs, giveUp.fault());
    }
  }

  /**
   * A wrong body is not asked for again while there is a mirror. A POST is sent again only where it
   * did not get as far as being sent, or where the job names the status that it was answered with.
   */
  private boolean mayRepeat(ActiveItem item, Failure failure) {
    if (item.mirrors().hasNext() && failure.wrongBody()) {
      return false;
    }
    return item.work().terms().order().repeatable()
        || item.hop().hops() == 0 && NOT_SENT.contains(failure.fault().code())
        || failure.fault().code() == ErrorCode.HTTP_STATUS
            && job.info().spec().retry().statuses().contains(failure.status());
  }

  private static boolean isAbsent(int status) {
    return status == 404 || status == 410;
  }

  private void warn(ActiveItem item, Fault fault) {
    String host = FetchAttempts.host(item.hop());
    problems.warn(
        "job " + job.info().id() + ", " + host + ", " + fault.code().wire(), fault.detail());
  }

  private void end(
      ActiveItem item,
      ItemState state,
      @Nullable Integer status,
      @Nullable Long durationMs,
      @Nullable Fault fault) {
    item.end(
        ItemResults.ended(item.work(), item.hop(), state, status, durationMs, fault, clock.now()));
  }
}
