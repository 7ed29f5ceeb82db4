package dev.fetchery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is: one of this process, or one of a service elsewhere by its view, so that both
 * look the same.
 *
 * @param state as in the view; "" where only the progress is known
 * @param progress without hosts where it is from a view
 */
record JobStatus(String state, Progress progress) {
  static JobStatus of(Job job) {
    return new JobStatus(job.state().wire(), job.progress());
  }

  static JobStatus of(Progress progress) {
    return new JobStatus("running", progress);
  }

  /** From a job view. */
  static JobStatus ofView(JsonNode job) {
    return ofProgress(job.path("state").asText(), job.path("progress"));
  }

  static JobStatus ofProgress(String state, JsonNode progress) {
    Progress.Items items =
        new Progress.Items(
            progress.path("discovered").asLong(),
            progress.path("discoveryDone").asBoolean(),
            number(progress.path("expected")),
            progress.path("waiting").asLong(),
            progress.path("active").asLong(),
            progress.path("done").asLong(),
            progress.path("skipped").asLong(),
            progress.path("notFound").asLong(),
            progress.path("failed").asLong(),
            progress.path("cancelled").asLong());
    Progress.Speed speed =
        new Progress.Speed(
            progress.path("elapsedMs").asLong(),
            progress.path("itemsPerSecond").asDouble(),
            progress.path("bytesPerSecond").asDouble(),
            number(progress.path("etaMs")));
    return new JobStatus(
        state,
        new Progress(
            items,
            progress.path("bytes").asLong(),
            number(progress.path("bytesExpected")),
            kept(progress.path("kept")),
            speed,
            progress.path("retries").asLong(),
            List.of()));
  }

  /** The same where nothing is measured: no rate, no time left. */
  JobStatus withoutPace() {
    Progress.Speed none = new Progress.Speed(progress.elapsedMs(), 0, 0, null);
    return new JobStatus(
        state,
        new Progress(
            progress.items(),
            progress.bytes(),
            progress.bytesExpected(),
            progress.kept(),
            none,
            progress.retries(),
            progress.hosts()));
  }

  private static @Nullable Long number(JsonNode node) {
    return node.isNumber() ? Long.valueOf(node.asLong()) : null;
  }

  private static Progress.@Nullable Kept kept(JsonNode kept) {
    return kept.isObject()
        ? new Progress.Kept(
            kept.path("items").asLong(), kept.path("bytes").asLong(), number(kept.path("size")))
        : null;
  }

  /** What is kept of interrupted bodies, such as {@code 120 MB of 256 MB kept}; or "". */
  String keptText() {
    Progress.Kept kept = progress.kept();
    if (kept == null) {
      return "";
    }
    String whole = kept.size() == null ? "" : " of " + Amounts.bytes(kept.size());
    return Amounts.bytes(kept.bytes()) + whole + " kept";
  }

  /** Whether there are files of it, so that its directory exists. */
  boolean hasFiles(boolean probe) {
    return !probe && progress.done() + progress.skipped() > 0;
  }

  /** Items that have ended. */
  long ended() {
    return progress.discovered() - progress.waiting() - progress.active();
  }

  /** Whether the number of items is known: all are found, or the source says how many it has. */
  boolean counted() {
    return progress.discoveryDone() || progress.expected() != null;
  }

  /** How many items there will be, as far as is known. */
  long total() {
    return progress.discoveryDone() || progress.expected() == null
        ? progress.discovered()
        : Math.max(progress.discovered(), progress.expected());
  }

  /** Whether time passes for it: its clock goes on. */
  boolean moving() {
    return state.isEmpty() || state.equals("running");
  }

  /** Whether the bytes of all its items are known: then they say best how far it is. */
  boolean countsBytes() {
    return progress.discoveryDone()
        && progress.bytesExpected() != null
        && progress.bytesExpected() > 0;
  }

  /** How much is done, from 0 to 1; negative where it cannot be said. */
  double part() {
    if (progress.discoveryDone() && progress.discovered() > 0 && ended() == progress.discovered()) {
      // failed and skipped items bring fewer bytes than were expected
      return 1;
    }
    if (countsBytes() && progress.bytesExpected() != null) {
      return Math.min(1, progress.bytes() / (double) progress.bytesExpected());
    }
    if (ended() == 0 && progress.bytes() > 0) {
      // bytes of which no size is known
      return -1;
    }
    return total() == 0 || !counted() ? -1 : ended() / (double) total();
  }
}
