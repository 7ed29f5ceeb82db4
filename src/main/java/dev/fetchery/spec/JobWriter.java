package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.DocumentFormat;
import dev.fetchery.job.Expect;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.RequestOptions;
import dev.fetchery.job.Retry;
import dev.fetchery.job.Save;
import dev.fetchery.job.Source;
import dev.fetchery.job.Terms;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.job.Values;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Writes a job as JSON, defaults filled in. */
public final class JobWriter {
  /** Elements of a long list that are shown at most. */
  public static final int SHOWN_ELEMENTS = 1000;

  /** Text of a list that is shown, about, where its elements are long. */
  private static final int SHOWN_CHARS = 256 << 10;

  private final boolean shown;

  private JobWriter(boolean shown) {
    this.shown = shown;
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
    ObjectNode job = object();
    putIfPresent(job, "name", spec.name());
    job.set("source", source(spec.source()));
    job.put("mode", spec.mode().name().toLowerCase(Locale.ROOT));
    if (spec.lookup() != null) {
      job.set("lookup", lookup(spec.lookup()));
    }
    job.set("save", save(spec.save()));
    job.set("request", request(spec.request()));
    job.set("expect", expect(spec.expect()));
    job.set("retry", retry(spec.retry()));
    job.set("limits", limits(spec.limits()));
    return job;
  }

  private ObjectNode source(Source source) {
    if (source instanceof Source.Chain chain) {
      return source(chain.child()).set("parent", source(chain.parent()));
    }
    if (source instanceof Source.Selected selected) {
      ObjectNode json = source(selected.source());
      selected.include().forEach(json.withArray("include")::add);
      selected.exclude().forEach(json.withArray("exclude")::add);
      return json;
    }
    ObjectNode json = object();
    if (source instanceof Source.Urls urls) {
      json.put("type", "urls");
      urls(json, urls.urls());
    } else if (source instanceof Source.Json document) {
      json.put("type", "json").put("url", url(document.url())).put("at", document.at());
      putIfPresent(json, "urlAt", document.urlAt());
      putIfPresent(json, "keyAt", document.keyAt());
      putIfPresent(json, "itemUrl", document.itemUrl() == null ? null : url(document.itemUrl()));
      putIfPresent(json, "each", document.each());
      json.set("headers", headers(document.headers()));
      expectAt(json, document.expectAt());
    } else if (source instanceof Source.Template template) {
      json.put("type", "template").put("url", url(template.url()));
      values(json, template.values());
    } else if (source instanceof Source.Repeat repeat) {
      json.put("type", "repeat").put("url", url(repeat.url())).put("count", repeat.count());
    } else if (source instanceof Source.Manifest manifest) {
      json.put("type", "manifest")
          .put("format", manifest.format().name().toLowerCase(Locale.ROOT))
          .put("file", manifest.file())
          .put("items", manifest.items());
    } else if (source instanceof Source.Pages pages) {
      pages(json, pages);
    } else if (source instanceof Source.Document document) {
      document(json, document);
    }
    return json;
  }

  private void document(ObjectNode json, Source.Document document) {
    json.put("type", "document").put("url", url(document.url()));
    if (document.format() != null) {
      json.put("format", document.format().text());
    }
    if (document.format() == null || document.format() == DocumentFormat.HTML) {
      json.put("select", document.select()).put("attr", document.attribute());
    }
    if (document.format() == DocumentFormat.DIRECTORY) {
      json.put("recurse", document.recurse());
    }
    putIfPresent(json, "itemUrl", document.itemUrl() == null ? null : url(document.itemUrl()));
    putIfPresent(json, "each", document.each());
    json.set("headers", headers(document.headers()));
  }

  private void urls(ObjectNode json, List<UrlEntry> entries) {
    ArrayNode array = json.putArray("urls");
    List<UrlEntry> some =
        cut(entries, e -> e.url().length() + chars(e.fields()) + chars(e.headers()));
    for (UrlEntry entry : some) {
      boolean plain =
          entry.key() == null
              && entry.terms().equals(Terms.NONE)
              && entry.headers().isEmpty()
              && entry.fields().isEmpty();
      if (plain) {
        array.add(url(entry.url()));
      } else {
        ObjectNode element = array.addObject().put("url", url(entry.url()));
        putIfPresent(element, "key", entry.key());
        EntryTerms.write(entry.terms(), element, this::url);
        if (!entry.headers().isEmpty()) {
          element.set("headers", headers(entry.headers()));
        }
        putAll(element, entry.fields());
      }
    }
    putCount(json, "urlsCount", entries.size(), some.size());
  }

  private void values(ObjectNode json, Values values) {
    if (values instanceof Values.Range range) {
      json.putObject("values")
          .put("from", range.from())
          .put("to", range.to())
          .put("width", range.width());
    } else if (values instanceof Values.Listed listed) {
      ArrayNode array = json.putArray("values");
      List<Map<String, String>> some = cut(listed.values(), JobWriter::chars);
      for (int i = 0; i < some.size(); i++) {
        Map<String, String> value = listed.at(i);
        if (value.size() == 1 && value.containsKey("value") && listed.nullsAt(i).isEmpty()) {
          array.add(value.get("value"));
        } else {
          ObjectNode object = array.addObject();
          putAll(object, value);
          listed.nullsAt(i).stream().sorted().forEach(object::putNull);
        }
      }
      putCount(json, "valuesCount", listed.values().size(), some.size());
    }
  }

