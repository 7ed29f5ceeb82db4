package dev.fetchery.coordinator;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.plan.Failure;
import dev.fetchery.plan.HostGovernor;
import dev.fetchery.plan.RetryPolicy.Decision;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells the hosts' governors of failures, and gives hosts up that never answer. */
final class Troubles {
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

  Troubles(Desk desk, Map<String, JobRunner> runners) {
    this.desk = desk;
    this.runners = runners;
  }

  void judge(String host, Duty duty, Failure failure, Decision decision) {
    HostGovernor governor = desk.dispatcher.host(host);
    if (!failure.passing() && !failure.transport()) {
      if (ANSWERED.contains(failure.fault().code())) {
        governor.succeeded();
      }
      return;
    }
    long nowMs = desk.nowMs();
    if (decision instanceof Decision.Rest rest) {
      governor.rest(nowMs + rest.waitMs());
      governor.trouble(failure.fault(), nowMs);
    } else {
      governor.failed(duty.identity(), failure.fault(), nowMs);
    }
    giveUp(governor, nowMs);
  }

  private void giveUp(HostGovernor governor, long nowMs) {
    List<String> jobs = desk.dispatcher.jobsAt(governor.host());
    for (String job : jobs) {
      JobRunner runner = runners.get(job);
      if (runner == null || governor.troubleSinceMs() < 0) {
        continue;
      }
      long giveUpMs = runner.spec().retry().giveUpMs();
      long since = Math.max(governor.troubleSinceMs(), runner.beganMs());
      if (giveUpMs > 0 && nowMs - since >= giveUpMs) {
        runner.giveUpHost(governor.host(), governor.lastFault());
      }
    }
  }
}
