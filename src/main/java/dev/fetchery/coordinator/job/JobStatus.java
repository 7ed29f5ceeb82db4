package dev.fetchery.coordinator.job;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.port.JobInfo;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a running job stands. Confined to the coordinator's event loop. */
final class JobStatus implements JobInfo {
  private final Confined confined = new Confined();
  private final JobRow row;
  private final JobMeter meter;
  private final long beganMs;
  private JobSpec spec;
  private String shownSpec;
  private @Nullable String name;
  private JobState state;
  private @Nullable Fault error;
  private boolean cancelling;
  private boolean draining;
  private boolean retired;

  /**
   * @param row as it is when the job begins to run
   * @param beganMs epoch milliseconds
   */
  JobStatus(JobRow row, JobSpec spec, JobMeter meter, long beganMs) {
    this.row = row;
    this.spec = spec;
    this.meter = meter;
    this.beganMs = beganMs;
    this.shownSpec = row.shownSpec();
    this.name = row.name();
    this.cancelling = row.cancelling();
    this.state = cancelling ? row.state() : JobState.RUNNING;
  }

  /** As it was when the job began to run. */
  JobRow row() {
    return row;
  }

  @Override
  public String id() {
    return row.id();
  }

  @Override
  public JobSpec spec() {
    return spec;
  }

  /**
   * @param other the specification with other limits or headers
   * @param shown the same as it may be shown, as JSON
   */
  void spec(JobSpec other, String shown) {
    assert confined.here();
    spec = other;
    shownSpec = shown;
  }

  /** The label, which may change. */
  @Nullable String name() {
    return name;
  }

  void rename(@Nullable String to) {
    assert confined.here();
    name = to;
  }

  /** The job as shown, as JSON. */
  String shownSpec() {
    return shownSpec;
  }

  @Override
  public Instant createdAt() {
    return row.createdAt();
  }

  @Override
  public boolean dryRun() {
    return row.hidden();
  }

  @Override
  public boolean mayDiscover() {
    return state == JobState.RUNNING && !cancelling && !draining && !retired;
  }

  @Override
  public long discovered() {
    return meter.counters().discovered();
  }

  @Override
  public long beganMs() {
    return beganMs;
  }

  JobState state() {
    return state;
  }

  /** Why it was paused, or null. */
  @Nullable Fault error() {
    return error;
  }

  /**
   * @param why it was paused, or null
   */
  void state(JobState to, @Nullable Fault why) {
    assert confined.here();
    state = to;
    error = why;
  }

  /** It is over; why it was paused stays. */
  void ended(JobState end) {
    assert confined.here();
    state = end;
  }

  @Override
  public boolean cancelling() {
    return cancelling;
  }

  void cancel() {
    assert confined.here();
    cancelling = true;
  }

  /** Whether it stops because the service does. */
  boolean draining() {
    return draining;
  }

  void drain() {
    assert confined.here();
    draining = true;
  }

  /** Whether it is not at work any more. */
  boolean retired() {
    return retired;
  }

  void retire() {
    assert confined.here();
    retired = true;
  }
}
