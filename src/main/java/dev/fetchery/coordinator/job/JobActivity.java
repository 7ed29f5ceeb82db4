package dev.fetchery.coordinator.job;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.Fetchers;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.Announcer;
import dev.fetchery.coordinator.port.JobInfo;
import dev.fetchery.coordinator.port.Trace;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Fault;
import dev.fetchery.log.JobMdc;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is under way of a job: its leases, writes and unsettled files; and the one place where its
 * parts report. Confined to the coordinator's event loop.
 */
final class JobActivity implements JobEvents {
  private static final Logger LOG = LoggerFactory.getLogger(JobActivity.class);

  private final Confined confined = new Confined();
  private final JobStatus status;
  private final JobMeter meter;
  private final Fetchers fetchers;
  private final Announcer announcer;
  private final Set<Lease> leases = new LinkedHashSet<>();
  private Listener listener = Listener.NONE;

  /** Writes under way that the job must not end before. */
  private int pendingWrites;

  /** Published files whose parts are not gone yet. */
  private int unsettled;

  /** Acts on what is reported. */
  interface Listener {
    Listener NONE =
        new Listener() {
          @Override
          public void flush() {}

          @Override
          public void checkFinished() {}

          @Override
          public void noSpace(String detail) {}

          @Override
          public void hostGivenUp(String host, Fault fault) {}
        };

    void flush();

    void checkFinished();

    void noSpace(String detail);

    void hostGivenUp(String host, Fault fault);
  }

  JobActivity(JobStatus status, JobMeter meter, Fetchers fetchers, Announcer announcer) {
    this.status = status;
    this.meter = meter;
    this.fetchers = fetchers;
    this.announcer = announcer;
  }

  void listener(Listener to) {
    listener = to;
  }

  @Override
  public JobInfo info() {
    return status;
  }

  Collection<Lease> leases() {
    return leases;
  }

  /** Whether no fetcher works for the job and nothing is being written. */
  boolean idle() {
    return leases.isEmpty() && pendingWrites == 0;
  }

  /** Whether the part of every published file is gone. */
  boolean allSettled() {
    return unsettled <= 0;
  }

  @Override
  public void took(Lease lease) {
    assert confined.here();
    leases.add(lease);
    shareRate();
  }

  @Override
  public void left(Lease lease) {
    assert confined.here();
    leases.remove(lease);
    shareRate();
  }

  private void shareRate() {
    if (status.spec().limits().bytesPerSecond() > 0) {
      fetchers.share(status, leases);
    }
  }

  @Override
  public void flush() {
    assert confined.here();
    listener.flush();
  }

  @Override
  public void willSettle() {
    assert confined.here();
    unsettled++;
  }

  @Override
  public void settled() {
    assert confined.here();
    unsettled--;
    listener.checkFinished();
  }

  @Override
  public void hostGivenUp(String host, Fault fault) {
    assert confined.here();
    listener.hostGivenUp(host, fault);
  }

  @Override
  public void discovered(long count) {
    meter.discovered(count);
  }

  @Override
  public void retried() {
    meter.retried(1);
  }

  @Override
  public void completed(List<Completion> completions) {
    assert confined.here();
    if (completions.isEmpty()) {
      return;
    }
    meter.ended(completions);
    if (!status.dryRun()) {
      announcer.announce(new CoordinatorEvent.Completed(status.id(), completions));
    }
    if (Trace.on()) {
      completions.forEach(
          completion ->
              Trace.step(status.id(), completion.item().seq(), "announced", completion.n()));
    }
  }

  @Override
  public <T extends @Nullable Object> Future<T> writing(Future<T> write) {
    assert confined.here();
    pendingWrites++;
    return write.onComplete(done -> written(done.cause()));
  }

  private void written(@Nullable Throwable cause) {
    pendingWrites--;
    if (cause != null) {
      String id = status.id();
      JobMdc.of(id, () -> LOG.error("job {}: {}", id, cause.getMessage()));
    }
    listener.checkFinished();
  }

  @Override
  public void noSpace(String detail) {
    assert confined.here();
    listener.noSpace(detail);
  }

  @Override
  public void checkFinished() {
    assert confined.here();
    listener.checkFinished();
  }
}
