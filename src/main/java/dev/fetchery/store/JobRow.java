package dev.fetchery.store;

import dev.fetchery.job.Counters;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Progress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as stored.
 *
 * @param lastN number of its last completion
 * @param hidden a dry run
 */
public record JobRow(
    Identity identity,
    Status status,
    Times times,
    Spec spec,
    Counters counters,
    Discovery discovery,
    long lastN,
    boolean hidden) {
  /**
   * Which job it is.
   *
   * @param directory what all its files lie in, below the downloads directory; empty for that
   *     itself
   */
  public record Identity(String id, @Nullable String name, String directory) {}

  /**
   * What has become of it.
   *
   * @param cancelling whether it was cancelled but may have active items still
   * @param error why it failed, or null
   */
  public record Status(JobState state, boolean cancelling, @Nullable Fault error) {}

  /**
   * The job as JSON.
   *
   * @param json with its secrets: not to be shown
   * @param shown with its secrets masked and its defaults filled in
   */
  public record Spec(String json, String shown) {
    /** Without the secrets. */
    @Override
    public String toString() {
      return shown;
    }
  }

  /**
   * When a job was made, and first and last ran.
   *
   * @param finishedAt null while it is open
   * @param elapsedMs time spent running, before the present run
   */
  public record Times(
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      long elapsedMs) {}

  /**
   * How far the discovery of a job's items is.
   *
   * @param position where it continues, in the source's own terms; null at the start
   * @param done whether all items are discovered
   * @param expected items that the source said it has, or null
   */
  public record Discovery(@Nullable String position, boolean done, @Nullable Long expected) {
    /**
     * How many items there will be, as far as is known, or null.
     *
     * @param discovered how many there are
     */
    public @Nullable Long expected(long discovered) {
      if (expected == null) {
        return null;
      }
      return done ? discovered : Math.max(expected, discovered);
    }
  }

  public String id() {
    return identity.id();
  }

  public @Nullable String name() {
    return identity.name();
  }

  public String directory() {
    return identity.directory();
  }

  public JobState state() {
    return status.state();
  }

  public boolean cancelling() {
    return status.cancelling();
  }

  public @Nullable Fault error() {
    return status.error();
  }

  /** The job as JSON with its secrets: not to be shown. */
  public String specJson() {
    return spec.json();
  }

  /** The job as JSON with its secrets masked and its defaults filled in. */
  public String shownSpec() {
    return spec.shown();
  }

  public Instant createdAt() {
    return times.createdAt();
  }

  public @Nullable Instant startedAt() {
    return times.startedAt();
  }

  public @Nullable Instant finishedAt() {
    return times.finishedAt();
  }

  /**
   * The job as shown if nothing of it runs: its rates are those of the whole run.
   *
   * @param downloads the downloads directory, absolute
   */
  public Job view(String downloads) {
    return view(downloads, null);
  }

  /**
   * The same with what is known to be kept of bodies.
   *
   * @param downloads the downloads directory, absolute
   */
  public Job view(String downloads, Progress.@Nullable Kept kept) {
    return new Job(
        id(),
        name(),
        state(),
        times.createdAt(),
        times.startedAt(),
        times.finishedAt(),
        error(),
        progress(kept),
        shownSpec(),
        directoryIn(downloads),
        lastN);
  }

  /**
   * What all its files lie in, absolute.
   *
   * @param downloads the downloads directory, absolute
   */
  public String directoryIn(String downloads) {
    return directory().isEmpty() ? downloads : downloads + '/' + directory();
  }

  private Progress progress(Progress.@Nullable Kept kept) {
    boolean ended = !state().open();
    boolean nothingLeft = discovery.done() && counters.open() == 0;
    return new Progress(
        Progress.Items.of(counters, discovery.done(), discovery.expected(counters.discovered()), 0),
        counters.bytes(),
        ended || nothingLeft ? counters.bytes() : null,
        kept,
        new Progress.Speed(
            times.elapsedMs(),
            ended ? perSecond(counters.done()) : 0,
            ended ? perSecond(counters.bytes()) : 0,
            ended || nothingLeft ? 0L : null),
        counters.retries(),
        List.of());
  }

  private double perSecond(long count) {
    return count * 1000.0 / Math.max(1, times.elapsedMs());
  }

  /** Without the specification, which holds secrets. */
  @Override
  public String toString() {
    return id() + " " + state();
  }
}
