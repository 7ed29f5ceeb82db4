package dev.fetchery.coordinator.discovery;

import dev.fetchery.bus.Outcome;
import dev.fetchery.cookie.CookieJar;
import dev.fetchery.coordinator.attempt.FetchAttempts;
import dev.fetchery.coordinator.attempt.FetchAttempts.Next;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.job.Fault;
import dev.fetchery.plan.AttemptBudget;
import dev.fetchery.plan.Failure;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.source.Discovery;
import dev.fetchery.url.WebUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job fetches for itself and not for an item: a document of its source, or a lookup. Follows
 * its redirects and tries again after failures, until it is read or given up.
 */
abstract class SourceFetch implements Fetch {
  final FetchSupport support;
  private final Hop first;
  private final int mostAttempts;
  private Hop hop;
  private AttemptBudget budget = AttemptBudget.NEW;
  private @Nullable CookieJar jar;

  /** Status of the last answer that was a failure; 0 where there was none. */
  private int status;

  /**
   * @param first what is requested, before any redirect
   * @param mostAttempts at most, where the job allows as many
   */
  SourceFetch(FetchSupport support, Hop first, int mostAttempts) {
    this.support = support;
    this.first = first;
    this.mostAttempts = mostAttempts;
    this.hop = first;
  }

  @Override
  public final boolean local() {
    return true;
  }

  @Override
  public final JobEvents job() {
    return support.job();
  }

  /** The host that it asks next, {@code host:port}. */
  final String host() {
    return FetchAttempts.host(hop);
  }

  final QueuedRequest<Fetch> entry(long notBeforeMs) {
    return support.entry(this, host(), true, notBeforeMs);
  }

  final void offer(long notBeforeMs) {
    support.queue().offer(entry(notBeforeMs));
  }

  @Override
  public final void cookies(List<String> fields) {
    jar = support.cookies().receive(jar, hop.url(), fields);
  }

  /** The cookies that go along, or null. */
  final @Nullable String cookies() {
    return support.cookies().header(jar, hop.url());
  }

  /** The hop to request; a first hop counts as an attempt. */
  final Hop beginHop() {
    if (hop.hops() == 0) {
      budget = budget.begun();
    }
    return hop;
  }

  /** The hop is requested again by another fetcher. */
  final void repeatHop() {
    if (hop.hops() == 0) {
      budget = budget.undone();
    }
    offer(0);
  }

  final void handle(Outcome outcome) {
    if (outcome instanceof Outcome.Read read) {
      support.attempts().succeeded(hop);
      read(read, hop.url());
    } else if (outcome instanceof Outcome.Redirected redirect) {
      Failure nowhere = FetchAttempts.failure(redirect);
      if (nowhere != null) {
        failed(nowhere);
      } else {
        follow(support.attempts().redirected(hop, redirect, 0));
      }
    } else if (outcome instanceof Outcome.HttpError error) {
      if (isAbsent(error.status()) && !isTriedAgain(error.status())) {
        support.attempts().succeeded(hop);
        absent(error.status());
      } else {
        failed(support.attempts().failure(error));
      }
    } else if (outcome instanceof Outcome.Failed failed) {
      failed(FetchAttempts.failure(failed).ofDocument());
    } else {
      repeatHop();
      if (outcome instanceof Outcome.NoSpace full) {
        job().noSpace(full.detail());
      }
    }
  }

  private boolean isTriedAgain(int status) {
    return job().info().spec().retry().statuses().contains(status);
  }

  private void failed(Failure failure) {
    status = failure.status();
    follow(support.attempts().failed(hop, failure, identity(), budget, mostAttempts));
  }

  private void follow(Next next) {
    if (next instanceof Next.Follow follow) {
      hop = follow.hop();
      offer(0);
    } else if (next instanceof Next.Again again) {
      hop = first;
      budget = again.budget();
      offer(again.waitMs() == 0 ? 0 : support.queue().nowMs() + again.waitMs());
    } else if (next instanceof Next.GiveUp giveUp) {
      gaveUp(new Discovery.Failure(giveUp.fault(), status, budget.sent()));
    }
  }

  @Override
  public final void giveUp(Fault fault) {
    gaveUp(new Discovery.Failure(fault, status, budget.sent()));
  }

  /** Whether this status says that there is no such thing, and nothing is wrong. */
  boolean isAbsent(int status) {
    return false;
  }

  /** There is no such thing; see {@link #isAbsent}. */
  void absent(int status) {
    throw new IllegalStateException("not expected: " + status);
  }

  /**
   * It was read.
   *
   * @param url that answered
   */
  abstract void read(Outcome.Read read, WebUrl url);

  /** It cannot be had. */
  abstract void gaveUp(Discovery.Failure why);

  /** Tells different fetches of the service apart, for the host's limiter. */
  abstract Object identity();
}
