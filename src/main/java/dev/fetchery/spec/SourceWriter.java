package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.DocumentFormat;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Places;
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

/** Writes a job's source as JSON, defaults filled in. */
final class SourceWriter {
  /** Elements of a long list that are shown at most. */
  private static final int SHOWN_ELEMENTS = 1000;

  /** Text of a list that is shown, about, where its elements are long. */
  private static final int SHOWN_CHARS = 256 << 10;

  private final SpecJson parts;

  SourceWriter(SpecJson parts) {
    this.parts = parts;
  }

  ObjectNode source(Source source) {
    if (source instanceof Source.Chain chain) {
      return source(chain.child()).set("parent", source(chain.parent()));
    }
    if (source instanceof Source.Selected selected) {
      ObjectNode json = source(selected.source());
      selected.include().forEach(json.withArray("include")::add);
      selected.exclude().forEach(json.withArray("exclude")::add);
      return json;
    }
    ObjectNode json = SpecJson.object();
    if (source instanceof Source.Urls urls) {
      json.put("type", "urls");
      urls(json, urls.urls());
    } else if (source instanceof Source.Json document) {
      json.put("type", "json").put("url", parts.url(document.url())).put("at", document.at());
      places(json, document.places(), document.headers());
    } else if (source instanceof Source.Template template) {
      json.put("type", "template");
      SpecJson.putIfPresent(
          json, "url", template.url().isEmpty() ? null : parts.url(template.url()));
      values(json, template.values());
    } else if (source instanceof Source.Repeat repeat) {
      json.put("type", "repeat").put("url", parts.url(repeat.url())).put("count", repeat.count());
    } else if (source instanceof Source.Manifest manifest) {
      json.put("type", "manifest")
          .put("format", manifest.format().name().toLowerCase(Locale.ROOT))
          .put("file", manifest.file())
          .put("items", manifest.items());
      SpecJson.putIfPresent(json, "urlColumn", manifest.reading().urlColumn());
      SpecJson.putIfPresent(json, "onBadLine", manifest.reading().failsBadLines() ? "fail" : null);
    } else if (source instanceof Source.Pages pages) {
      pages(json, pages);
    } else if (source instanceof Source.Document document) {
      document(json, document);
    }
    return json;
  }

  private void document(ObjectNode json, Source.Document document) {
    json.put("type", "document").put("url", parts.url(document.url()));
    if (document.format() != null) {
      json.put("format", document.format().text());
    }
    if (document.format() == null || document.format() == DocumentFormat.HTML) {
      json.put("select", document.select()).put("attr", document.attribute());
    }
    if (document.format() == DocumentFormat.DIRECTORY) {
      json.put("recurse", document.recurse());
    }
    places(json, document.places(), document.headers());
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
        array.add(parts.url(entry.url()));
      } else {
        ObjectNode element = array.addObject().put("url", parts.url(entry.url()));
        SpecJson.putIfPresent(element, "key", entry.key());
        EntryTermsWriter.write(entry.terms(), element, parts::url);
        if (!entry.headers().isEmpty()) {
          element.set("headers", parts.headers(entry.headers()));
        }
        SpecJson.putAll(element, entry.fields());
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
      List<Map<String, String>> some = cut(listed.values(), SourceWriter::chars);
      for (int i = 0; i < some.size(); i++) {
        Map<String, String> value = listed.at(i);
        if (value.size() == 1 && value.containsKey("value") && listed.nullsAt(i).isEmpty()) {
          array.add(value.get("value"));
        } else {
          ObjectNode object = array.addObject();
          SpecJson.putAll(object, value);
          listed.nullsAt(i).stream().sorted().forEach(object::putNull);
        }
      }
      putCount(json, "valuesCount", listed.values().size(), some.size());
    }
  }

  private void pages(ObjectNode json, Source.Pages pages) {
    PageRequest request = pages.request();
    json.put("type", "pages").put("url", parts.url(request.url())).put("method", request.method());
    ObjectNode parameters = SpecJson.object();
    new TreeMap<>(request.parameters())
        .forEach((name, value) -> parameters.set(name, parameter(request.encoding(), value)));
    if (request.encoding() != PageRequest.Encoding.QUERY || !parameters.isEmpty()) {
      json.set(request.encoding().name().toLowerCase(Locale.ROOT), parameters);
    }
    if (!request.query().isEmpty()) {
      SpecJson.putAll(json.putObject("query"), request.query());
    }
    if (pages.perPage() > 0) {
      json.put("perPage", pages.perPage());
    }
    json.put("at", pages.at());
    if (pages.total() instanceof Source.Pages.Total.At total) {
      json.put("totalAt", total.place());
    } else if (pages.total() instanceof Source.Pages.Total.Header total) {
      json.put("totalHeader", total.name());
    }
    if (!(pages.more() instanceof NextPage.Unsaid)) {
      json.set("more", more(pages.more()));
    }
    json.put("ahead", pages.ahead());
    places(json, pages.places(), pages.request().headers());
  }

  private void places(ObjectNode json, Places places, Map<String, String> headers) {
    SpecJson.putIfPresent(json, "urlAt", places.urlAt());
    SpecJson.putIfPresent(json, "keyAt", places.keyAt());
    SpecJson.putIfPresent(
        json, "itemUrl", places.itemUrl() == null ? null : parts.url(places.itemUrl()));
    SpecJson.putIfPresent(json, "each", places.each());
    json.set("headers", parts.headers(headers));
    expectAt(json, places.expectAt());
  }

  private static void expectAt(ObjectNode json, Map<String, String> pointers) {
    if (!pointers.isEmpty()) {
      SpecJson.putAll(json.putObject("expectAt"), pointers);
    }
  }

  private static @Nullable JsonNode parameter(PageRequest.Encoding encoding, String value) {
    return encoding == PageRequest.Encoding.JSON
        ? PostedJson.read(value, new Violations())
        : JsonNodeFactory.instance.textNode(value);
  }

  private static ObjectNode more(NextPage more) {
    ObjectNode json = SpecJson.object();
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

  /** As many elements as are shown, and of long ones no more than have room. */
  private <T> List<T> cut(List<T> list, ToIntFunction<T> chars) {
    if (!parts.isShown()) {
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
}
