package dev.fetchery.http.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Events as {@code text/event-stream} (HTML Living Standard, 9.2). Data is JSON on one line: JSON
 * escapes every line end inside a name or an error, so no value can begin an event of its own.
 */
final class Sse {
  /** A line without meaning: keeps proxies from closing the connection, and finds dead ones. */
  static final Buffer COMMENT = Buffer.buffer(":\n\n");

  /** How long a browser waits before it connects again. */
  static final Buffer RETRY = Buffer.buffer("retry: 1000\n\n");

  private static final byte[] ITEM = "event: item\ndata: ".getBytes(StandardCharsets.US_ASCII);

  private Sse() {}

  /** Progress, with the job's id in the feed of all jobs. */
  private record JobProgress(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String job,
      @JsonUnwrapped Progress progress) {}

  private record DeletedJob(String id, String state) {}

  static Buffer state(Job job) {
    return event("state", "", job);
  }

  static Buffer deleted(String job) {
    return event("state", "", new DeletedJob(job, "deleted"));
  }

  /** Appends a completion: there are so many of them that each is written only once. */
  static void appendItem(Buffer to, Completion completion) {
    to.appendBytes(ITEM).appendString(ViewJson.text(completion)).appendString("\n");
    to.appendString(id(completion.n())).appendString("\n");
  }

  /** Progress in the feed of the job. */
  static Buffer progress(Progress progress) {
    return event("progress", "", new JobProgress(null, progress));
  }

  /** Progress in the feed of all jobs. */
  static Buffer progress(String job, Progress progress) {
    return event("progress", "", new JobProgress(job, progress));
  }

  static Buffer end(Job job, long lastN) {
    return event("end", id(lastN), job);
  }

  private static String id(long n) {
    return "id: " + n + "\n";
  }

  private static Buffer event(String name, String id, Object data) {
    // The id comes last: some clients keep it as its line arrives, and would skip an event that a
    // broken connection cut behind it.
    return Buffer.buffer("event: " + name + "\ndata: " + ViewJson.text(data) + "\n" + id + "\n");
  }
}