  private void pages(ObjectNode json, Source.Pages pages) {
    json.put("type", "pages").put("url", url(pages.url())).put("method", pages.method());
    ObjectNode parameters = object();
    new TreeMap<>(pages.parameters())
        .forEach((name, value) -> parameters.set(name, parameter(pages.encoding(), value)));
    if (pages.encoding() != Source.Pages.Encoding.QUERY || !parameters.isEmpty()) {
      json.set(pages.encoding().name().toLowerCase(Locale.ROOT), parameters);
    }
    if (pages.perPage() > 0) {
      json.put("perPage", pages.perPage());
    }
    json.put("at", pages.at());
    putIfPresent(json, "urlAt", pages.urlAt());
    putIfPresent(json, "keyAt", pages.keyAt());
    putIfPresent(json, "itemUrl", pages.itemUrl() == null ? null : url(pages.itemUrl()));
    putIfPresent(json, "each", pages.each());
    if (pages.total() instanceof Source.Pages.Total.At total) {
      json.put("totalAt", total.place());
    } else if (pages.total() instanceof Source.Pages.Total.Header total) {
      json.put("totalHeader", total.name());
    }
    json.set("more", more(pages.more()));
    json.put("ahead", pages.ahead());
    json.set("headers", headers(pages.headers()));
    expectAt(json, pages.expectAt());
  }

  private static void expectAt(ObjectNode json, Map<String, String> pointers) {
    if (!pointers.isEmpty()) {
      putAll(json.putObject("expectAt"), pointers);
    }
  }

  private static @Nullable JsonNode parameter(Source.Pages.Encoding encoding, String value) {
    return encoding == Source.Pages.Encoding.JSON
        ? PostedJson.read(value, new Violations())
        : JsonNodeFactory.instance.textNode(value);
  }

  private static ObjectNode more(NextPage more) {
    ObjectNode json = object();
    if (more instanceof NextPage.Header header) {
      json.put("header", header.name());
    } else if (more instanceof NextPage.At at) {
      json.put("at", at.pointer());
    } else if (more instanceof NextPage.CursorAt cursor) {
      json.put("cursorAt", cursor.pointer());
    } else if (more instanceof NextPage.NextAt next) {
      json.put("nextAt", next.pointer());
    } else if (more instanceof NextPage.Link link) {
      json.put("link", link.relation());
    } else {
      json.put("untilEmpty", true);
    }
    return json;
  }

  private ObjectNode lookup(Lookup lookup) {
    ObjectNode json = object().put("url", url(lookup.url()));
    putAll(json.putObject("set"), lookup.set());
    json.set("headers", headers(lookup.headers()));
    return json;
  }

  private static ObjectNode save(Save save) {
    ObjectNode json = object();
    putIfPresent(json, "dir", save.dir());
    putIfPresent(json, "as", save.as());
    return json.put("ifExists", save.ifExists().name().toLowerCase(Locale.ROOT))
        .put("mtime", save.keep().serverTime() ? "server" : "now")
        .put("digest", save.keep().digest() ? "sha256" : "none");
  }

  private ObjectNode request(RequestOptions request) {
    ObjectNode json = object();
    json.set("headers", headers(request.headers()));
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
    ObjectNode json = object();
    ArrayNode types = json.putArray("mediaTypes");
    expect.mediaTypes().forEach(types::add);
    ArrayNode not = json.putArray("notMediaTypes");
    expect.notMediaTypes().forEach(not::add);
    return json.put("minBytes", expect.minBytes()).put("maxBytes", expect.maxBytes());
  }

  private static ObjectNode retry(Retry retry) {
    ObjectNode json = object();
    ArrayNode statuses = json.putArray("statuses");
    retry.statuses().forEach(statuses::add);
    return json.put("attempts", retry.attempts())
        .put("backoffMs", retry.backoffMs())
        .put("maxBackoffMs", retry.maxBackoffMs())
        .put("maxRetryAfterMs", retry.maxRetryAfterMs())
        .put("giveUpMs", retry.giveUpMs());
  }

  private static ObjectNode limits(Limits limits) {
    ObjectNode json = object();
    json.put("concurrency", limits.concurrency()).put("perHost", limits.perHost());
    double rate = limits.requestsPerSecond();
    if (rate == Math.rint(rate)) {
      json.put("requestsPerSecond", (long) rate);
    } else {
      json.put("requestsPerSecond", rate);
    }
    json.put("bytesPerSecond", limits.bytesPerSecond());
    if (limits.segments() > 1) {
      json.put("segments", limits.segments());
    }
    return json;
  }

  private String url(String url) {
    return shown ? Secrets.maskUrl(url) : url;
  }

  private ObjectNode headers(Map<String, String> headers) {
    ObjectNode json = object();
    putAll(json, shown ? Secrets.maskHeaders(headers) : headers);
    return json;
  }

  /** As many elements as are shown, and of long ones no more than have room. */
  private <T> List<T> cut(List<T> list, ToIntFunction<T> chars) {
    if (!shown) {
      return list;
    }
    int count = 0;
    long sum = 0;
    while (count < Math.min(list.size(), SHOWN_ELEMENTS) && sum < SHOWN_CHARS) {
      sum += chars.applyAsInt(list.get(count++));
    }
    return list.subList(0, count);
  }

  private static int chars(Map<String, String> texts) {
    int chars = 0;
    for (Map.Entry<String, String> text : texts.entrySet()) {
      chars += text.getKey().length() + text.getValue().length();
    }
    return chars;
  }

  private void putCount(ObjectNode json, String name, int count, int shownOfThem) {
    if (count > shownOfThem) {
      json.put(name, count);
    }
  }

  private static void putAll(ObjectNode json, Map<String, String> values) {
    new TreeMap<>(values).forEach(json::put);
  }

  private static void putIfPresent(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
