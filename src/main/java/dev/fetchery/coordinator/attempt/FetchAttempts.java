package dev.fetchery.coordinator.attempt;

import dev.fetchery.bus.FetcherMessage.PieceRefused;
import dev.fetchery.bus.Outcome;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Retry;
import dev.fetchery.plan.AttemptBudget;
import dev.fetchery.plan.Failure;
import dev.fetchery.plan.RedirectPolicy;
import dev.fetchery.plan.Refusal;
import dev.fetchery.plan.RetryPolicy;
import dev.fetchery.plan.RetryPolicy.Decision;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What follows an attempt, alike for a job's items, lookups and documents: a redirect's next hop, a
 * failure's retry, and what the host is told of it. Holds no state of a fetch.
 */
public final class FetchAttempts {
  private final JobEvents job;
  private final TaskFactory tasks;
  private final FetchQueue queue;
  private final HostFailures hosts;
  private final SteadyClock clock;
  private final DoubleSupplier jitter;

  /** What follows an attempt that brought no answer that could be used. */
  public sealed interface Next {
    /** The redirect is followed: this is requested. */
    record Follow(Hop hop) implements Next {}

    /** The fetch is tried from its start, after this wait. */
    record Again(long waitMs, AttemptBudget budget) implements Next {}

    /** The fetch ends. */
    record GiveUp(Fault fault) implements Next {}
  }

  /**
   * @param jitter random numbers from 0 to 1, for the wait before a retry
   */
  public FetchAttempts(
      JobEvents job,
      TaskFactory tasks,
      FetchQueue queue,
      HostFailures hosts,
      SteadyClock clock,
      DoubleSupplier jitter) {
    this.job = job;
    this.tasks = tasks;
    this.queue = queue;
    this.hosts = hosts;
    this.clock = clock;
    this.jitter = jitter;
  }

  /** The host that a hop asks, as it is limited: {@code host:port}. */
  public static String host(Hop hop) {
    return hop.url().hostAndPort();
  }

  /** The hop was answered as it should be. */
  public void succeeded(Hop hop) {
    queue.hostSucceeded(host(hop));
  }

  /**
   * The hop was a probe, for which any answer is as it should be. What the answer asks of those who
   * come next holds all the same.
   */
  public void probed(Hop hop, Outcome.Probed probed) {
    succeeded(hop);
    rest(hop, new Outcome.HttpError(probed.status(), probed.retryAfterMs(), probed.durationMs()));
  }

  /** A further request beside the hop was refused: its host rests where it asks for that. */
  public void refused(Hop hop, PieceRefused piece) {
    rest(hop, new Outcome.HttpError(piece.status(), piece.retryAfterMs(), 0));
  }

  private void rest(Hop hop, Outcome.HttpError asking) {
    hosts.rest(host(hop), job, failure(asking));
  }

  /**
   * The hop was answered by a redirect.
   *
   * @param elapsedMs what counts against the total time of the request
   */
  public Next redirected(Hop hop, Outcome.Redirected redirect, long elapsedMs) {
    succeeded(hop);
    RedirectPolicy.Next next = tasks.follow(hop, redirect.status(), redirect.location());
    if (next instanceof RedirectPolicy.Next.Refuse refuse) {
      return new Next.GiveUp(refuse.fault());
    }
    RedirectPolicy.Next.Follow follow = (RedirectPolicy.Next.Follow) next;
    boolean body = follow.body() && hop.body();
    boolean withheld = hop.body() && !body && follow.method().equals(hop.method());
    return new Next.Follow(
        new Hop(
            follow.method(),
            follow.url(),
            follow.headers(),
            body,
            withheld,
            true,
            hop.hops() + 1,
            elapsedMs));
  }

  /**
   * The failure that a status is, with what its {@code Retry-After} asks for (RFC 9110, 10.2.3).
   */
  public Failure failure(Outcome.HttpError error) {
    OptionalLong askedMs = error.retryAfter();
    return new Failure(status(error.status()), error.status(), false, askedMs);
  }

  /** The fault of an answer with this status. */
  public static Fault status(int status) {
    return new Fault(ErrorCode.HTTP_STATUS, "HTTP " + status);
  }

  /** The failure that is no answer. */
  public static Failure failure(Outcome.Failed failed) {
    return Failure.of(failed.fault(), failed.status(), failed.permanent()).grown(failed.grew());
  }

  /** The failure that a redirect without a target is, or null where it names one. */
  public static @Nullable Failure failure(Outcome.Redirected redirect) {
    String location = redirect.location();
    return location == null || location.isBlank() ? Failure.withoutTarget(redirect.status()) : null;
  }

  /**
   * An attempt failed: tells its host, and decides whether there is another.
   *
   * @param identity tells different fetches of the service apart
   * @param budget what the attempts so far have used
   * @param mostAttempts at most, where the job allows as many
   */
  public Next failed(
      Hop hop, Failure failure, Object identity, AttemptBudget budget, int mostAttempts) {
    Retry retry = job.info().spec().retry();
    Refusal refusal = hosts.failed(host(hop), job, identity, failure, budget.failedAtMs());
    Decision decision =
        RetryPolicy.decide(
            mostAttempts < retry.attempts() ? retry.withAttempts(mostAttempts) : retry,
            budget,
            failure,
            refusal,
            jitter.getAsDouble(),
            clock.nowMs());
    if (decision instanceof Decision.Again again) {
      return new Next.Again(again.waitMs(), again.budget());
    } else if (decision instanceof Decision.BackOff backOff) {
      // Its host's limiter waits: the fetch itself is ready at once.
      return new Next.Again(0, backOff.budget());
    }
    return new Next.GiveUp(((Decision.GiveUp) decision).fault());
  }
}
