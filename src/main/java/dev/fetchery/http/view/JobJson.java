package dev.fetchery.http.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.fetchery.job.HostProgress;
import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import java.io.IOException;

/** The job view, field for field. */
public final class JobJson {
  private JobJson() {}

  /** The view as JSON text, on one line. */
  public static String text(Job job) {
    return Json.text(json -> write(json, job));
  }

  public static void write(JsonGenerator json, Job job) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", job.id());
    Json.string(json, "name", job.name());
    json.writeStringField("state", job.state().wire());
    Json.instant(json, "createdAt", job.createdAt());
    Json.instant(json, "startedAt", job.startedAt());
    Json.instant(json, "finishedAt", job.finishedAt());
    Json.fault(json, "error", job.error());
    json.writeFieldName("progress");
    json.writeStartObject();
    fields(json, job.progress());
    json.writeEndObject();
    json.writeFieldName("spec");
    // Already JSON, and already masked.
    json.writeRawValue(job.specJson() == null ? "null" : job.specJson());
    json.writeEndObject();
  }

  /** The progress view, with the job's id where it is not said elsewhere. */
  public static void writeProgress(JsonGenerator json, String jobOrNull, Progress progress)
      throws IOException {
    json.writeStartObject();
    if (jobOrNull != null) {
      json.writeStringField("job", jobOrNull);
    }
    fields(json, progress);
    json.writeEndObject();
  }

  /** What is left to say of a job that is no more. */
  public static void writeDeleted(JsonGenerator json, String id) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("state", "deleted");
    json.writeEndObject();
  }

  private static void fields(JsonGenerator json, Progress progress) throws IOException {
    json.writeNumberField("discovered", progress.discovered());
    json.writeBooleanField("discoveryDone", progress.discoveryDone());
    json.writeNumberField("waiting", progress.waiting());
    json.writeNumberField("active", progress.active());
    json.writeNumberField("done", progress.done());
    json.writeNumberField("skipped", progress.skipped());
    json.writeNumberField("notFound", progress.notFound());
    json.writeNumberField("failed", progress.failed());
    json.writeNumberField("cancelled", progress.cancelled());
    json.writeNumberField("bytes", progress.bytes());
    json.writeNumberField("elapsedMs", progress.elapsedMs());
    Json.rate(json, "itemsPerSecond", progress.itemsPerSecond());
    Json.rate(json, "bytesPerSecond", progress.bytesPerSecond());
    Json.number(json, "etaMs", progress.etaMs());
    json.writeNumberField("retries", progress.retries());
    json.writeArrayFieldStart("hosts");
    for (HostProgress host : progress.hosts()) {
      json.writeStartObject();
      json.writeStringField("host", host.host());
      json.writeStringField("state", host.state());
      json.writeNumberField("limit", host.limit());
      Json.instant(json, "until", host.until());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
