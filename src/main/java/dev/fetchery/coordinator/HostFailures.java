package dev.fetchery.coordinator;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.plan.Failure;
import dev.fetchery.plan.HostLimiter;
import dev.fetchery.plan.RetryPolicy;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Tells the hosts' governors of failures, and gives hosts up that never answer. */
final class HostFailures {
  /** Failures that show a host in good health. */
  private static final Set<ErrorCode> ANSWERED =
      EnumSet.of(
          ErrorCode.HTTP_STATUS,
          ErrorCode.TOO_LARGE,
          ErrorCode.TOO_SMALL,
          ErrorCode.UNEXPECTED_TYPE,
          ErrorCode.CHECKSUM);

  private final Desk desk;
  private final Map<String, JobRunner> runners;
  private final Set<String> givingUp = new HashSet<>();

  HostFailures(Desk desk, Map<String, JobRunner> runners) {
    this.desk = desk;
    this.runners = runners;
  }

  void judge(String host, Fetch duty, Failure failure) {
    HostLimiter governor = desk.dispatcher.host(host);
    if (!failure.passing() && !failure.transport()) {
      if (ANSWERED.contains(failure.fault().code())) {
        governor.succeeded();
      }
      return;
    }
    long nowMs = desk.nowMs();
    long restMs = RetryPolicy.hostRestMs(duty.runner().spec().retry(), failure, nowMs);
    if (restMs > 0) {
      governor.rest(nowMs + restMs);
      governor.trouble(failure.fault(), nowMs);
    } else {
      governor.failed(duty.identity(), failure.fault(), nowMs);
    }
    Set<String> jobs = new LinkedHashSet<>(desk.dispatcher.jobsAt(host));
    jobs.add(duty.runner().id());
    jobs.forEach(job -> giveUpIfSilent(job, governor, nowMs));
  }

  private void giveUpIfSilent(String job, HostLimiter governor, long nowMs) {
    JobRunner runner = runners.get(job);
    if (runner == null || governor.troubleSinceMs() < 0) {
      return;
    }
    long giveUpMs = runner.spec().retry().giveUpMs();
    long since = Math.max(governor.troubleSinceMs(), runner.beganMs());
    if (giveUpMs > 0 && nowMs - since >= giveUpMs && givingUp.add(job + ' ' + governor.host())) {
      Fault last = governor.lastFault();
      // Not before what has just failed is back in line.
      desk.context.runOnContext(
          v -> {
            givingUp.remove(job + ' ' + governor.host());
            runner.giveUpHost(governor.host(), last);
          });
    }
  }
}
