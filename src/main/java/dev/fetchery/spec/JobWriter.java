package dev.fetchery.spec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Expect;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Locate;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.RequestOptions;
import dev.fetchery.job.Retry;
import dev.fetchery.job.Save;
import java.util.Locale;

/** Writes a job as JSON, defaults filled in. */
public final class JobWriter {
  private final SpecJson parts;

  private JobWriter(boolean shown) {
    this.parts = new SpecJson(shown);
  }

  /** The job with both of its JSON forms. Takes long for a large job: not for an event loop. */
  public static JobDocument document(JobSpec spec) {
    return new JobDocument(spec, toJson(spec), toShownJson(spec));
  }

  /** The whole job with its secrets, from which {@link JobReader#readStored} makes the same job. */
  public static String toJson(JobSpec spec) {
    return new JobWriter(false).job(spec).toString();
  }

  /**
   * The job as it is shown: header values other than {@code Accept}, {@code Accept-Language} and
   * {@code User-Agent}, and user info in URLs, masked; lists are cut to 1,000 elements and 256 KiB
   * of text, and {@code urlsCount} or {@code valuesCount} says how many there are.
   */
  public static String toShownJson(JobSpec spec) {
    return new JobWriter(true).job(spec).toString();
  }

  private ObjectNode job(JobSpec spec) {
    ObjectNode job = SpecJson.object();
    SpecJson.putIfPresent(job, "name", spec.name());
    job.set("source", new SourceWriter(parts).source(spec.source()));
    job.put("mode", spec.mode().name().toLowerCase(Locale.ROOT));
    if (spec.lookup() != null) {
      job.set("lookup", lookup(spec.lookup()));
    }
    if (spec.locate() != null) {
      job.set("locate", locate(spec.locate()));
    }
    job.set("save", save(spec.save()));
    job.set("request", request(spec.request()));
    job.set("expect", expect(spec.expect()));
    job.set("retry", retry(spec.retry()));
    job.set("limits", limits(spec.limits()));
    return job;
  }

  private ObjectNode lookup(Lookup lookup) {
    ObjectNode json = SpecJson.object().put("url", parts.url(lookup.url()));
    SpecJson.putAll(json.putObject("set"), lookup.set());
    json.set("headers", parts.headers(lookup.headers()));
    return json;
  }

  private ObjectNode locate(Locate locate) {
    ObjectNode json = SpecJson.object().put("url", parts.url(locate.url()));
    json.put("method", locate.method()).put("at", locate.at());
    SpecJson.putAll(json.putObject("set"), locate.set());
    json.set("headers", parts.headers(locate.headers()));
    return json.put("validForMs", locate.validForMs());
  }

  private static ObjectNode save(Save save) {
    ObjectNode json = SpecJson.object();
    SpecJson.putIfPresent(json, "dir", save.dir());
    SpecJson.putIfPresent(json, "as", save.as());
    return json.put("ifExists", save.ifExists().name().toLowerCase(Locale.ROOT))
        .put("mtime", save.keep().serverTime() ? "server" : "now")
        .put("digest", save.keep().digest() ? "sha256" : "none");
  }

  private ObjectNode request(RequestOptions request) {
    ObjectNode json = SpecJson.object();
    json.set("headers", parts.headers(request.headers()));
    ArrayNode origins = json.putArray("headersTo");
    request.headersTo().stream().sorted().forEach(origins::add);
    return json.put("connectTimeoutMs", request.connectTimeoutMs())
        .put("idleTimeoutMs", request.idleTimeoutMs())
        .put("totalTimeoutMs", request.totalTimeoutMs())
        .put("minBytesPerSecond", request.minBytesPerSecond())
        .put("maxRedirects", request.maxRedirects())
        .put("cookies", request.reach().cookies().wire())
        .put("proxy", request.reach().proxy() ? "service" : "none")
        .put("credentials", request.reach().credentials());
  }

  private static ObjectNode expect(Expect expect) {
    ObjectNode json = SpecJson.object();
    ArrayNode types = json.putArray("mediaTypes");
    expect.mediaTypes().forEach(types::add);
    ArrayNode not = json.putArray("notMediaTypes");
    expect.notMediaTypes().forEach(not::add);
    return json.put("minBytes", expect.minBytes()).put("maxBytes", expect.maxBytes());
  }

  private static ObjectNode retry(Retry retry) {
    ObjectNode json = SpecJson.object();
    ArrayNode statuses = json.putArray("statuses");
    retry.statuses().forEach(statuses::add);
    return json.put("attempts", retry.attempts())
        .put("backoffMs", retry.backoffMs())
        .put("maxBackoffMs", retry.maxBackoffMs())
        .put("maxRetryAfterMs", retry.maxRetryAfterMs())
        .put("giveUpMs", retry.giveUpMs());
  }

  private static ObjectNode limits(Limits limits) {
    ObjectNode json = SpecJson.object();
    json.put("concurrency", limits.concurrency()).put("perHost", limits.perHost());
    double rate = limits.requestsPerSecond();
    if (rate == Math.rint(rate)) {
      json.put("requestsPerSecond", (long) rate);
    } else {
      json.put("requestsPerSecond", rate);
    }
    json.put("bytesPerSecond", limits.bytesPerSecond());
    json.put("segments", limits.segments());
    return json;
  }
}
