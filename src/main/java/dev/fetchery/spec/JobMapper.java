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
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Places;
import dev.fetchery.job.Reach;
import dev.fetchery.job.RequestOptions;
import dev.fetchery.job.Retry;
import dev.fetchery.job.Save;
import dev.fetchery.job.Source;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.job.Values;
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
  private static final int DEFAULT_AHEAD = 4;

  private JobMapper() {}

  static JobSpec job(JsonNode job, Source source) {
    return new JobSpec(
        textOrNull(job.get("name")),
        source,
        Mode.valueOf(textOr(job.get("mode"), "save").toUpperCase(Locale.ROOT)),
        job.has("lookup") ? lookup(job.get("lookup")) : null,
        locateOrNull(job),
        save(job.path("save")),
        request(job.path("request")),
        expect(job.path("expect")),
        retry(job.path("retry")),
        limits(job.path("limits")).applyTo(Limits.DEFAULT));
  }

  static Source source(JsonNode source) {
    Source own = SourceMapper.selected(ownSource(source), source);
    return source.has("parent") ? new Source.Chain(source(source.get("parent")), own) : own;
  }

  private static Source ownSource(JsonNode source) {
    return switch (source.get("type").textValue()) {
      case "urls" -> urls(source.get("urls"));
      case "json" ->
          new Source.Json(
              source.get("url").textValue(),
              textOr(source.get("at"), ""),
              places(source),
              texts(source.path("headers")));
      case "template" ->
          new Source.Template(textOr(source.get("url"), ""), values(source.get("values")));
      case "repeat" ->
          new Source.Repeat(source.get("url").textValue(), source.get("count").longValue());
      case "pages" -> pages(source);
      case "document" -> SourceMapper.document(source);
      case "manifest" ->
          new Source.Manifest(
              Source.Manifest.Format.valueOf(
                  source.get("format").textValue().toUpperCase(Locale.ROOT)),
              source.get("file").textValue(),
              source.get("items").longValue(),
              new Source.Manifest.Reading(
                  textOrNull(source.get("urlColumn")),
                  textOr(source.get("onBadLine"), "").equals("fail")));
      default -> throw new IllegalArgumentException("no such source: " + source.get("type"));
    };
  }

  private static Source urls(JsonNode urls) {
    List<UrlEntry> entries = new ArrayList<>(urls.size());
    urls.forEach(element -> entries.add(UrlEntries.of(element)));
    return new Source.Urls(entries);
  }

  private static Values values(JsonNode values) {
    if (values.isObject()) {
      return new Values.Range(
          values.get("from").longValue(),
          values.get("to").longValue(),
          values.path("width").intValue());
    }
    List<Map<String, String>> listed = new ArrayList<>(values.size());
    List<Set<String>> nulls = new ArrayList<>(values.size());
    for (JsonNode value : values) {
      listed.add(value.isObject() ? texts(value) : Map.of("value", value.asText()));
      nulls.add(nulls(value));
    }
    return new Values.Listed(listed, nulls);
  }

  private static Set<String> nulls(JsonNode value) {
    Set<String> nulls = new HashSet<>();
    value
        .properties()
        .forEach(
            member -> {
              if (member.getValue().isNull()) {
                nulls.add(member.getKey());
              }
            });
    return nulls;
  }

  private static Source pages(JsonNode pages) {
    PageRequest.Encoding encoding = encodingOf(pages);
    Map<String, String> parameters =
        encoding == PageRequest.Encoding.JSON
            ? jsonTexts(pages.get("json"))
            : texts(pages.path(encoding.name().toLowerCase(Locale.ROOT)));
    String method = encoding == PageRequest.Encoding.QUERY ? "GET" : "POST";
    PageRequest request =
        new PageRequest(
            pages.get("url").textValue(),
            textOr(pages.get("method"), method),
            encoding,
            parameters,
            encoding == PageRequest.Encoding.QUERY ? Map.of() : texts(pages.path("query")),
            texts(pages.path("headers")));
    return new Source.Pages(
        request,
        pages.path("perPage").intValue(),
        textOr(pages.get("at"), ""),
        places(pages),
        more(pages.get("more")),
        pages.path("ahead").asInt(DEFAULT_AHEAD),
        SourceMapper.total(pages));
  }

  /** Where the elements of a source say what their items are. */
  static Places places(JsonNode source) {
    return new Places(
        textOrNull(source.get("urlAt")),
        textOrNull(source.get("keyAt")),
        textOrNull(source.get("itemUrl")),
        textOrNull(source.get("each")),
        texts(source.path("expectAt")));
  }

  private static PageRequest.Encoding encodingOf(JsonNode pages) {
    if (pages.has("form")) {
      return PageRequest.Encoding.FORM;
    }
    return pages.has("json") ? PageRequest.Encoding.JSON : PageRequest.Encoding.QUERY;
  }

  private static NextPage more(@Nullable JsonNode more) {
    if (more == null) {
      return new NextPage.Unsaid();
    }
    if (more.has("header")) {
      return new NextPage.Header(more.get("header").textValue());
    }
    if (more.has("at")) {
      return new NextPage.At(more.get("at").textValue());
    }
    if (more.has("cursorAt")) {
      return new NextPage.CursorAt(more.get("cursorAt").textValue());
    }
    if (more.has("nextAt")) {
      return new NextPage.NextAt(more.get("nextAt").textValue());
    }
    return more.has("link")
        ? new NextPage.Link(more.get("link").textValue())
        : new NextPage.UntilEmpty();
  }

  private static Lookup lookup(JsonNode lookup) {
    return new Lookup(
        lookup.get("url").textValue(), texts(lookup.get("set")), texts(lookup.path("headers")));
  }

  /** It may stand in the job or in its source. */
  private static @Nullable Locate locateOrNull(JsonNode job) {
    JsonNode locate = job.has("locate") ? job.get("locate") : job.path("source").path("locate");
    return locate.isMissingNode() ? null : locate(locate);
  }

  private static Locate locate(JsonNode locate) {
    return new Locate(
        locate.get("url").textValue(),
        textOr(locate.get("method"), "GET"),
        textOr(locate.get("at"), ""),
        texts(locate.path("set")),
        texts(locate.path("headers")),
        longOr(locate.get("validForMs"), 0));
  }

  private static Save save(JsonNode save) {
    return new Save(
        textOrNull(save.get("dir")),
        textOrNull(save.get("as")),
        IfExists.valueOf(textOr(save.get("ifExists"), "skip").toUpperCase(Locale.ROOT)),
        new Save.Keep(
            !textOr(save.get("digest"), "sha256").equals("none"),
            textOr(save.get("mtime"), "now").equals("server")));
  }

  private static RequestOptions request(JsonNode request) {
    RequestOptions standard = RequestOptions.DEFAULT;
    return new RequestOptions(
        texts(request.path("headers")),
        textSet(request.path("headersTo")),
        longOr(request.get("connectTimeoutMs"), standard.connectTimeoutMs()),
        longOr(request.get("idleTimeoutMs"), standard.idleTimeoutMs()),
        longOr(request.get("totalTimeoutMs"), standard.totalTimeoutMs()),
        longOr(request.get("minBytesPerSecond"), standard.minBytesPerSecond()),
        (int) longOr(request.get("maxRedirects"), standard.maxRedirects()),
        new Reach(
            textOr(request.get("proxy"), "service").equals("service"),
            request.path("credentials").asBoolean(true),
            CookieScope.valueOf(textOr(request.get("cookies"), "item").toUpperCase(Locale.ROOT))));
  }

  private static Expect expect(JsonNode expect) {
    return new Expect(
        lower(expect.path("mediaTypes")),
        lower(expect.path("notMediaTypes")),
        longOr(expect.get("minBytes"), 0),
        longOr(expect.get("maxBytes"), 0));
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
        (int) longOr(retry.get("attempts"), standard.attempts()),
        longOr(retry.get("backoffMs"), standard.backoffMs()),
        longOr(retry.get("maxBackoffMs"), standard.maxBackoffMs()),
        longOr(retry.get("maxRetryAfterMs"), standard.maxRetryAfterMs()),
        longOr(retry.get("giveUpMs"), standard.giveUpMs()));
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

  /** Scalars as text; nulls are left out. */
  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object
        .properties()
        .forEach(
            member -> {
              if (!member.getValue().isNull()) {
                texts.put(member.getKey(), member.getValue().asText());
              }
            });
    return texts;
  }

  private static Map<String, String> jsonTexts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.properties().forEach(member -> texts.put(member.getKey(), member.getValue().toString()));
    return texts;
  }

  private static @Nullable String textOrNull(@Nullable JsonNode node) {
    return node == null ? null : node.textValue();
  }

  private static String textOr(@Nullable JsonNode node, String otherwise) {
    return node == null ? otherwise : node.textValue();
  }

  private static long longOr(@Nullable JsonNode node, long otherwise) {
    return node == null ? otherwise : node.longValue();
  }
}
