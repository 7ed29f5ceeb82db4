package dev.fetchery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is: one of this process, or one of a service elsewhere by its view, so that both
 * look the same.
 *
 * @param state as in the view; "" where only the progress is known
 * @param expected how many items there will be, where the source says so; else null
 * @param bytes received so far
 * @param bytesExpected of all items, or null while not every size is known
 * @param elapsedMs since the job started
 * @param etaMs until it ends, or null where that cannot be known
 */
record JobStatus(
    String state,
    long discovered,
    boolean discoveryDone,
    @Nullable Long expected,
    long waiting,
    long active,
    long done,
    long skipped,
    long notFound,
    long failed,
    long cancelled,
    long bytes,
    @Nullable Long bytesExpected,
    long elapsedMs,
    double itemsPerSecond,
    double bytesPerSecond,
    @Nullable Long etaMs,
    long retries) {
  static JobStatus of(Job job) {
    return of(job.state().wire(), job.progress());
  }

  static JobStatus of(Progress progress) {
    return of("running", progress);
  }

  private static JobStatus of(String state, Progress progress) {
    return new JobStatus(
        state,
        progress.discovered(),
        progress.discoveryDone(),
        progress.expected(),
        progress.waiting(),
        progress.active(),
        progress.done(),
        progress.skipped(),
        progress.notFound(),
        progress.failed(),
        progress.cancelled(),
        progress.bytes(),
        progress.bytesExpected(),
        progress.elapsedMs(),
        progress.itemsPerSecond(),
        progress.bytesPerSecond(),
        progress.etaMs(),
        progress.retries());
  }

  /** From a job view. */
  static JobStatus ofView(JsonNode job) {
    return ofProgress(job.path("state").asText(), job.path("progress"));
  }

  static JobStatus ofProgress(String state, JsonNode progress) {
    return new JobStatus(
        state,
        progress.path("discovered").asLong(),
        progress.path("discoveryDone").asBoolean(),
        number(progress.path("expected")),
        progress.path("waiting").asLong(),
        progress.path("active").asLong(),
        progress.path("done").asLong(),
        progress.path("skipped").asLong(),
        progress.path("notFound").asLong(),
        progress.path("failed").asLong(),
        progress.path("cancelled").asLong(),
        progress.path("bytes").asLong(),
        number(progress.path("bytesExpected")),
        progress.path("elapsedMs").asLong(),
        progress.path("itemsPerSecond").asDouble(),
        progress.path("bytesPerSecond").asDouble(),
        number(progress.path("etaMs")),
        progress.path("retries").asLong());
  }

  /** The same where nothing is measured: no rate, no time left. */
  JobStatus withoutPace() {
    return new JobStatus(
        state,
        discovered,
        discoveryDone,
        expected,
        waiting,
        active,
        done,
        skipped,
        notFound,
        failed,
        cancelled,
        bytes,
        bytesExpected,
        elapsedMs,
        0,
        0,
        null,
        retries);
  }

  private static @Nullable Long number(JsonNode node) {
    return node.isNumber() ? Long.valueOf(node.asLong()) : null;
  }

  /** Items that have ended. */
  long ended() {
    return discovered - waiting - active;
  }

  /** Whether the number of items is known: all are found, or the source says how many it has. */
  boolean counted() {
    return discoveryDone || expected != null;
  }

  /** How many items there will be, as far as is known. */
  long total() {
    return discoveryDone || expected == null ? discovered : Math.max(discovered, expected);
  }

  /** Whether time passes for it: its clock goes on. */
  boolean moving() {
    return state.isEmpty() || state.equals("running");
  }

  /** Whether the bytes of all its items are known: then they say best how far it is. */
  boolean countsBytes() {
    return discoveryDone && bytesExpected != null && bytesExpected > 0;
  }

  /** How much is done, from 0 to 1; negative where it cannot be said. */
  double part() {
    if (discoveryDone && discovered > 0 && ended() == discovered) {
      // failed and skipped items bring fewer bytes than were expected
      return 1;
    }
    if (countsBytes() && bytesExpected != null) {
      return Math.min(1, bytes / (double) bytesExpected);
    }
    return total() == 0 || !counted() ? -1 : ended() / (double) total();
  }
}
