package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.CookieScope;
import dev.fetchery.job.Expect;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Limits;
import dev.fetchery.job.LimitsPatch;
import dev.fetchery.job.Locate;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Reach;
import dev.fetchery.job.RequestOptions;
import dev.fetchery.job.Retry;
import dev.fetchery.job.Save;
import dev.fetchery.job.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the JSON of a valid job into values, defaults filled in. */
final class JobMapper {
  private JobMapper() {}

  static JobSpec job(JsonNode job, Source source) {
    return new JobSpec(
        JsonFields.textOrNull(job.get("name")),
        source,
        Mode.valueOf(JsonFields.textOr(job.get("mode"), "save").toUpperCase(Locale.ROOT)),
        job.has("lookup") ? lookup(job.get("lookup")) : null,
        locateOrNull(job),
        save(job.path("save")),
        request(job.path("request")),
        expect(job.path("expect")),
        retry(job.path("retry")),
        limits(job.path("limits")).applyTo(Limits.DEFAULT));
  }

  private static Lookup lookup(JsonNode lookup) {
    return new Lookup(
        lookup.get("url").textValue(),
        JsonFields.texts(lookup.get("set")),
        JsonFields.texts(lookup.path("headers")));
  }

  /** It may stand in the job or in its source. */
  private static @Nullable Locate locateOrNull(JsonNode job) {
    JsonNode locate = job.has("locate") ? job.get("locate") : job.path("source").path("locate");
    return locate.isMissingNode() ? null : locate(locate);
  }

  private static Locate locate(JsonNode locate) {
    return new Locate(
        locate.get("url").textValue(),
        JsonFields.textOr(locate.get("method"), "GET"),
        JsonFields.textOr(locate.get("at"), ""),
        JsonFields.texts(locate.path("set")),
        JsonFields.texts(locate.path("headers")),
        JsonFields.longOr(locate.get("validForMs"), 0));
  }

  private static Save save(JsonNode save) {
    return new Save(
        JsonFields.textOrNull(save.get("dir")),
        JsonFields.textOrNull(save.get("as")),
        IfExists.valueOf(JsonFields.textOr(save.get("ifExists"), "skip").toUpperCase(Locale.ROOT)),
        new Save.Keep(
            !JsonFields.textOr(save.get("digest"), "sha256").equals("none"),
            JsonFields.textOr(save.get("mtime"), "now").equals("server")));
  }

  private static RequestOptions request(JsonNode request) {
    RequestOptions standard = RequestOptions.DEFAULT;
    return new RequestOptions(
        JsonFields.texts(request.path("headers")),
        textSet(request.path("headersTo")),
        JsonFields.longOr(request.get("connectTimeoutMs"), standard.connectTimeoutMs()),
        JsonFields.longOr(request.get("idleTimeoutMs"), standard.idleTimeoutMs()),
        JsonFields.longOr(request.get("totalTimeoutMs"), standard.totalTimeoutMs()),
        JsonFields.longOr(request.get("minBytesPerSecond"), standard.minBytesPerSecond()),
        (int) JsonFields.longOr(request.get("maxRedirects"), standard.maxRedirects()),
        new Reach(
            JsonFields.textOr(request.get("proxy"), "service").equals("service"),
            request.path("credentials").asBoolean(true),
            CookieScope.valueOf(
                JsonFields.textOr(request.get("cookies"), "item").toUpperCase(Locale.ROOT))));
  }

  private static Expect expect(JsonNode expect) {
    return new Expect(
        lower(expect.path("mediaTypes")),
        lower(expect.path("notMediaTypes")),
        JsonFields.longOr(expect.get("minBytes"), 0),
        JsonFields.longOr(expect.get("maxBytes"), 0));
  }

  private static List<String> lower(JsonNode texts) {
    List<String> lower = new ArrayList<>();
    texts.forEach(text -> lower.add(text.textValue().toLowerCase(Locale.ROOT)));
    return lower;
  }

  private static Set<String> textSet(JsonNode texts) {
    Set<String> set = new HashSet<>();
    texts.forEach(text -> set.add(text.textValue()));
    return set;
  }

  private static Retry retry(JsonNode retry) {
    Retry standard = Retry.DEFAULT;
    List<Integer> statuses = new ArrayList<>();
    retry.path("statuses").forEach(status -> statuses.add(status.intValue()));
    return new Retry(
        statuses,
        (int) JsonFields.longOr(retry.get("attempts"), standard.attempts()),
        JsonFields.longOr(retry.get("backoffMs"), standard.backoffMs()),
        JsonFields.longOr(retry.get("maxBackoffMs"), standard.maxBackoffMs()),
        JsonFields.longOr(retry.get("maxRetryAfterMs"), standard.maxRetryAfterMs()),
        JsonFields.longOr(retry.get("giveUpMs"), standard.giveUpMs()));
  }

  static JobPatch patch(JsonNode patch) {
    JsonNode name = patch.get("name");
    JsonNode headers = patch.path("request").path("headers");
    Map<String, String> set = new HashMap<>();
    List<String> removed = new ArrayList<>();
    headers
        .properties()
        .forEach(
            header -> {
              if (header.getValue().isNull()) {
                removed.add(header.getKey());
              } else {
                set.put(header.getKey(), header.getValue().textValue());
              }
            });
    return new JobPatch(
        name == null ? null : new JobPatch.Rename(name.isNull() ? null : name.textValue()),
        patch.has("limits") ? limits(patch.get("limits")) : null,
        headers.isObject() ? new JobPatch.HeadersPatch(set, removed) : null);
  }

  static LimitsPatch limits(JsonNode limits) {
    JsonNode concurrency = limits.get("concurrency");
    JsonNode perHost = limits.get("perHost");
    JsonNode requests = limits.get("requestsPerSecond");
    JsonNode bytes = limits.get("bytesPerSecond");
    JsonNode segments = limits.get("segments");
    return new LimitsPatch(
        concurrency == null ? null : concurrency.intValue(),
        perHost == null ? null : perHost.intValue(),
        requests == null ? null : requests.doubleValue(),
        bytes == null ? null : bytes.longValue(),
        segments == null ? null : segments.intValue());
  }
}
