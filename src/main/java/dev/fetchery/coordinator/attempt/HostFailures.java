package dev.fetchery.coordinator.attempt;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Retry;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.Failure;
import dev.fetchery.plan.HostLimiter;
import dev.fetchery.plan.Refusal;
import dev.fetchery.plan.RetryPolicy;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the hosts' limiters of failures, and gives hosts up that do not answer for long. Confined
 * to the coordinator's event loop.
 */
public final class HostFailures {
  /** Failures that show a host in good health. */
  private static final Set<ErrorCode> ANSWERED =
      EnumSet.of(
          ErrorCode.HTTP_STATUS,
          ErrorCode.TOO_LARGE,
          ErrorCode.TOO_SMALL,
          ErrorCode.UNEXPECTED_TYPE,
          ErrorCode.CHECKSUM);

  private final Confined confined = new Confined();
  private final Dispatcher<Fetch> dispatcher;
  private final ObjLongConsumer<String> pieces;
  private final SteadyClock clock;
  private final Executor loop;
  private final Function<String, @Nullable JobEvents> jobs;
  private final Set<String> givingUp = new HashSet<>();

  /**
   * @param pieces keeps the pieces of files under way from a host for so many milliseconds
   * @param loop runs what it is given on the coordinator's event loop, after what runs now
   * @param jobs the running job with this id, or null
   */
  public HostFailures(
      Dispatcher<Fetch> dispatcher,
      ObjLongConsumer<String> pieces,
      SteadyClock clock,
      Executor loop,
      Function<String, @Nullable JobEvents> jobs) {
    this.dispatcher = dispatcher;
    this.pieces = pieces;
    this.clock = clock;
    this.loop = loop;
    this.jobs = jobs;
  }

  /**
   * An attempt failed.
   *
   * @param identity tells different fetches of the service apart
   * @param earlierMs when the same fetch failed before; 0 if it did not
   * @return whether the host refused it because of others that it serves
   */
  Refusal failed(String host, JobEvents job, Object identity, Failure failure, long earlierMs) {
    assert confined.here();
    HostLimiter limiter = dispatcher.host(host);
    Retry retry = job.info().spec().retry();
    long nowMs = clock.nowMs();
    boolean own = failure.notReady() || failure.outdated();
    if (own || !failure.passing(retry.statuses()) && !failure.transport()) {
      if (failure.wrongBody() || ANSWERED.contains(failure.fault().code())) {
        limiter.succeeded(nowMs);
      }
      return Refusal.NONE;
    }
    rest(host, job, failure);
    Refusal refusal = limiter.failed(identity, failure, earlierMs, nowMs);
    Set<String> concerned = new LinkedHashSet<>(dispatcher.jobsAt(host));
    concerned.add(job.info().id());
    concerned.forEach(id -> giveUpIfDue(id, limiter, nowMs));
    return refusal;
  }

  /** Has the host rest where it asks for that, without counting a failure. */
  void rest(String host, JobEvents job, Failure asking) {
    assert confined.here();
    long nowMs = clock.nowMs();
    long backOffMs = RetryPolicy.hostBackOffMs(job.info().spec().retry(), asking, nowMs);
    if (backOffMs > 0) {
      dispatcher.host(host).backOff(nowMs + backOffMs, asking.fault());
      if (dispatcher.jobsAt(host).stream().anyMatch(this::fetchesPieces)) {
        pieces.accept(host, backOffMs);
      }
    }
  }

  private boolean fetchesPieces(String id) {
    JobEvents job = jobs.apply(id);
    return job != null && job.info().spec().limits().segments() > 1;
  }

  private void giveUpIfDue(String id, HostLimiter limiter, long nowMs) {
    JobEvents job = jobs.apply(id);
    Fault last = limiter.lastFault();
    if (job == null || last == null) {
      return;
    }
    long giveUpMs = job.info().spec().retry().giveUpMs();
    long since = Math.max(limiter.failingSinceMs(), job.info().beganMs());
    String key = id + ' ' + limiter.host();
    if (giveUpMs > 0 && nowMs - since >= giveUpMs && givingUp.add(key)) {
      // Not before what has just failed is queued again.
      loop.execute(
          () -> {
            givingUp.remove(key);
            job.hostGivenUp(limiter.host(), last);
          });
    }
  }
}
