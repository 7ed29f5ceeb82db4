package dev.fetchery.http.feed;

import dev.fetchery.http.view.ItemJson;
import dev.fetchery.http.view.JobJson;
import dev.fetchery.http.view.Json;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import io.vertx.core.buffer.Buffer;

/**
 * Events as {@code text/event-stream} (HTML Living Standard, 9.2). Data is JSON on one line: every
 * line end inside a name or an error is escaped by JSON, so no value can begin an event of its own.
 */
final class Sse {
  /** A line that means nothing: keeps proxies and dead connections honest. */
  static final Buffer COMMENT = Buffer.buffer(":\n\n");

  /** How long a browser waits before it connects again. */
  static final Buffer RETRY = Buffer.buffer("retry: 1000\n\n");

  private Sse() {}

  static Buffer state(Job job) {
    return event("state", -1, json -> JobJson.write(json, job));
  }

  static Buffer deleted(String job) {
    return event("state", -1, json -> JobJson.writeDeleted(json, job));
  }

  static Buffer item(Completion completion) {
    return event("item", completion.n(), json -> ItemJson.write(json, completion));
  }

  /** Progress, with the job's id where the feed is not of one job. */
  static Buffer progress(String jobOrNull, Progress progress) {
    return event("progress", -1, json -> JobJson.writeProgress(json, jobOrNull, progress));
  }

  static Buffer end(Job job, long lastN) {
    return event("end", lastN, json -> JobJson.write(json, job));
  }

  private static Buffer event(String name, long idOrNone, Json.Body data) {
    String id = idOrNone < 0 ? "" : "id: " + idOrNone + "\n";
    return Buffer.buffer("event: " + name + "\n" + id + "data: " + Json.text(data) + "\n\n");
  }
}
